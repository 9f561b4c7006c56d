"""Keys come to a database that had none; who goes back keeps all else, and no key holds any more."""

import sqlite3

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.older import AT, database_before, put, revision_before, rows, upgrade

KEYS = "0098"
KEY = (
    "INSERT INTO api_key (library_id, purpose, prefix, digest, scopes, created_at, expires_at)"
    f" VALUES (1, 'circulation', 'bridge_22222222', 'x', '[]', '{AT}', '2027-01-01 00:00:00')"
)


def test_keys_come_and_go_with_what_was_answered_to_them(tmp_path):
    app, path = database_before(KEYS, tmp_path)
    connection = sqlite3.connect(path)
    stays = {"lends": 0, "is_closing": 0, "has_left": 0}
    put(connection, "library", id=1, code="heihe", country="CN", kind="public", language="zh", **stays)
    connection.commit()
    upgrade(app)
    connection.execute(KEY)
    connection.execute(
        f"INSERT INTO api_answer (key_id, name, digest, status, body, created_at) VALUES (1, 'n', 'd', 201, '', '{AT}')"
    )
    connection.commit()
    connection.close()
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(revision_before(older, KEYS))
    older.extensions["database"].dispose()
    assert rows(path, "SELECT name FROM sqlite_master WHERE name LIKE 'api_%'") == []
    assert rows(path, "SELECT code FROM library") == [("heihe",)]
