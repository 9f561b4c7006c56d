"""The procedure, walked whole: every pair of state and event, and both machines together."""

from collections import deque
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_exchange.directory.rules.calendars import Closed, LibraryCalendar
from library_exchange.loans.rules.codes import (
    INPUT,
    Action,
    Asks,
    Incoming,
    MessageType,
    ReasonUnfilled,
    RequestingState,
    ShipMethod,
    Side,
    SupplyingState,
)
from library_exchange.loans.rules.duties import (
    DUTY_OF,
    LOAN_DAYS,
    OUT,
    TRANSIT_DAYS,
    Duty,
    Stage,
    act_by,
    due_date,
    duty,
    is_overdue,
    next_action,
    stages,
)
from library_exchange.loans.rules.messages import STATUS_OF, Arrival, Form, arrival, form_of, said_by
from library_exchange.loans.rules.steps import (
    ACTIVE_STATES,
    AFTER_SHIPPING,
    CLOSED,
    FIRST,
    HOLDS_ITEM,
    READ_BY,
    STATES,
    TABLES,
    Instead,
    NoSuchStep,
    actions_from,
    actions_of,
    incoming_step,
    is_closed,
    state_of,
    step,
)

R, S = RequestingState, SupplyingState

EVERY_STATE = [(side, state) for side in Side for state in STATES[side]]
EVERY_ACTION = [(side, state, action) for side, state in EVERY_STATE for action in Action]


def targets(side, state):
    return {s.target for (at, _), s in TABLES[side].items() if at == state and s.target is not None}


def reachable(side, start):
    seen, todo = {start}, deque([start])
    while todo:
        for target in targets(side, todo.popleft()) - seen:
            seen.add(target)
            todo.append(target)
    return seen


# One machine ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", Side)
def test_every_state_can_be_reached_from_the_first(side):
    assert reachable(side, FIRST[side]) == set(STATES[side])


@pytest.mark.parametrize(("side", "state"), EVERY_STATE)
def test_from_every_state_the_request_can_still_end(side, state):
    assert reachable(side, state) & CLOSED[side]


@pytest.mark.parametrize(("side", "state"), EVERY_STATE)
def test_only_a_closed_request_offers_nothing(side, state):
    if is_closed(side, state):
        assert not actions_from(side, state)
        assert not targets(side, state)
    else:
        assert targets(side, state)


@pytest.mark.parametrize(("side", "state", "action"), EVERY_ACTION)
def test_every_action_in_every_state_is_a_step_or_has_an_advice(side, state, action):
    if action in actions_from(side, state):
        assert step(side, state, action).target in STATES[side]
    else:
        with pytest.raises(NoSuchStep) as refused:
            step(side, state, action)
        assert isinstance(refused.value.instead, Instead)


def test_cancelling_has_an_answer_at_every_stage():
    answers = {}
    for state in R:
        try:
            answers[state.value] = step(Side.REQUESTING, state, Action.CANCEL).target.value
        except NoSuchStep as refused:
            answers[state.value] = refused.instead.value
    assert answers == {
        "review": "cancelled",
        "sent": "cancel_pending",
        "will_supply": "cancel_pending",
        "refused": "cancelled",
        "cancel_pending": "wait_for_answer",
        "shipped": "receive_and_return",
        "received": "ship_back",
        "with_reader": "take_back_first",
        "to_return": "ship_back",
        "return_shipped": "on_its_way_back",
        "completed": "closed",
        "declined": "closed",
        "unfilled": "closed",
        "cancelled": "closed",
        "lost": "closed",
    }


@pytest.mark.parametrize("state", S)
def test_a_supplying_library_answers_a_cancellation_in_every_state(state):
    found = incoming_step(Side.SUPPLYING, state, Incoming.CANCEL)
    if state in (S.TO_PICK, S.TO_SHIP):
        assert (found.target, found.message) == (S.CANCEL_ASKED, None)  # a person answers
    elif state is S.CANCEL_ASKED:
        assert found is None  # the partner has asked already and may not ask twice
    elif state in (S.ON_LOAN, S.RETURNING):
        assert found is None  # the partner has confirmed the arrival after it asked
    else:
        assert found.message in (Incoming.CANCEL_YES, Incoming.CANCEL_NO)


def test_the_two_sides_have_no_action_in_common():
    assert not set(actions_of(Side.REQUESTING)) & set(actions_of(Side.SUPPLYING))
    assert set(actions_of(Side.REQUESTING)) | set(actions_of(Side.SUPPLYING)) == set(Action)


@pytest.mark.parametrize("side", Side)
def test_a_side_hears_only_what_the_other_says(side):
    heard = {event for _, event in TABLES[side] if isinstance(event, Incoming)}
    other = Side.SUPPLYING if side is Side.REQUESTING else Side.REQUESTING
    said = {found.message for found in TABLES[other].values()} - {None}
    assert said == set(READ_BY[side])
    assert heard == set(READ_BY[side]) - {Incoming.REQUEST}  # a request makes the row


def test_a_copy_is_held_from_the_promise_to_its_return():
    assert set(HOLDS_ITEM) == set(ACTIVE_STATES[Side.SUPPLYING]) - {S.NEW}


def test_a_state_of_the_other_machine_is_no_state():
    with pytest.raises(ValueError, match="on_loan"):
        state_of(Side.REQUESTING, "on_loan")
    assert state_of(Side.SUPPLYING, "shipped") is S.SHIPPED


def test_refusing_asks_for_a_reason_and_shipping_for_the_way_and_the_date():
    assert INPUT[Action.REFUSE] == (Asks.REASON,)
    assert set(INPUT[Action.SHIP]) == {Asks.METHOD, Asks.DUE_ON, Asks.TRACKING}
    assert step(Side.SUPPLYING, S.TO_PICK, Action.NOT_ON_SHELF).reason is ReasonUnfilled.NOT_ON_SHELF


# Both machines --------------------------------------------------------------------------------------------------------


def moves(world):
    """Give every world that may come next; each queue is read in order."""
    r, s, to_s, to_r = world
    for action in actions_from(Side.REQUESTING, r):
        if action is not Action.ASK_NEXT:  # the next library is a new pair
            found = step(Side.REQUESTING, r, action)
            yield found.target, s, to_s + ((found.message,) if found.message else ()), to_r
    for action in actions_from(Side.SUPPLYING, s) if s else ():
        found = step(Side.SUPPLYING, s, action)
        yield r, found.target, to_s, to_r + ((found.message,) if found.message else ())
    if to_s or to_r:
        yield from deliveries(r, s, to_s, to_r)


def deliveries(r, s, to_s, to_r):
    if to_s and s is None:
        assert to_s[0] is Incoming.REQUEST
        yield r, S.NEW, to_s[1:], to_r
    elif to_s:
        found = incoming_step(Side.SUPPLYING, s, to_s[0])
        assert found is not None, f"{s} is surprised by {to_s[0]}"
        yield r, found.target or s, to_s[1:], to_r + ((found.message,) if found.message else ())
    if to_r:
        found = incoming_step(Side.REQUESTING, r, to_r[0])
        assert found is not None, f"{r} is surprised by {to_r[0]}"
        assert found.message is None
        yield found.target or r, s, to_s, to_r[1:]


def every_world():
    start = (R.REVIEW, None, (), ())
    seen, todo = {start}, deque([start])
    while todo:
        for world in moves(todo.popleft()):
            if world not in seen:
                seen.add(world)
                todo.append(world)
    return seen


@pytest.fixture(scope="module")
def worlds():
    return every_world()


def test_no_library_is_ever_surprised_by_its_partner(worlds):
    assert len(worlds) > 100  # `deliveries` asserts it in each of them


def test_when_every_message_has_arrived_the_sides_agree(worlds, agree):
    quiet = {(r, s) for r, s, to_s, to_r in worlds if not to_s and not to_r}
    assert quiet == agree


def test_when_nothing_can_happen_any_more_both_sides_have_ended(worlds, agree):
    still = {(r, s) for world in worlds for r, s, *_ in [world] if not list(moves(world))}
    assert still == {(r, s) for r, s in agree if r in CLOSED[Side.REQUESTING]}


def test_every_message_step_is_used_by_some_pair(worlds):
    used = set()
    for r, s, to_s, to_r in worlds:
        used |= {(Side.SUPPLYING, s, to_s[0])} if to_s and s else set()
        used |= {(Side.REQUESTING, r, to_r[0])} if to_r else set()
    written = {(side, at, event) for side in Side for at, event in TABLES[side] if isinstance(event, Incoming)}
    assert written - used == {
        # Kept for partners over the wire, who may leave a message out or answer twice.
        (Side.SUPPLYING, S.CANCELLED, Incoming.CANCEL),
        (Side.SUPPLYING, S.SHIPPED, Incoming.SHIPPED_RETURN),
        (Side.REQUESTING, R.SENT, Incoming.LOANED),
        (Side.REQUESTING, R.CANCELLED, Incoming.CANCEL_NO),
        *((Side.REQUESTING, state, Incoming.CANCEL_YES) for state in (*AFTER_SHIPPING, R.COMPLETED, R.LOST)),
    }


class Library:
    """One side over a bad line: numbers what it says, keeps what comes too early, ignores what it has heard."""

    def __init__(self, side, state):
        self.side, self.state, self.sent, self.heard = side, state, [], 0

    def says(self, message):
        if message is not None:
            self.sent.append((len(self.sent) + 1, message))

    def does(self, action):
        found = step(self.side, self.state, action)
        self.state = found.target
        self.says(found.message)

    def hears(self, number, message):
        if arrival(number, self.heard) is not Arrival.APPLY:
            return
        self.heard = number
        if message is Incoming.REQUEST:
            self.state = S.NEW
            return
        found = incoming_step(self.side, self.state, message)
        self.state = found.target or self.state
        self.says(found.message)


@settings(max_examples=150)
@given(st.data())
def test_doubled_and_reordered_messages_leave_the_sides_agreeing(agree, data):
    heihe, amur = Library(Side.REQUESTING, R.REVIEW), Library(Side.SUPPLYING, None)
    pairs = [(heihe, amur), (amur, heihe)]
    for _ in range(data.draw(st.integers(1, 14))):
        sender, reader = data.draw(st.sampled_from(pairs))
        acts = [a for a in actions_from(sender.side, sender.state) if a is not Action.ASK_NEXT] if sender.state else []
        if acts and data.draw(st.booleans()):
            sender.does(data.draw(st.sampled_from(acts)))
        elif sender.sent:
            reader.hears(*data.draw(st.sampled_from(sender.sent)))  # any of them, as often as it likes
    for _ in range(10):  # the outbox is drained
        for sender, reader in pairs:
            for number, message in list(sender.sent):
                reader.hears(number, message)
    assert (heihe.state, amur.state) in agree
    assert (amur.heard, heihe.heard) == (len(heihe.sent), len(amur.sent))


# Messages -------------------------------------------------------------------------------------------------------------


def said_with_states():
    for side in Side:
        for (state, _), found in TABLES[side].items():
            if found.message is not None:
                yield found.message, state, found.target or state


@pytest.mark.parametrize(("said", "before", "after"), list(said_with_states()))
def test_what_is_said_is_understood(said, before, after):
    assert said_by(form_of(said, before, after)) is said


def test_a_supplying_library_states_where_the_request_stands():
    first = form_of(Incoming.UNFILLED, S.NEW, S.UNFILLED)
    later = form_of(Incoming.UNFILLED, S.TO_PICK, S.UNFILLED)
    assert (first.status, first.reason_for_message) == ("Unfilled", "RequestResponse")
    assert (later.status, later.reason_for_message) == ("Unfilled", "StatusChange")
    no = form_of(Incoming.CANCEL_NO, S.SHIPPED, S.SHIPPED)
    assert (no.status, no.reason_for_message, no.answer_yes) == ("Loaned", "CancelResponse", False)
    yes = form_of(Incoming.CANCEL_YES, S.CANCEL_ASKED, S.CANCELLED)
    assert (yes.status, yes.answer_yes) == ("Cancelled", True)
    assert set(STATUS_OF) == set(S)


def test_a_message_outside_the_procedure_says_nothing():
    assert said_by(Form(MessageType.REQUESTING)) is None
    assert said_by(Form(MessageType.SUPPLYING)) is None


@pytest.mark.parametrize(
    ("number", "last", "verdict"),
    [(1, 0, "apply"), (2, 1, "apply"), (1, 1, "duplicate"), (1, 5, "duplicate"), (2, 0, "early"), (7, 5, "early")],
)
def test_messages_are_taken_once_and_in_order(number, last, verdict):
    assert arrival(number, last) == verdict


# Dates and duties -----------------------------------------------------------------------------------------------------

HEIHE = LibraryCalendar("CN", "Asia/Shanghai")
AMUR = LibraryCalendar("RU", "Asia/Yakutsk")


def test_the_way_there_is_added_to_the_loan_once():
    assert due_date(date(2026, 11, 23), TRANSIT_DAYS[ShipMethod.GATEWAY], LOAN_DAYS, HEIHE) == date(2027, 1, 6)


def test_a_book_is_due_on_a_day_on_which_the_requesting_library_works():
    in_the_holidays = (date(2026, 11, 23), TRANSIT_DAYS[ShipMethod.GATEWAY], LOAN_DAYS)
    assert due_date(*in_the_holidays, AMUR) == date(2027, 1, 11)
    repairs = replace(HEIHE, closures=(Closed(date(2027, 1, 1), date(2027, 1, 31)),))
    assert due_date(*in_the_holidays, repairs) == date(2027, 2, 1)


@pytest.mark.parametrize(("side", "state"), EVERY_STATE)
def test_every_open_state_stands_somewhere_on_the_bridge(side, state):
    crossed, here, ahead = stages(side, state)
    if state == "completed":
        assert (crossed, here, ahead) == (tuple(Stage), None, ())
    elif is_closed(side, state):
        assert (crossed, here, ahead) == ((), None, ())
    else:
        assert (*crossed, here, *ahead) == tuple(Stage)


def test_a_loan_never_steps_back_on_the_bridge_but_for_an_answer_to_a_cancellation():
    order = list(Stage)
    for side in Side:
        for (state, event), found in TABLES[side].items():
            after = stages(side, found.target)[1] if found.target else None
            before = stages(side, state)[1]
            if after is not None and before is not None and event is not Incoming.UNFILLED:
                assert order.index(after) >= order.index(before), (state, event)


def test_each_side_is_told_what_to_do_where_only_it_can_go_on():
    for side, state in EVERY_STATE:
        waits_for_partner = not actions_from(side, state) or set(actions_from(side, state)) == {Action.CANCEL}
        if waits_for_partner:
            assert duty(side, state, None, date(2026, 1, 1)) is None
            assert next_action(side, state) is None
        elif state not in OUT[side]:
            assert duty(side, state, None, date(2026, 1, 1)) is not None
            assert next_action(side, state) in actions_from(side, state)


def test_an_overdue_book_is_the_first_thing_to_do():
    due, late = date(2026, 5, 1), date(2026, 5, 2)
    assert not is_overdue(Side.REQUESTING, R.WITH_READER, due, due)
    assert is_overdue(Side.REQUESTING, R.WITH_READER, due, late)
    assert not is_overdue(Side.REQUESTING, R.RETURN_SHIPPED, due, late)  # it has left
    assert not is_overdue(Side.SUPPLYING, S.RETURNING, due, late)
    assert duty(Side.SUPPLYING, S.ON_LOAN, due, late) is Duty.OVERDUE
    assert next(iter(Duty)) is Duty.OVERDUE
    assert next_action(Side.REQUESTING, R.RECEIVED, is_late=True) is Action.SHIP_RETURN
    assert next_action(Side.REQUESTING, R.RECEIVED) is Action.LEND


def test_when_no_library_is_left_the_request_is_closed_rather_than_asked_again():
    assert next_action(Side.REQUESTING, R.REFUSED) is Action.ASK_NEXT
    assert next_action(Side.REQUESTING, R.REFUSED, has_another_supplier=False) is Action.CLOSE_UNFILLED


def test_the_sooner_of_duty_and_due_date_counts():
    since = date(2026, 3, 2)
    assert act_by(Side.REQUESTING, R.TO_RETURN, since, date(2026, 4, 1), HEIHE) == date(2026, 3, 4)
    assert act_by(Side.REQUESTING, R.TO_RETURN, since, date(2026, 3, 3), HEIHE) == date(2026, 3, 3)
    assert act_by(Side.REQUESTING, R.WITH_READER, since, date(2026, 4, 1), HEIHE) == date(2026, 4, 1)
    assert act_by(Side.REQUESTING, R.SENT, since, None, HEIHE) is None
    assert all(days > 0 for duties in DUTY_OF.values() for _, days in duties.values())


def test_a_duty_counts_the_working_days_of_the_library_that_must_act():
    before_the_festival = date(2026, 2, 14)
    assert act_by(Side.SUPPLYING, S.NEW, before_the_festival, None, AMUR) == date(2026, 2, 18)
    assert act_by(Side.SUPPLYING, S.NEW, before_the_festival, None, HEIHE) == date(2026, 2, 26)
    friday = date(2026, 3, 13)
    assert act_by(Side.SUPPLYING, S.CANCEL_ASKED, friday, None, AMUR) == date(2026, 3, 16)


def test_a_parcel_travels_on_closed_days_too_and_is_received_on_a_working_one():
    shipped = date(2026, 4, 11)
    assert shipped + timedelta(days=21) == date(2026, 5, 2)
    assert act_by(Side.REQUESTING, R.SHIPPED, shipped, None, HEIHE) == date(2026, 5, 6)
    assert act_by(Side.SUPPLYING, S.RETURNING, shipped, None, AMUR) == date(2026, 5, 4)
