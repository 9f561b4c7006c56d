"""Titles that were there before they could be harvested are told of by the worker; going back forgets what was told."""

import sqlite3

from tests.older import database_before, put, rows, upgrade

KINDS = "SELECT kind, lane, payload FROM outbox WHERE kind LIKE 'oai_pmh.%'"


def back(app):
    with app.app_context():
        app.extensions["alembic"].downgrade("0099")
    app.extensions["database"].dispose()


def test_titles_that_are_there_are_told_of_and_forgotten_on_the_way_back(tmp_path):
    app, path = database_before("0100", tmp_path)
    upgrade(app)
    assert rows(path, KINDS) == [], "where nothing is there is nothing to tell"
    back(app)
    connection = sqlite3.connect(path)
    put(connection, "bibliographic_record", id=1)
    connection.commit()
    connection.close()
    upgrade(app)
    assert rows(path, KINDS) == [("oai_pmh.tell_all", "long", "{}")]
    back(app)
    assert rows(path, KINDS) == []
    assert rows(path, "SELECT id FROM bibliographic_record") == [(1,)]
