"""Records that were entered by hand before that was told apart from a format."""

import sqlite3

from tests.older import database_before, put, rows, upgrade


def test_what_was_entered_by_hand_says_so_and_what_came_in_a_file_keeps_its_format(tmp_path):
    app, path = database_before("0074", tmp_path)
    connection = sqlite3.connect(path)
    put(connection, "library", id=1, code="heihe", country="CN", kind="public", language="zh")
    put(connection, "bibliographic_record", id=1)
    for number, raw in (("own:1", b""), ("own:2", b"00026nam"), ("7", b"00026nam")):
        more = {"library_id": 1, "record_id": 1, "profile": "unimarc"}
        put(connection, "source_record", source_id=number, raw=raw, **more)
    connection.commit()
    connection.close()
    upgrade(app)
    told = rows(path, "SELECT source_id, profile FROM source_record ORDER BY id")
    assert told == [("own:1", "hand"), ("own:2", "unimarc"), ("7", "unimarc")]
