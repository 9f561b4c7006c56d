"""What was harvested stays when the schema goes back, and nothing is ordered that nobody knows any more."""

import sqlite3

from tests.older import database_before, put, rows, upgrade

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'harvest%' ORDER BY name"


def test_servers_are_forgotten_on_the_way_back_and_can_be_entered_again(tmp_path):
    app, path = database_before("0107", tmp_path)
    upgrade(app)
    assert [name for (name,) in rows(path, TABLES)] == [
        *("harvest", "harvest_entry", "harvest_source", "harvested_record"),
    ]
    connection = sqlite3.connect(path)
    stays = {"lends": 0, "is_closing": 0, "has_left": 0}
    put(connection, "library", id=1, code="heihe", country="CN", kind="public", language="zh", **stays)
    put(connection, "harvest_source", id=1, library_id=1, often="nightly", deleted="no")
    put(connection, "harvest", id=1, source_id=1, outcome="running")
    put(connection, "harvested_record", id=1, source_id=1)
    put(connection, "outbox", id=1, kind="harvesting.harvest")
    put(connection, "outbox", id=2, kind="catalogue.import")
    connection.commit()
    connection.close()
    app.extensions["database"].dispose()
    with app.app_context():
        app.extensions["alembic"].downgrade("0106")
    app.extensions["database"].dispose()
    assert rows(path, TABLES) == [("harvest_entry",)]
    assert rows(path, "SELECT kind FROM outbox") == [("catalogue.import",)]
    assert rows(path, "SELECT id FROM library") == [(1,)]
    upgrade(app)
    assert rows(path, "SELECT id FROM harvest_source") == []
