"""What must hold whatever the code does: the tables refuse it themselves, on every database."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.loan_messages.models import ReceivedMessage
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt


def change(desk, no, **values):
    with transaction() as session:
        session.execute(sa.update(LoanRequest).where(col(LoanRequest.id) == desk.loan(no).id).values(**values))


LONG_AGO = now() - timedelta(days=9999)

REFUSED_ON_BOTH_SIDES = [
    ("two_parties", lambda desk: {"partner_id": desk.id}),
    ("state_of_its_side", lambda desk: {"state": desk.foreign_state}),
    ("state_of_its_side", lambda _desk: {"state": "burnt", "due": "none"}),
    ("partner_once_sent", lambda _desk: {"partner_id": None}),
    ("shipped_has_a_date", lambda _desk: {"shipped_at": None}),
    ("times_in_order", lambda _desk: {"received_at": LONG_AGO}),
    ("times_in_order", lambda _desk: {"touched_at": LONG_AGO}),
    ("while_out_it_is_due", lambda _desk: {"due": "none"}),
    ("way_back_is_known", lambda _desk: {"state_before": "to_ship"}),
    ("closed_has_a_date", lambda _desk: {"closed_at": now()}),
    ("closed_has_a_date", lambda _desk: {"state": "completed", "due": "none"}),
]


@pytest.mark.parametrize(("constraint", "values"), REFUSED_ON_BOTH_SIDES)
def test_the_table_refuses(heihe, amur, shipped, constraint, values):
    heihe.foreign_state, amur.foreign_state = "on_loan", "with_reader"
    for desk in (heihe, amur):
        with pytest.raises(sa.exc.IntegrityError, match=constraint):
            change(desk, shipped, **values(desk))


def test_a_promise_without_a_copy_is_refused(amur, shipped):
    with pytest.raises(sa.exc.IntegrityError):
        change(amur, shipped, item_id=None)


def test_the_requesting_library_names_no_copy_of_the_other(heihe, amur, shipped):
    with pytest.raises(sa.exc.IntegrityError):
        change(heihe, shipped, item_id=amur.loan(shipped).item_id)


def test_a_request_that_may_go_back_knows_where_to(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, "will_supply", deliver)
    heihe.goes(no, "cancel", deliver)
    for desk, foreign in ((heihe, "to_pick"), (amur, "will_supply")):
        for before in (None, foreign):
            with pytest.raises(sa.exc.IntegrityError, match="way_back_is_known"):
                change(desk, no, state_before=before)


def test_a_copy_that_is_lent_cannot_be_deleted(amur, shipped):
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.execute(sa.text("DELETE FROM item WHERE id = :id"), {"id": amur.loan(shipped).item_id})


def test_one_copy_has_one_active_loan(heihe, amur, make_desk, deliver):
    second = make_desk("Harbin", "CN").requests("История Амура", of=amur)
    shipped = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(shipped, "will_supply found ship", deliver)
    item_id = amur.loan(shipped).item_id
    with pytest.raises(sa.exc.IntegrityError):
        change(amur, second, state="to_pick", item_id=item_id)
    heihe.goes(shipped, "receive ship_return", deliver)
    amur.goes(shipped, "check_in", deliver)
    change(amur, second, state="to_pick", item_id=item_id)  # it is back


def test_one_reader_has_one_open_request_for_a_record(heihe, amur):
    heihe.is_asked_for("История Амура")
    with reading() as session:
        row = session.scalars(sa.select(LoanRequest)).one().model_dump(exclude={"id"})
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.add(LoanRequest(**row | {"request_no": "R-ANOTHER"}))


def test_a_request_has_one_active_supplier(heihe, amur, khabarovsk, shipped):
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.add(
            SupplierAttempt(
                request_id=heihe.loan(shipped).id,
                library_id=khabarovsk.id,
                rank=2,
                number=2,
                state=AttemptState.ASKED,
                asked_at=now(),
            )
        )


def test_a_message_is_taken_once(heihe, amur, shipped):
    with reading() as session:
        row = session.scalars(sa.select(ReceivedMessage)).first().model_dump(exclude={"id"})
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.add(ReceivedMessage(**row))
