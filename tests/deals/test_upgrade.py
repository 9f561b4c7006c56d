"""Boxes that stood before a change of them could be taken back: they go on as they are, there and back."""

import sqlite3

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.older import database_before, put, rows, upgrade

FORMER, BEFORE = "0097", "0096"
ROW = "SELECT id, state, round_no, first_accepted, second_accepted FROM exchange_box"


def test_a_proposal_that_lies_on_the_table_stays_there(tmp_path):
    app, path = database_before(FORMER, tmp_path)
    connection = sqlite3.connect(path)
    for number, code in ((1, "heihe"), (2, "amur")):
        there = {"is_closing": 0, "has_left": 0, "kind": "public"}
        put(connection, "library", id=number, code=code, country="CN", language="zh", **there)
    sides = {"first_id": 1, "second_id": 2, "first_accepted": 1, "second_accepted": 2}
    put(connection, "exchange_box", id=1, number=1, state="proposed", mode="open", round_no=2, **sides)
    connection.commit()
    connection.close()
    upgrade(app)
    assert rows(path, ROW) == [(1, "proposed", 2, 1, 2)]
    assert rows(path, "SELECT former FROM exchange_box") == [(None,)]
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(BEFORE)
    older.extensions["database"].dispose()
    assert rows(path, ROW) == [(1, "proposed", 2, 1, 2)]
