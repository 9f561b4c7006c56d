"""The question to a successor comes with its table, and goes with it; departures stay."""

import sqlite3

import pytest

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.older import AT, database_before, put, revision_before, rows, upgrade

TAKING_OVER = "0123"


def test_questions_to_successors_come_and_go(tmp_path):
    app, path = database_before(TAKING_OVER, tmp_path)
    connection = sqlite3.connect(path)
    for number, code in enumerate(("amur", "tynda"), 1):
        stands = {"is_closing": 0, "has_left": 0, "lends": 0, "leaves_on": None}
        put(connection, "library", id=number, code=code, country="RU", language="ru", **stands)
    put(connection, "departure", id=1, library_id=1, version=1, lent=1, state="announced", leaves_on="2026-03-05")
    connection.commit()
    upgrade(app)
    asked = {"departure_id": 1, "library_id": 1, "successor_id": 2, "asked": '["lent"]', "asked_at": AT}
    put(connection, "succession", id=1, state="asked", **asked)
    with pytest.raises(sqlite3.IntegrityError):
        put(connection, "succession", id=2, state="accepted", answered_at=AT, **asked)
    connection.commit()
    connection.close()
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(revision_before(older, TAKING_OVER))
    older.extensions["database"].dispose()
    assert rows(path, "SELECT state FROM departure") == [("announced",)]
    assert rows(path, "SELECT name FROM sqlite_master WHERE name = 'succession'") == []
