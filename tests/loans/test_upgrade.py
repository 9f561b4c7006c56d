"""Loans under way when the tables change: nothing is lost and every row fits the new rules."""

import sqlite3

import pytest

from library_exchange.core.schema import BrokenReferences
from tests.older import database_before, put, revision_before, rows, upgrade

AXIS = "0017"
AT = "2026-01-01 00:00:00"
LOANS = {
    "R1": ("requesting", "cancel_pending", {}),
    "R2": ("requesting", "shipped", {"shipped_at": AT}),
    "R3": ("supplying", "cancel_asked", {"item_id": 1}),
    "R4": ("supplying", "on_loan", {"item_id": 2, "shipped_at": AT}),
    "R5": ("supplying", "new", {}),
}


def fill(path):
    connection = sqlite3.connect(path)
    for number, code in ((1, "heihe"), (2, "amur")):
        put(connection, "library", id=number, code=code, country="CN", kind="public", language="zh")
    put(connection, "bibliographic_record", id=1)
    put(connection, "holding", id=1, record_id=1, library_id=1)
    for number in (1, 2):
        put(connection, "item", id=number, holding_id=1, library_id=1, number=number)
    for no, (side, state, more) in LOANS.items():
        row = {"side": side, "state": state, "request_no": no, "library_id": 1, "partner_id": 2} | more
        put(connection, "loan_request", **row)
    put(connection, "supplier_attempt", request_id=1, library_id=2, number=1, state="asked", asked_at=AT)
    for said in ("request", "says_loaned"):
        put(connection, "received_message", sender_library_id=1, recipient_library_id=2, request_no=said, said=said)
    connection.commit()
    connection.close()


@pytest.fixture
def old(tmp_path):
    """An application whose database is as before the second axis, with loans under way; and its file."""
    app, path = database_before(AXIS, tmp_path)
    fill(path)
    yield app, path
    app.extensions["database"].dispose()


def test_loans_under_way_know_their_due_date_and_their_way_back(old):
    app, path = old
    upgrade(app)
    assert rows(path, "SELECT request_no, state_before, due FROM loan_request ORDER BY request_no") == [
        ("R1", "will_supply", "none"),
        ("R2", None, "ok"),
        ("R3", "to_ship", "none"),
        ("R4", None, "ok"),
        ("R5", None, "none"),
    ]
    assert rows(path, "SELECT request_id FROM supplier_attempt") == [(1,)]
    assert rows(path, "SELECT side, confirmation, raw FROM received_message ORDER BY id") == [
        ("supplying", "OK", None),
        ("requesting", "OK", None),
    ]
    assert rows(path, "PRAGMA foreign_key_check") == []
    with app.app_context():
        app.extensions["alembic"].downgrade(revision_before(app, AXIS))
    assert rows(path, "SELECT count(*) FROM loan_request") == [(len(LOANS),)]


def test_a_migration_that_would_leave_a_row_without_what_it_refers_to_is_refused(old):
    app, path = old
    connection = sqlite3.connect(path)
    connection.execute("UPDATE supplier_attempt SET request_id = 99")
    connection.commit()
    connection.close()
    with pytest.raises(BrokenReferences, match="1 rows"):
        upgrade(app)


def test_sessions_check_references_again_after_the_tables_were_changed(old):
    app, _path = old
    with app.app_context():
        app.extensions["alembic"].upgrade()
    with app.extensions["database"].transaction() as session:
        assert session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
