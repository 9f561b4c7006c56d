"""Machines come to a database that had one; who goes back keeps what was to be done for all of them."""

import sqlite3

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.older import AT, database_before, put, revision_before, rows, upgrade

MACHINES = "0116"
TABLES = ("machine", "alike_setting", "rate_count", "file_piece")


def test_what_is_kept_of_machines_comes_and_goes(tmp_path):
    app, path = database_before(MACHINES, tmp_path)
    connection = sqlite3.connect(path)
    waits = {"kind": "catalogue.index", "payload": "{}", "created_at": AT, "due_at": AT, "attempts": 0, "waits": 0}
    put(connection, "outbox", id=1, lane="index", **waits)
    connection.commit()
    upgrade(app)
    put(connection, "outbox", id=2, lane="index 7", claimed_by=7, **waits)
    put(connection, "machine", id=7, key="f00d", host="one", seen_at=AT)
    put(connection, "file_piece", folder="uploads", name="f00d", number=0, content=b"x")
    connection.commit()
    connection.close()
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(revision_before(older, MACHINES))
    older.extensions["database"].dispose()
    named = ", ".join(f"'{table}'" for table in TABLES)
    assert rows(path, f"SELECT name FROM sqlite_master WHERE name IN ({named})") == []
    assert rows(path, "SELECT id, lane FROM outbox") == [(1, "index")]
