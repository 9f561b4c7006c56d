"""Clerks do what they like, messages come late, twice and out of order; what must always hold is asked in SQL."""

from contextlib import suppress
from typing import ClassVar

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from library_exchange.core import outbox
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.core.models import OutboxMessage
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.steps import STATES
from library_exchange.loans.schemas import OUTBOX_KIND, LoanMessage
from library_exchange.loans.services import delivery

NOTHING_MAY_BE_FOUND = {
    "I1 a copy in two active loans": """
        SELECT item_id FROM loan_request WHERE side = 'supplying' AND service = 'Loan'
        AND state IN ('awaiting_condition', 'to_pick', 'to_ship', 'cancel_asked', 'shipped', 'on_loan', 'returning',
        'lost_claimed', 'damage_claimed')
        GROUP BY item_id HAVING count(*) > 1""",
    "I2 a request with two active suppliers": """
        SELECT request_id FROM supplier_attempt WHERE state IN ('asked', 'supplying')
        GROUP BY request_id HAVING count(*) > 1""",
    "I4 a message taken twice": """
        SELECT request_no FROM received_message
        GROUP BY recipient_library_id, sender_library_id, request_no, seq HAVING count(*) > 1""",
    "I3 a copy of pages that holds a book or is due": """
        SELECT id FROM loan_request WHERE service = 'Copy' AND (item_id IS NOT NULL OR due_on IS NOT NULL)""",
    "I5 a change without its audit row": """
        SELECT id FROM loan_request WHERE version <>
        (SELECT count(*) FROM audit WHERE subject = 'loan' AND subject_id = loan_request.id)""",
    "I6 a reader on the other side": "SELECT id FROM loan_request WHERE side = 'supplying' AND reader_id IS NOT NULL",
    "I11 returned before shipped": "SELECT id FROM loan_request WHERE return_shipped_at < shipped_at",
}


class Traffic(RuleBasedStateMachine):
    """Two libraries ask a third one, which has fewer copies than there are requests; one wants pages copied as well."""

    desks: ClassVar = ()
    agree: ClassVar = frozenset()
    serial: ClassVar = 0

    def __init__(self):
        super().__init__()
        Traffic.serial += 1
        self.title = f"Книга {Traffic.serial}"
        *self.askers, self.lender = Traffic.desks
        (self.only_copy,) = self.lender.holds(self.title)
        self.numbers = []
        for desk in self.askers:
            self.numbers.append((desk, desk.requests(self.title, of=self.lender)))
        asker = self.askers[0]
        self.numbers.append((asker, asker.requests_pages(self.title, of=self.lender)))

    @rule(data=st.data(), which=st.integers(0, 2), asks=st.booleans())
    def somebody_acts(self, data, which, asks):
        asker, no = self.numbers[which]
        desk = asker if asks else self.lender
        actions = desk.actions_on(no) if desk.loan(no) else []
        if not actions:
            return
        self.act(desk, data.draw(st.sampled_from(actions)), no)

    def act(self, desk, action, no):
        action = "send_copy" if action == "deliver_copy" else action  # the scan is tried elsewhere
        given = {"item_id": self.only_copy} if action in ("will_supply", "set_condition") else {}
        if action == "forward":
            given = {"holder_id": next(other.id for other in self.askers if other is not desk), "method": "post"}
        with suppress(Conflict):  # the copy is taken, or no library is left
            desk.does(action, no, **given)

    @rule(which=st.integers(0, 2), steps=st.integers(1, 7))
    def work_goes_on(self, which, steps):
        """Take the likeliest steps of both libraries, with every message arriving at once."""
        asker, no = self.numbers[which]
        for _ in range(steps):
            outbox.drain(database())
            for desk in (self.lender, asker):
                for action in [a for a in desk.actions_on(no) if a != "cancel"][:1]:
                    self.act(desk, action, no)

    @rule(data=st.data())
    def a_message_comes_before_its_turn_or_again(self, data):
        with reading() as session:
            rows = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == OUTBOX_KIND)).all()
        mine = [row.payload for row in rows if any(row.payload["request_no"].startswith(no) for _, no in self.numbers)]
        message = LoanMessage.model_validate(data.draw(st.sampled_from(mine)))
        with suppress(outbox.NotYet), transaction() as session:
            delivery.deliver(session, message, message.sent_at)

    @precondition(lambda self: self.numbers)
    @rule()
    def the_outbox_is_emptied(self):
        outbox.drain(database())
        for asker, no in self.numbers:
            assert self.stand(asker, no) in Traffic.agree

    def stand(self, asker, no):
        ours, theirs = asker.loan(no), self.lender.loan(no)
        return (
            STATES[Side.REQUESTING](ours.state),
            STATES[Side.SUPPLYING](theirs.state) if theirs else None,
        )

    @invariant()
    def nothing_is_found_that_must_not_be(self):
        with reading() as session:
            for name, query in NOTHING_MAY_BE_FOUND.items():
                assert session.execute(sa.text(query)).all() == [], name

    def teardown(self):
        outbox.drain(database())
        for asker, no in self.numbers:
            assert self.stand(asker, no) in Traffic.agree
        for asker, no in self.numbers:
            ours, theirs = asker.loan(no), self.lender.loan(no)
            if theirs is not None and theirs.request_no == ours.public_no:  # not one that it was asked with before
                assert (theirs.received_seq, ours.received_seq) == (ours.sent_seq, theirs.sent_seq)


@pytest.fixture
def app(web):
    """One database for all examples; each has its own book."""
    return web


def test_whatever_happens_the_books_and_the_sides_stay_in_order(heihe, make_desk, agree):
    Traffic.desks = (heihe, make_desk("Harbin", "CN"), make_desk("Chita", "RU"))
    Traffic.agree = agree
    limits = settings(
        max_examples=12,
        stateful_step_count=18,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(Traffic, settings=limits)
