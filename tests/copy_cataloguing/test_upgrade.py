"""Records that were taken over before an older version comes back: they stay, where they come from is forgotten."""

import sqlite3

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.older import database_before, put, rows, upgrade

TABLES, BEFORE = "0105", "0104"
OWN = "SELECT source_id, profile FROM source_record"


def test_records_stay_when_their_origin_is_forgotten(tmp_path):
    app, path = database_before(TABLES, tmp_path)
    connection = sqlite3.connect(path)
    put(connection, "library", id=1, code="heihe", country="CN", kind="public", language="zh", is_closing=0, has_left=0)
    put(connection, "bibliographic_record", id=1)
    put(
        connection,
        "source_record",
        id=1,
        library_id=1,
        record_id=1,
        source_id="own:1",
        profile="marc21",
        raw=b"00026nam",
    )
    connection.commit()
    connection.close()
    upgrade(app)
    connection = sqlite3.connect(path)
    more = {"protocol": "sru", "version": "1.1", "relation": "=", "syntax": "usmarc", "page_size": 10, "is_on": 0}
    put(connection, "catalogue_target", id=1, address="https://catalogue.example/sru", **more)
    put(connection, "target_answer", id=1, target_id=1, state="failed", reason="too_slow", start=1)
    put(connection, "found_record", id=1, answer_id=1, position=1, raw=b"")
    put(connection, "copied_record", id=1, source_record_id=1, target_id=1, number="b1")
    connection.commit()
    connection.close()
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(BEFORE)
    older.extensions["database"].dispose()
    assert rows(path, OWN) == [("own:1", "marc21")]
    assert rows(path, "SELECT name FROM sqlite_master WHERE name LIKE '%target%' OR name LIKE '%copied%'") == []
    upgrade(create_app(settings_for(tmp_path), **CHEAP))
    assert rows(path, "SELECT count(*) FROM copied_record") == [(0,)]
