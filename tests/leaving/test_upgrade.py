"""Who had left before is gone for good; who goes back to the older version brings nobody back to rights by that."""

import sqlite3

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.older import AT, database_before, put, revision_before, rows, upgrade

COMING_BACK = "0122"
DAY = "2026-03-05"


def test_departures_come_and_go(tmp_path):
    app, path = database_before(COMING_BACK, tmp_path)
    connection = sqlite3.connect(path)
    leaves = {"is_closing": 1, "lends": 0, "leaves_on": DAY}
    put(connection, "library", id=1, code="tynda", country="RU", language="ru", has_left=1, **leaves)
    put(connection, "library", id=2, code="amur", country="RU", language="ru", has_left=0, **leaves)
    for library in (1, 2):
        put(
            connection, "departure", id=library, version=1, library_id=library, lent=1, state="announced", leaves_on=DAY
        )
    connection.execute("UPDATE departure SET successor_id = NULL, left_at = NULL")
    connection.execute("UPDATE departure SET state = 'left', left_at = ? WHERE id = 1", (AT,))
    put(connection, "user", id=1, active=1, fs_uniquifier="a")
    for library in (1, 2):
        put(connection, "membership", id=library, user_id=1, library_id=library, role="librarian", is_open=0, is_away=0)
    connection.commit()
    upgrade(app)
    assert rows(path, "SELECT state FROM departure ORDER BY id") == [("gone",), ("announced",)]
    connection.execute("UPDATE departure SET state = 'returned', left_at = ? WHERE id = 2", (AT,))
    connection.commit()
    connection.close()
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(revision_before(older, COMING_BACK))
    older.extensions["database"].dispose()
    told = rows(path, "SELECT state, left_at IS NULL FROM departure ORDER BY id")
    assert told == [("left", 0), ("called_off", 1)]
    assert rows(path, "SELECT library_id FROM membership") == [(2,)]
