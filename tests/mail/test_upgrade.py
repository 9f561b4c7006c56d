"""Mails that were made before it was known of which text: they stay, and say none."""

import sqlite3

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.older import database_before, put, revision_before, rows, upgrade

OF_TEXTS = "0119"


def test_of_which_text_a_mail_was_made_comes_and_goes(tmp_path):
    app, path = database_before(OF_TEXTS, tmp_path)
    connection = sqlite3.connect(path)
    put(connection, "mail", id=1, recipient="ill@heihe.example", language="zh", subject="新申请 R-1", message_id="a")
    connection.commit()
    upgrade(app)
    put(connection, "mail", id=2, subject="新申请 R-2", message_id="b", template="loans/new_request")
    connection.commit()
    connection.close()
    assert rows(path, "SELECT id, template FROM mail ORDER BY id") == [(1, None), (2, "loans/new_request")]
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(revision_before(older, OF_TEXTS))
    older.extensions["database"].dispose()
    assert rows(path, "SELECT id, subject FROM mail ORDER BY id") == [(1, "新申请 R-1"), (2, "新申请 R-2")]
    assert "template" not in [name for _id, name, *_rest in rows(path, "PRAGMA table_info(mail)")]
