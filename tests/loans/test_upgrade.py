"""Loans under way when the tables change: nothing is lost and every row fits the new rules."""

import json
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


# Whole loans ----------------------------------------------------------------------------------------------------------

WHOLE = "0025"
PARCELS = {
    "R1": ("requesting", "shipped", {"shipped_at": AT, "due": "ok", "ship_method": "post", "tracking_no": "THERE"}),
    "R2": (
        "requesting",
        "return_shipped",
        {
            "shipped_at": AT,
            "received_at": AT,
            "return_shipped_at": AT,
            "ship_method": "gateway",
            "tracking_no": "BACK",
        },
    ),
    "R3": ("supplying", "to_pick", {"item_id": 1}),
}
NOTICED = {"type": "requestingAgencyMessage", "action": "Notification", "notice": "NotReceived"}
TAKES_BACK = {"type": "requestingAgencyMessage", "action": "Notification", "takes_back": True}


@pytest.fixture
def before_whole(tmp_path):
    """An application whose database knows only the way there and back, with loans under way; and its file."""
    app, path = database_before(WHOLE, tmp_path)
    connection = sqlite3.connect(path)
    for number, code in ((1, "heihe"), (2, "amur")):
        put(connection, "library", id=number, code=code, country="CN", kind="public", language="zh")
    put(connection, "bibliographic_record", id=1)
    put(connection, "holding", id=1, record_id=1, library_id=1)
    put(connection, "item", id=1, holding_id=1, library_id=1, number=1)
    for no, (side, state, more) in PARCELS.items():
        row = {"side": side, "state": state, "request_no": no, "library_id": 1, "partner_id": 2, "due": "none"} | more
        put(connection, "loan_request", **row)
    put(connection, "supplier_attempt", request_id=1, library_id=2, number=1, state="asked", asked_at=AT)
    payload = json.dumps({"form": TAKES_BACK, "sender": "heihe"})
    put(connection, "outbox", kind="loans.message", payload=payload, due_at=AT, created_at=AT)
    connection.commit()
    connection.close()
    yield app, path
    app.extensions["database"].dispose()


def forms_waiting(path):
    return [
        json.loads(payload)["form"]
        for (payload,) in rows(path, "SELECT payload FROM outbox WHERE kind = 'loans.message'")
    ]


def test_the_last_parcel_of_a_book_sent_back_is_the_one_that_went_back(before_whole):
    app, path = before_whole
    upgrade(app)
    columns = "ship_method, tracking_no, return_method, return_tracking_no, renewals"
    parcels = rows(path, f"SELECT {columns} FROM loan_request ORDER BY request_no")
    assert parcels == [
        ("post", "THERE", None, None, 0),
        (None, None, "gateway", "BACK", 0),
        (None, None, None, None, 0),
    ]
    assert forms_waiting(path) == [NOTICED]
    assert rows(path, "PRAGMA foreign_key_check") == []


def test_what_has_no_place_in_the_older_tables_ends_and_nothing_is_lost(before_whole):
    app, path = before_whole
    upgrade(app)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE loan_request SET due = 'recalled' WHERE request_no = 'R1'")
    connection.execute("UPDATE loan_request SET state = 'lost_claimed' WHERE request_no = 'R3'")
    put(connection, "supplier_attempt", request_id=1, library_id=2, number=2, state="refused", asked_at=AT)
    connection.commit()
    connection.close()
    with app.app_context():
        app.extensions["alembic"].downgrade(revision_before(app, WHOLE))
    stands = rows(path, "SELECT request_no, state, due, tracking_no FROM loan_request ORDER BY request_no")
    assert stands == [
        ("R1", "shipped", "ok", "THERE"),
        ("R2", "return_shipped", "none", "BACK"),
        ("R3", "lost", "none", None),
    ]
    assert forms_waiting(path) == [TAKES_BACK]
    assert rows(path, "SELECT number FROM supplier_attempt") == [(2,)]


def test_a_note_that_was_typed_at_the_desk_is_known_from_the_audit(tmp_path):
    app, path = database_before("0049", tmp_path)
    connection = sqlite3.connect(path)
    put(connection, "library", id=1, code="heihe", country="CN", kind="public", language="zh")
    for number, typist in ((1, 7), (2, 5)):  # the reader is 5 herself
        told = {"request_no": f"R{number}", "side": "requesting", "state": "review", "library_id": 1, "reader_id": 5}
        free = {"partner_id": None, "due": "none", "service": "Loan", "book": '{"title": []}'}
        put(connection, "loan_request", id=number, reader_note="电话", **told, **free)
        put(connection, "audit", action="loan.ask", subject="loan", subject_id=number, user_id=typist)
    for number in (5, 7):
        put(connection, "user", id=number, email=f"{number}@heihe.example", fs_uniquifier=str(number))
    connection.commit()
    connection.close()
    upgrade(app)
    assert rows(path, "SELECT id, is_desk_note, book_as_asked FROM loan_request ORDER BY id") == [
        (1, 1, None),
        (2, 0, None),
    ]
