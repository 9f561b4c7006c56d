"""Claims about lent books from before their requests settled damage and loss: they end, and hold up no consignment."""

import sqlite3

from tests.older import database_before, put, rows, upgrade

REASONS = "0063"
OPENED, DAY = "2026-11-20 04:00:00", "2026-11-20"


def consignment(connection, number, kind, state="in_claim"):
    dates = {"received_at": OPENED, "created_at": OPENED, "touched_at": OPENED, "handed_on": DAY, "eta_on": DAY}
    ends = {"consignor_id": 1, "consignee_id": 2, "purpose": "temporary", "mode": "post", "currency": "CNY"}
    put(connection, "consignment", id=number, number=f"CN-{number}", state=state, **ends, **dates)
    line = {"title": "水浒传", "language": "chi", "copies": 1, "material": "book", "state": "damaged"}
    subject = {"subject_kind": kind, "subject_id": number, "purpose": "temporary"}
    put(connection, "consignment_line", id=number, consignment_id=number, number=1, **subject, **line)
    claim = {"fault": "damaged", "state": "opened", "opened_at": OPENED, "touched_at": OPENED}
    put(connection, "consignment_claim", id=number, consignment_id=number, line_id=number, **claim)


def test_claims_of_lent_books_end_and_those_of_the_exchange_stay_open(tmp_path):
    app, path = database_before(REASONS, tmp_path)
    connection = sqlite3.connect(path)
    put(connection, "library", id=1, code="heihe", country="CN", kind="public", language="zh")
    put(connection, "library", id=2, code="amur", country="RU", kind="public", language="ru")
    consignment(connection, 1, "loan")
    consignment(connection, 2, "box")
    connection.commit()
    connection.close()
    upgrade(app)
    assert rows(path, "SELECT id, state, outcome FROM consignment_claim ORDER BY id") == [
        (1, "resolved", "withdrawn"),
        (2, "opened", None),
    ]
    assert rows(path, "SELECT id, state, closed_at IS NOT NULL FROM consignment ORDER BY id") == [
        (1, "closed", 1),
        (2, "in_claim", 0),
    ]
