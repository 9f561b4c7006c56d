"""Doors come to a database that kept nothing of them; who goes back keeps keys and all else."""

import sqlite3

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.older import AT, database_before, put, revision_before, rows, upgrade

DOORS = "0106"


def test_what_is_kept_of_doors_comes_and_goes(tmp_path):
    app, path = database_before(DOORS, tmp_path)
    connection = sqlite3.connect(path)
    stays = {"lends": 0, "is_closing": 0, "has_left": 0}
    put(connection, "library", id=1, code="heihe", country="CN", kind="public", language="zh", **stays)
    put(connection, "api_key", id=1, library_id=1, prefix="bridge_22222222", expires_at="2027-01-01 00:00:00")
    connection.commit()
    upgrade(app)
    for table, more in (
        ("door_standing", {"door": "sru", "is_open": 0}),
        ("door_limit", {"door": "rest_api", "name": "read", "key_id": 1}),
        ("door_hour", {"door": "sru", "hour": AT}),
        ("door_fault", {"door": "rest_api", "key_id": 1}),
    ):
        put(connection, table, **more)
    connection.commit()
    connection.close()
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(revision_before(older, DOORS))
    older.extensions["database"].dispose()
    assert rows(path, "SELECT name FROM sqlite_master WHERE name LIKE 'door_%'") == []
    assert rows(path, "SELECT prefix FROM api_key") == [("bridge_22222222",)]
