"""Addresses for events come to a database that had none; who goes back keeps all else, and nothing is delivered."""

import sqlite3

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.older import AT, database_before, put, revision_before, rows, upgrade

EVENTS = "0104"


def test_addresses_for_events_come_and_go_with_what_was_delivered(tmp_path):
    app, path = database_before(EVENTS, tmp_path)
    connection = sqlite3.connect(path)
    stays = {"lends": 0, "is_closing": 0, "has_left": 0}
    put(connection, "library", id=1, code="heihe", country="CN", kind="public", language="zh", **stays)
    connection.commit()
    upgrade(app)
    connection.execute(
        "INSERT INTO webhook (library_id, url, kinds, state, seed, secret_digest, cursor, created_at)"
        f" VALUES (1, 'https://program.example', '[]', 'active', 's', 'd', 0, '{AT}')"
    )
    connection.execute(
        "INSERT INTO webhook_delivery (webhook_id, message_id, type, body, outcome, tries, answer, created_at)"
        f" VALUES (1, 'evt_1', 'loan.ship', '{{}}', 'delivered', 1, '', '{AT}')"
    )
    connection.commit()
    connection.close()
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(revision_before(older, EVENTS))
    older.extensions["database"].dispose()
    assert rows(path, "SELECT name FROM sqlite_master WHERE name LIKE 'webhook%'") == []
    assert rows(path, "SELECT code FROM library") == [("heihe",)]
