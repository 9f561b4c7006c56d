"""Offers that stood before remarks could be made: they go on as they are, there and back."""

import sqlite3

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.older import database_before, put, rows, upgrade

REMARKS, BEFORE = "0102", "0101"
ROW = "SELECT id, title, quantity, state FROM exchange_offer"


def test_an_offer_of_before_has_no_remark(tmp_path):
    app, path = database_before(REMARKS, tmp_path)
    connection = sqlite3.connect(path)
    put(connection, "library", id=1, code="heihe", country="CN", language="zh", is_closing=0, has_left=0, kind="public")
    told = {"state": "draft", "title": "红楼梦", "title_key": "红楼梦", "quantity": 2, "material": "book"}
    keys = {"series_key": "", "volume_key": "", "author_keys": "", "folded": "", "condition": "good"}
    terms = {"reserve": "anyone", "provenance": "duplicate", "is_gift": 0, "is_old": 0, "value_points": 1}
    put(connection, "exchange_offer", id=1, library_id=1, version=1, **told, **keys, **terms)
    connection.commit()
    connection.close()
    upgrade(app)
    assert rows(path, ROW) == [(1, "红楼梦", 2, "draft")]
    assert rows(path, "SELECT remark, missing, marks FROM exchange_offer") == [(None, None, "")]
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(BEFORE)
    older.extensions["database"].dispose()
    assert rows(path, ROW) == [(1, "红楼梦", 2, "draft")]
