"""Things that were called otherwise before: what was kept under the old name is found under the new one."""

import sqlite3

import pytest

from tests.older import AT, database_before, put, revision_before, rows, upgrade

NAMES = "0020"


@pytest.fixture
def old(tmp_path):
    """An application whose database has the old names, with a consignment, a list and a post under them; its file."""
    app, path = database_before(NAMES, tmp_path)
    connection = sqlite3.connect(path)
    for number, code in ((1, "heihe"), (2, "amur"), (3, "manzhouli")):
        put(connection, "library", id=number, code=code, country="CN", kind="public", language="zh")
    post = {"mode": "post", "purpose": "permanent", "state": "planned", "currency": "CNY"}
    put(connection, "consignment", id=1, number="CN2026-1", giver_id=1, receiver_id=2, giver_gateway_id=3, **post)
    put(connection, "exchange_intake", id=1, library_id=1, kind="offers", source="paste", state="open")
    put(connection, "exchange_intake_line", id=1, intake_id=1, number=1, text="红楼梦", told="{}", entry="{}")
    said = {"phrase": 95, "slots": "{}", "state": "shown", "posted_at": AT}
    put(connection, "board_post", id=1, library_id=1, subject_kind="book-list", subject_id="1", **said)
    for action in ("loan.lend", "loan.undo_take_back", "loan.ship"):
        put(connection, "audit", at=AT, actor_kind="person", action=action, subject="loan", subject_id=1, facts="{}")
    connection.commit()
    connection.close()
    yield app, path
    app.extensions["database"].dispose()


def test_what_was_kept_under_an_old_name_is_found_under_the_new_one_and_back(old):
    app, path = old
    upgrade(app)
    ends = "SELECT consignor_id, consignee_id, consignor_gateway_id, consignee_gateway_id FROM consignment"
    assert rows(path, ends) == [(1, 2, 3, None)]
    assert rows(path, "SELECT list_import_id, text FROM exchange_list_import_line") == [(1, "红楼梦")]
    assert rows(path, "SELECT phrase FROM discussion_post") == [(95,)]
    acts = "SELECT action FROM audit ORDER BY id"
    assert rows(path, acts) == [("loan.check_out",), ("loan.undo_patron_returned",), ("loan.ship",)]
    assert rows(path, "PRAGMA foreign_key_check") == []
    with app.app_context():
        app.extensions["alembic"].downgrade(revision_before(app, NAMES))
    assert rows(path, "SELECT giver_id, receiver_id, giver_gateway_id FROM consignment") == [(1, 2, 3)]
    assert rows(path, "SELECT intake_id, text FROM exchange_intake_line") == [(1, "红楼梦")]
    assert rows(path, acts) == [("loan.lend",), ("loan.undo_take_back",), ("loan.ship",)]


def test_a_number_is_still_once_in_its_list(old):
    app, path = old
    upgrade(app)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match=r"list_import_id, exchange_list_import_line\.number"):
        put(connection, "exchange_list_import_line", list_import_id=1, number=1, text="again", told="{}", entry="{}")
    connection.close()
