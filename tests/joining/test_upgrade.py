"""Applications that were there before say nothing in phrases; who goes back keeps them, and loses the phrases."""

import sqlite3

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.older import AT, database_before, put, revision_before, rows, upgrade

PHRASES = "0101"
ROW = {
    "state": "at_platform",
    "name_ru": "Библиотека",
    "country": "RU",
    "city": "Тында",
    "kind": "public",
    "person_name": "О",
    "person_function": "з",
    "email": "o@t.example",
    "language": "ru",
    "mailbox": "m@t.example",
}


def test_phrases_of_applications_come_and_go(tmp_path):
    app, path = database_before(PHRASES, tmp_path)
    connection = sqlite3.connect(path)
    put(connection, "library_application", id=1, version=1, asked_at=AT, **ROW)
    connection.commit()
    upgrade(app)
    assert rows(path, "SELECT stock, foreign_stock, wishes FROM library_application") == [(None, None, "[]")]
    connection.execute("UPDATE library_application SET stock = 'more', wishes = '[\"lend\"]'")
    connection.commit()
    connection.close()
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(revision_before(older, PHRASES))
    older.extensions["database"].dispose()
    assert rows(path, "SELECT name_ru, state FROM library_application") == [("Библиотека", "at_platform")]
