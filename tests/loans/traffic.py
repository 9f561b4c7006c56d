"""The machine of loans: clerks do what they like, days pass, workers die, messages come late, twice, out of order.

Two libraries ask a third one for its only copy, and one of them for pages as well. `benchmarks.loan_machine` runs it
long, `benchmarks.loan_seeds` on code with a fault in it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ClassVar

import sqlalchemy as sa
import structlog
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import col

from library_exchange.catalogue.models import Item, LocalState
from library_exchange.catalogue.services import index
from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.models import OutboxMessage
from library_exchange.loan_messages import services as delivery
from library_exchange.loans import policy
from library_exchange.loans.labels.history import REMINDED
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import DueState, Side
from library_exchange.loans.rules.steps import CLOSED, STATES
from library_exchange.loans.rules.tasks import next_action
from library_exchange.loans.schemas import OUTBOX_KIND, LoanMessage
from library_exchange.loans.services import night
from library_exchange.mail import services as mail
from tests.kept_rows import KeptRows
from tests.loans.invariants import AT_REST, HOLDING, REOPENING, WHATEVER_HAPPENS, all_of

TITLE = "История Амура"
ANY = st.integers(0, 11)
"""Which of the things at hand: counted round, so that the same number means something wherever a request stands."""


NEW_STEPS = sa.text(
    "SELECT audit.id, subject_id, action, facts, side FROM audit JOIN loan_request ON loan_request.id = subject_id"
    " WHERE subject = 'loan' AND audit.id > :last ORDER BY audit.id"
).columns(facts=sa.JSON)
NEVER, NOT_AT_REST = all_of(WHATEVER_HAPPENS), all_of(AT_REST)


class Died(BaseException):
    """The worker's process has ended; nothing in it can take note of that."""


class Lost(Exception):
    """A message did not reach the partner, or the answer to it did not come back."""


@dataclass
class Way:
    """The way of messages from the outbox to a partner; the next one may meet with a `fault`, before it or after."""

    carry: outbox.Handler
    fault: type[BaseException] | None = None
    has_arrived: bool = False

    def __call__(self, payloads: Sequence[dict[str, Any]]) -> None:
        """Carry messages, unless the fault comes first."""
        fault, self.fault = self.fault, None
        if fault is None or self.has_arrived:
            self.carry(payloads)
        if fault is not None:
            raise fault


def _say_nothing(*_told: Any) -> Any:
    raise structlog.DropEvent


@contextmanager
def messages_only() -> Iterator[Way]:
    """Have the outbox carry messages to partners alone, on a way that may be broken; letters and the index wait."""
    known, log = dict(outbox._kinds), outbox.log
    outbox.log = structlog.wrap_logger(None, processors=[_say_nothing])
    way = Way(known[OUTBOX_KIND].handler)
    outbox._kinds[OUTBOX_KIND] = replace(known[OUTBOX_KIND], handler=way)
    for kind in (mail.KIND, index.PUT):
        outbox._kinds[kind] = replace(known[kind], lane=outbox.LONG)
    try:
        yield way
    finally:
        outbox.log = log
        outbox._kinds.clear()
        outbox._kinds.update(known)


class World:
    """Two libraries that have asked a third for its only copy, as each example finds them."""

    def __init__(self, askers: Sequence[Any], lender: Any, agree: frozenset[Any], way: Way) -> None:
        self.askers, self.lender, self.agree, self.way = askers, lender, agree, way
        self.examples = 0
        (self.only_copy,) = lender.holds(TITLE)
        self.rows = KeptRows(database(), "item")
        self.numbers = [(asker, asker.requests(TITLE, of=lender)) for asker in askers]
        self.numbers.append((askers[0], askers[0].requests_pages(TITLE, of=lender)))
        self.rows.keep()
        self.begun = now()


class Traffic(RuleBasedStateMachine):
    """What clerks, workers and the post do; after each step the database is asked for what must not be."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.world.examples += 1
        self.world.rows.restore()
        self.numbers, self.lender, self.way = self.world.numbers, self.world.lender, self.world.way
        self.last_heard, self.stood, self.was_lost = 0, {}, False
        self.journey = time_machine.travel(self.world.begun)
        self.clock = self.journey.start()

    # What clerks do ---------------------------------------------------------------------------------------------------

    @initialize(steps=st.integers(0, 8))
    def a_request_stands_somewhere(self, steps: int) -> None:
        """Begin anywhere on the usual way: few examples would come to its end from the first message on."""
        self.work_goes_on(0, steps)

    @rule(which=st.integers(0, 2), asks=st.booleans(), what=ANY)
    def somebody_acts(self, which: int, asks: bool, what: int) -> None:
        self.somebody_acts_of(which, asks, what)

    def somebody_acts_of(self, which: int, asks: bool, what: int) -> None:
        desk, no = self.desk(which, asks)
        actions = self.actions(desk, no)
        if actions:
            self.act(desk, actions[what % len(actions)], no)

    @rule(which=st.integers(0, 2), asks=st.booleans(), first=ANY, second=ANY, is_page=st.booleans())
    def two_clerks_act_at_once(self, which: int, asks: bool, first: int, second: int, is_page: bool) -> None:
        """The slower one has seen the row, on a page or in her transaction, before the faster one changed it."""
        desk, no = self.desk(which, asks)
        seen, actions = desk.loan(no), self.actions(desk, no)
        if not actions or not self.act(desk, actions[first % len(actions)], no):
            return

        def act_too(**given: object) -> None:
            with transaction() as session:
                row = session.get_one(LoanRequest, seen.id) if is_page else session.merge(seen, load=False)
                desk.takes(session, row, actions[second % len(actions)], **given)

        version = {"version": seen.version} if is_page else {}
        try:
            self.given(desk, actions[second % len(actions)], lambda **given: act_too(**given, **version))
        except (Conflict, InvalidInput):
            return
        raise AssertionError("the slower of two clerks was not told that the request had changed")

    @rule(which=st.integers(0, 2), steps=st.integers(1, 4))
    def work_goes_on(self, which: int, steps: int) -> None:
        """Take the usual steps of both libraries, with every message arriving at once."""
        asker, no = self.numbers[which]
        for _step in range(steps):
            self.carry()
            taken = [self.act_as_usual(desk, no) for desk in (self.lender, asker)]
            if not any(taken):
                break

    def act_as_usual(self, desk: Any, no: str) -> bool:
        """Take the step that usually comes next, if that is one of this library's; return whether it was taken."""
        loan = desk.loan(no)
        usual = loan and next_action(loan.side, loan.stands, loan.due, is_late=False, service=loan.service)
        return bool(usual) and self.act(desk, str(usual), no)

    @rule(which=st.integers(0, 2), asks=st.booleans(), steps=st.integers(2, 5), what=st.integers(0, 2))
    def one_side_works_on_unheard(self, which: int, asks: bool, steps: int, what: int) -> None:
        """Take steps of one library while nothing it says arrives, so that several messages wait for their turn."""
        desk, no = self.desk(which, asks)
        for step in range(steps):
            actions = self.actions(desk, no)
            if not actions or not self.act(desk, actions[what * (step + 1) % len(actions)], no):
                break

    @rule(which=st.integers(0, 2), asks=st.booleans(), what=ANY, answer=ANY)
    def somebody_acts_and_is_answered(self, which: int, asks: bool, what: int, answer: int) -> None:
        """Have one side act, the other hear of it and act in turn: cancellations are refused, retries asked again."""
        for is_asker, choice in ((asks, what), (not asks, answer)):
            self.carry()
            self.somebody_acts_of(which, is_asker, choice)
        self.carry()

    @rule(which=st.integers(0, 2), asks_first=st.booleans(), answer=st.integers(0, 1))
    def the_asker_thinks_again(self, which: int, asks_first: bool, answer: int) -> None:
        """Have the asking library cancel, or else renew, and the lender answer yes or no; news may come between."""
        asker, no = self.numbers[which]
        self.carry()
        for wanted in (("ask_status",) * asks_first, ("cancel", "renew")):
            for action in [each for each in wanted if each in self.actions(asker, no)][:1]:
                self.act(asker, action, no)
        self.carry()
        self.somebody_acts_of(which, False, answer)
        self.carry()

    @rule()
    def the_copy_is_lent_at_home_or_comes_back(self) -> None:
        """Readers of the lender's own have the copy when no partner has it."""
        promised = sa.text(f"NOT EXISTS (SELECT 1 FROM loan_request WHERE item_id = item.id AND {HOLDING})")
        swap = sa.case(
            (col(Item.local_state) == LocalState.ON_SHELF, LocalState.OUT_LOCALLY), else_=LocalState.ON_SHELF
        )
        free = (col(Item.id) == self.world.only_copy, col(Item.local_state) != LocalState.MISSING, promised)
        with transaction() as session:
            session.execute(sa.update(Item).where(*free).values(local_state=swap))

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        """Let due dates come near, come and go, and partners be silent for too long."""
        self.clock.shift(timedelta(days=days))
        for verb in night.VERBS.values():
            with transaction() as session:
                verb(session, now())

    def desk(self, which: int, asks: bool) -> tuple[Any, str]:
        asker, no = self.numbers[which]
        return (asker if asks else self.lender), no

    def actions(self, desk: Any, no: str) -> list[str]:
        loan = desk.loan(no)
        return [str(action) for action in policy.actions_open_to(desk.librarian, loan)] if loan else []

    def given(self, desk: Any, action: str, act: Callable[..., None]) -> None:
        given: dict[str, object] = {}
        if action in ("will_supply", "set_condition"):
            given = {"item_id": self.world.only_copy}
        if action == "forward":
            given = {"holder_id": next(other.id for other in self.world.askers if other is not desk), "method": "post"}
        act(**given)

    def act(self, desk: Any, action: str, no: str) -> bool:
        """Take a step; return whether it could be taken: the copy may be elsewhere, or no library be left."""
        action = "send_copy" if action == "deliver_copy" else action  # the scan is tried elsewhere
        try:
            self.given(desk, action, lambda **given: desk.does(action, no, **given))
        except Conflict:
            return False
        except InvalidInput as error:
            if set(error.fields) != {"item_id"}:
                raise
            return False
        return True

    # What becomes of messages -----------------------------------------------------------------------------------------

    @rule(which=st.integers(0, 2), asks=st.booleans(), steps=st.integers(0, 3), what=st.integers(0, 60))
    def a_message_comes_before_its_turn_or_again(self, which: int, asks: bool, steps: int, what: int) -> None:
        self.one_side_works_on_unheard(which, asks, steps, 0)
        with reading() as session:
            found = sa.select(col(OutboxMessage.payload)).where(col(OutboxMessage.kind) == OUTBOX_KIND)
            payloads = session.scalars(found.order_by(col(OutboxMessage.id).desc())).all()
        message = LoanMessage.model_validate(payloads[what % len(payloads)])
        with suppress(outbox.NotYet), transaction() as session:
            delivery.deliver(session, message, message.sent_at)

    @rule(
        which=st.integers(0, 2), asks=st.booleans(), steps=st.integers(0, 3), dies=st.booleans(), arrives=st.booleans()
    )
    def the_worker_is_interrupted(self, which: int, asks: bool, steps: int, dies: bool, arrives: bool) -> None:
        """A worker ends, or its line does, before a message has arrived or before it could note that it has."""
        self.one_side_works_on_unheard(which, asks, steps, 0)
        self.way.fault, self.way.has_arrived = (Died if dies else Lost), arrives
        with suppress(Died):
            outbox.drain(database(), outbox.QUICK)
        self.way.fault, self.was_lost = None, True
        with transaction() as session:
            outbox.release_claims(session)

    @rule()
    def all_messages_arrive(self) -> None:
        self.carry()
        self.look_at_what_rests()

    def carry(self) -> None:
        """Empty the outbox; what failed is due again."""
        if self.was_lost:
            again = sa.update(OutboxMessage).where(col(OutboxMessage.done_at).is_(None))
            with transaction() as session:
                session.execute(again.values(due_at=OutboxMessage.created_at))
        self.was_lost = False
        outbox.drain(database(), outbox.QUICK)

    # What must hold ---------------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_found_that_must_not_be(self) -> None:
        with reading() as session:
            found = session.execute(NEVER).scalars().all()
            rows = session.execute(NEW_STEPS, {"last": self.last_heard}).all()
        assert found == [], sorted(set(found))
        for audit_id, loan_id, action, facts, side in rows:
            self.follow(audit_id, loan_id, action, facts, Side(side))

    def follow(self, audit_id: int, loan_id: int, action: str, facts: dict[str, Any], side: Side) -> None:
        """Have the history of each row be one way, which leads out of an end only where that was a mistake."""
        self.last_heard = audit_id
        if action == f"loan.{REMINDED}":  # a letter, after which everything stands where it stood
            return
        before, after = facts.get("from"), facts.get("to")
        assert self.stood.get(loan_id, before) == before, "I8 a state changed without an audit row"
        is_end = before is not None and STATES[side](before) in CLOSED[side]
        is_mistake = action.removeprefix("loan.") in REOPENING
        assert not is_end or before == after or is_mistake, f"I9 an ended loan moved: {action} {before} {after}"
        self.stood[loan_id] = after

    def look_at_what_rests(self) -> None:
        """Compare the two sides, once everything that was said has been heard."""
        with reading() as session:
            found = session.execute(NOT_AT_REST).scalars().all()
        assert found == [], sorted(set(found))
        for asker, no in self.numbers:
            ours, theirs = asker.loan(no), self.lender.loan(no)
            stand = STATES[Side.REQUESTING](ours.state), STATES[Side.SUPPLYING](theirs.state) if theirs else None
            assert stand in self.world.agree, f"I12 sides that do not agree: {ours.state}, {theirs and theirs.state}"
            if theirs is not None and theirs.request_no == ours.public_no:  # not one that it was asked with before
                heard = (theirs.received_seq, ours.received_seq)
                assert heard == (ours.sent_seq, theirs.sent_seq), "I13 something said was not heard"
                self.look_at_the_day(ours, theirs)

    def look_at_the_day(self, ours: LoanRequest, theirs: LoanRequest) -> None:
        if DueState.NONE not in (ours.due, theirs.due):
            assert ours.due_on == theirs.due_on, "I14 two due dates for one loan"
            waits = ours.due is DueState.RENEW_ASKED
            assert not waits or theirs.due is DueState.RENEW_ASKED, "I15 a renewal that was answered is still asked for"

    def teardown(self) -> None:
        try:
            self.carry()
            self.nothing_is_found_that_must_not_be()
            self.look_at_what_rests()
        finally:
            self.journey.stop()
