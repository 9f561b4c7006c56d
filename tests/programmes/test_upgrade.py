"""Lists and programmes that stood before one language was enough: every title stays as it was."""

import sqlite3

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.older import database_before, put, rows, upgrade

HALVES, BEFORE = "0023", "0022"
WORDS = {"name_zh": "周", "name_ru": "Неделя", "note_zh": "书", "note_ru": "Книги"}


def filled(path):
    connection = sqlite3.connect(path)
    for number, code in ((1, "heihe"), (2, "amur")):
        put(connection, "library", id=number, code=code, country="CN", kind="public", language="zh")
    days = {"starts_on": "2026-01-01", "ends_on": "2026-02-01"}
    put(connection, "programme", id=1, author_id=1, partner_id=2, state="proposed", **days, **WORDS)
    put(connection, "book_list", id=1, programme_id=1, editor_id=1, receiver_id=2, state="draft", **WORDS)
    title = {"title": "Обломов", "language": "rus", "title_ru": "Обломов", "title_zh": "奥勃洛莫夫"}
    put(connection, "book_list_title", id=1, list_id=1, number=1, wanted=2, pledged=1, **title)
    put(connection, "book_list_pledge", id=1, title_id=1, library_id=2, state="pledged", copies=1)
    connection.commit()
    connection.close()


def test_titles_and_pledges_stay_and_may_then_lack_a_language(tmp_path):
    app, path = database_before(HALVES, tmp_path)
    filled(path)
    upgrade(app)
    assert rows(path, "SELECT title_zh, title_ru, wanted, pledged FROM book_list_title") == [
        ("奥勃洛莫夫", "Обломов", 2, 1)
    ]
    assert rows(path, "SELECT title_id, copies FROM book_list_pledge") == [(1, 1)]


def test_going_back_gives_each_title_two_halves_and_makes_half_a_proposal_a_draft(tmp_path):
    app, path = database_before(HALVES, tmp_path)
    filled(path)
    upgrade(app)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE book_list_title SET title_zh = NULL")
    connection.execute("UPDATE programme SET note_ru = NULL")
    connection.commit()
    connection.close()
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(BEFORE)
    older.extensions["database"].dispose()
    assert rows(path, "SELECT title_zh, title_ru FROM book_list_title") == [("Обломов", "Обломов")]
    assert rows(path, "SELECT state, note_ru FROM programme") == [("draft", None)]
