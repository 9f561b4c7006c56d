"""Rounds that stood before one language was enough for their names: every name stays as it was."""

import sqlite3

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.older import database_before, put, rows, upgrade

NAMES, BEFORE = "0024", "0023"


def filled(path):
    connection = sqlite3.connect(path)
    put(connection, "library", id=1, code="heihe", country="CN", kind="public", language="zh")
    put(connection, "library", id=2, code="amur", country="RU", kind="public", language="ru")
    days = {"listing_from": "2026-01-01", "listing_until": "2026-02-01", "selecting_until": "2026-03-01"}
    names = {"name_zh": "秋季交换", "name_ru": "Осенний тур", "name_en": "Autumn round"}
    put(connection, "exchange_round", id=1, organiser_id=1, state="planned", clearings=0, **days, **names)
    put(connection, "exchange_round_member", id=1, round_id=1, library_id=2)
    connection.commit()
    connection.close()


def test_names_and_members_stay_and_a_name_may_then_lack_a_language(tmp_path):
    app, path = database_before(NAMES, tmp_path)
    filled(path)
    upgrade(app)
    assert rows(path, "SELECT name_zh, name_ru, name_en FROM exchange_round") == [
        ("秋季交换", "Осенний тур", "Autumn round")
    ]
    assert rows(path, "SELECT round_id, library_id FROM exchange_round_member") == [(1, 2)]


def test_going_back_lets_the_name_that_is_there_stand_for_those_that_lack(tmp_path):
    app, path = database_before(NAMES, tmp_path)
    filled(path)
    upgrade(app)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE exchange_round SET name_zh = NULL, name_en = NULL")
    connection.commit()
    connection.close()
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(BEFORE)
    older.extensions["database"].dispose()
    assert rows(path, "SELECT name_zh, name_ru, name_en FROM exchange_round") == [("Осенний тур",) * 3]
