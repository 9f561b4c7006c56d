"""The key that a partner's system wants to be shown is kept sealed, and sent as it was given."""

import sqlite3
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest

from library_exchange.core.db import reading, transaction
from library_exchange.core.sealed_secrets import opened, own_key, sealed
from library_exchange.protocols.iso18626.models import EndPoint
from library_exchange.protocols.iso18626.queries import get_end_point
from library_exchange.protocols.iso18626.services import outgoing
from tests.older import database_before, put, rows, upgrade

KEY = "their-own-key-0123456789"
DOCUMENT: Any = SimpleNamespace(id=1, raw=b"<m/>")


def _end_point():
    with reading() as session:
        return get_end_point(session, 1)


def test_the_key_is_sealed_in_the_row_and_open_on_the_wire(abroad):
    kept = _end_point()
    assert KEY not in str(kept.model_dump())
    assert outgoing.as_sent(kept, DOCUMENT, own_key()).headers["X-Api-Key"] == KEY


def test_a_key_that_another_secret_sealed_keeps_messages_waiting_and_is_told_on_the_page(app, abroad, signed_in):
    with transaction() as session:
        lost = get_end_point(session, 1)
        lost.sealed_key = sealed("another secret", EndPoint.about(lost.library_id), KEY)
    with pytest.raises(outgoing.NotDelivered, match="LX_SECRET_KEY"):
        outgoing.as_sent(_end_point(), DOCUMENT, own_key())
    assert (
        "Enter the key anew"
        in signed_in(app, "platform@example.org", None, (), is_platform_admin=True).get("/en/platform/partners/1").text
    )


def test_keys_of_before_are_sealed_and_stand_open_again_in_the_version_before(tmp_path):
    app, path = database_before("0113", tmp_path)
    with closing(sqlite3.connect(path)) as raw, raw:
        for number, key in ((1, KEY), (2, None), (3, "书桥" * 40)):
            put(
                raw,
                "library",
                id=number,
                code=f"l{number}",
                country="CN",
                kind="public",
                language="zh",
                is_closing=0,
                has_left=0,
            )
            point = {"edition": "1.2", "shim": "none", "key_sent": key, "key_hash": str(number)}
            put(raw, "iso18626_end_point", id=number, library_id=number, **point)
    upgrade(app, "0113")
    kept = dict(rows(path, "SELECT library_id, sealed_key FROM iso18626_end_point"))
    assert kept[2] is None
    assert KEY not in (kept[1] or "")
    own = app.extensions["settings"].secret("secret_key")
    assert opened(own, EndPoint.about(1), kept[1]) == KEY
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.executescript("UPDATE iso18626_end_point SET sealed_key = 'damaged' WHERE id = 3")
    with app.app_context():
        app.extensions["alembic"].downgrade("0112")
    app.extensions["database"].dispose()
    assert rows(path, "SELECT id, key_sent FROM iso18626_end_point ORDER BY id") == [(1, KEY), (2, None), (3, None)]
