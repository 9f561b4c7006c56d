"""The procedure, walked whole: every pair of state and event, and both machines together."""

from collections import deque
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_exchange.core.procedure import BACK, STAY, NoSuchStep, Part, by
from library_exchange.directory.rules.calendars import Closed, LibraryCalendar
from library_exchange.loan_messages.rules import Arrival, arrival, said_by
from library_exchange.loans.rules import codes, due_dates, messages, steps, tasks
from library_exchange.loans.rules.codes import (
    READ_BY,
    Action,
    DueEvent,
    DueState,
    Incoming,
    Outgoing,
    RequestingState,
    Side,
    SupplyingState,
)
from library_exchange.loans.rules.due import DUE
from library_exchange.loans.rules.due_dates import OUT, due_date, due_event, is_overdue
from library_exchange.loans.rules.inputs import INPUT, Asks
from library_exchange.loans.rules.loan_steps import LoanStep
from library_exchange.loans.rules.messages import (
    FORMS,
    STATUS_OF,
    MessageForm,
    current_status,
    form_of,
)
from library_exchange.loans.rules.milestones import WAY, Milestone, milestones
from library_exchange.loans.rules.requesting import AFTER_SHIPPING
from library_exchange.loans.rules.standard_codes import MessageType, ReasonUnfilled, ServiceType
from library_exchange.loans.rules.steps import (
    ACTIVE_STATES,
    CLOSED,
    CLOSING,
    FIRST,
    HOLDS_ITEM,
    IS_DUE,
    MUST_LEAD_BACK,
    STATES,
    TABLES,
    UNDOING,
    Instead,
    actions_from,
    actions_of,
    due_change,
    find,
    is_closed,
    state_of,
    state_to_keep,
    states_of,
    why_not,
)
from library_exchange.loans.rules.tasks import (
    SELDOM,
    TASK_OF,
    Task,
    act_by,
    asks_first,
    late_before,
    listed_under,
    next_action,
    task,
)

R, S = RequestingState, SupplyingState

EVERY_STATE = [(side, state) for side in Side for state in STATES[side]]
EVERY_STATE_OF_A_SERVICE = [
    (service, side, state) for service in ServiceType for side in Side for state in states_of(side, service)
]
EVERY_ACTION = [(side, state, action) for side, state in EVERY_STATE for action in Action]


def before_of(side, state, service=None):
    """The states from which a row comes to `state` and keeps the way back."""
    return {at for (at, _), s in steps_of(side, service) if s.target is state}


def steps_of(side, service=None):
    """The steps of the side's table; with a service, those of it."""
    return [(key, step) for key, step in TABLES[side].steps.items() if service is None or service in step.services]


def targets(side, state, service=None):
    found = [s.target for (at, _), s in steps_of(side, service) if at is state and s.target is not STAY]
    return {one for target in found for one in (before_of(side, state, service) if target is BACK else {target})}


def reachable(side, start, service):
    seen, todo = {start}, deque([start])
    while todo:
        for target in targets(side, todo.popleft(), service) - seen:
            seen.add(target)
            todo.append(target)
    return seen


# One machine ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("service", ServiceType)
@pytest.mark.parametrize("side", Side)
def test_a_request_comes_to_every_state_of_its_service_and_to_no_other(side, service):
    assert reachable(side, FIRST[side], service) == set(states_of(side, service))


def test_every_state_is_one_of_some_service():
    for side in Side:
        assert set().union(*(states_of(side, service) for service in ServiceType)) == set(STATES[side])
        assert set(states_of(side, ServiceType.COPY)) - set(states_of(side, ServiceType.LOAN)) == COPIED & set(
            STATES[side]
        )


AGAIN = {S.COPY_COMPLETED: {S.TO_SHIP}, S.UNFILLED: {S.NEW}}
"""A copy that is no good is made once more, a request that was refused by mistake is answered anew."""
COPIED = {R.DELIVERED, S.COPY_COMPLETED}
"""Where a copy of pages comes to, and a loan never does."""


@pytest.mark.parametrize(("service", "side", "state"), EVERY_STATE_OF_A_SERVICE)
def test_from_every_state_the_request_can_still_end(service, side, state):
    assert reachable(side, state, service) & CLOSED[side]


@pytest.mark.parametrize(("service", "side", "state"), EVERY_STATE_OF_A_SERVICE)
def test_in_every_state_a_service_has_its_own_steps_and_those_of_both(service, side, state):
    offered = set(actions_from(side, state, None, service))
    assert offered <= set(actions_from(side, state))
    foreign = LENT_ONLY if service is ServiceType.COPY else COPIED_ONLY
    assert not offered & foreign
    for action in set(actions_from(side, state)) - offered:
        assert find(side, state, action, None, service) is None
        assert isinstance(why_not(side, state, action), Instead)


COPIED_ONLY = {Action.DELIVER_COPY, Action.SEND_COPY, Action.ACCEPT_COPY, Action.REPORT_UNREADABLE}
LENT_ONLY = {
    *(Action.SHIP, Action.RECEIVE, Action.CHECK_OUT, Action.RENEW, Action.SHIP_RETURN, Action.CHECK_IN),
    *(Action.RECALL, Action.HOLD_RETURN, Action.WRITE_OFF, Action.REPORT_LOST, Action.FORWARD, Action.SETTLE),
}


def test_a_copy_is_never_due():
    for side in Side:
        assert not set(states_of(side, ServiceType.COPY)) & set(IS_DUE[side])
        assert not [key for key, step in steps_of(side, ServiceType.COPY) if step.sets_due and key[0] in IS_DUE[side]]


def test_a_copy_that_is_no_good_is_made_once_more_and_delivered_again():
    asker, lender = Stand(Side.REQUESTING, R.DELIVERED), Stand(Side.SUPPLYING, S.COPY_COMPLETED)
    said = find(Side.REQUESTING, R.DELIVERED, Action.REPORT_UNREADABLE, None, ServiceType.COPY)
    asker = asker.after(said)
    lender = lender.after(find(Side.SUPPLYING, lender.state, read(said.message), None, ServiceType.COPY))
    assert (asker.state, lender.state) == (R.WILL_SUPPLY, S.TO_SHIP)
    assert next_action(Side.SUPPLYING, S.TO_SHIP, DueState.NONE, service=ServiceType.COPY) is Action.DELIVER_COPY
    for action in (Action.DELIVER_COPY, Action.SEND_COPY):
        again = find(Side.SUPPLYING, S.TO_SHIP, action, None, ServiceType.COPY)
        assert asker.after(find(Side.REQUESTING, asker.state, read(again.message))).state is R.DELIVERED


@pytest.mark.parametrize(("side", "state"), EVERY_STATE)
def test_only_a_closed_request_offers_nothing_but_to_take_its_end_back_or_to_say_that_the_lost_book_came(side, state):
    if is_closed(side, state):
        assert set(actions_from(side, state)) <= UNDOING | {Action.TURNED_UP}
        back = {found.target for (at, _), found in TABLES[side].steps.items() if at is state}
        assert back <= {BACK, STAY} | AGAIN.get(state, set())
    else:
        assert targets(side, state)


@pytest.mark.parametrize(("side", "state"), EVERY_STATE)
def test_every_action_in_every_state_is_a_step_or_has_an_advice(side, state):
    for action in Action:
        found = find(side, state, action)
        if action in actions_from(side, state):
            assert found.target in (STAY, BACK) or type(found.target) is STATES[side], action
            assert found.by
        else:
            assert found is None, action
            assert isinstance(why_not(side, state, action), Instead)


def test_cancelling_has_an_answer_at_every_stage():
    answers = {}
    for state in R:
        found = find(Side.REQUESTING, state, Action.CANCEL)
        answers[state.value] = str(found.target if found else why_not(Side.REQUESTING, state, Action.CANCEL))
    assert answers == {
        "review": "cancelled",
        "reader_asked": "cancelled",
        "sent": "cancel_pending",
        "condition_pending": "cancel_pending",
        "retry_pending": "cancelled",
        "will_supply": "cancel_pending",
        "refused": "cancelled",
        "cancel_pending": "wait_for_answer",
        "delivered": "not_now",
        "shipped": "receive_and_return",
        "received": "ship_back",
        "with_reader": "patron_returns_first",
        "to_return": "ship_back",
        "return_shipped": "on_its_way_back",
        "forwarded": "on_its_way_back",
        "lost_claimed": "not_now",
        "damage_claimed": "on_its_way_back",
        "completed": "closed",
        "declined": "closed",
        "unfilled": "closed",
        "cancelled": "closed",
        "lost": "closed",
        "closed": "closed",
    }


@pytest.mark.parametrize("state", S)
def test_a_supplying_library_answers_a_cancellation_in_every_state(state):
    found = find(Side.SUPPLYING, state, Incoming.CANCEL)
    if state in (S.TO_PICK, S.TO_SHIP):
        assert (found.target, found.message) == (S.CANCEL_ASKED, None)  # a person answers
    elif state is S.CANCEL_ASKED:
        assert found is None  # the partner has asked already and may not ask twice
    elif state in (S.ON_LOAN, S.LOST_CLAIMED):
        assert found is None  # the partner has told what became of the book after it asked
    elif state is S.COPY_COMPLETED:
        assert (found.target, found.message) == (STAY, None)  # the copy that crossed with it is the answer
    else:
        assert found.message in (Outgoing.CANCEL_YES, Outgoing.CANCEL_NO)


def test_the_two_sides_have_no_action_in_common():
    assert not set(actions_of(Side.REQUESTING)) & set(actions_of(Side.SUPPLYING))
    assert set(actions_of(Side.REQUESTING)) | set(actions_of(Side.SUPPLYING)) == set(Action)


@pytest.mark.parametrize("side", Side)
def test_a_side_hears_only_what_the_other_says(side):
    heard = {event for _, event in TABLES[side].steps if isinstance(event, Incoming)}
    other = Side.SUPPLYING if side is Side.REQUESTING else Side.REQUESTING
    said = {read(found.message) for found in TABLES[other].steps.values() if found.message}
    begins = {Incoming.REQUEST_RECEIVED} if side is Side.REQUESTING else set()  # said when the row is made
    assert said | begins == set(READ_BY[side])
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
    assert find(Side.SUPPLYING, S.TO_PICK, Action.NOT_ON_SHELF).facts == {"reason": ReasonUnfilled.NOT_ON_SHELF}


def test_a_state_of_the_other_machine_is_refused_though_it_is_spelled_alike():
    assert R.SHIPPED == S.SHIPPED
    with pytest.raises(TypeError, match="not of one procedure"):
        find(Side.REQUESTING, S.SHIPPED, Action.RECEIVE)
    with pytest.raises(TypeError, match="not of one procedure"):
        find(Side.SUPPLYING, R.SHIPPED, Action.CHECK_IN)


@pytest.mark.parametrize(
    "module", [codes, due_dates, messages, milestones, steps, tasks], ids=lambda module: module.__name__
)
def test_no_table_of_the_rules_has_states_of_both_machines(module):
    for name, table in vars(module).items():
        if isinstance(table, dict):
            kinds = {type(part) for key in table for part in (key if isinstance(key, tuple) else (key,))}
            assert not kinds >= {R, S}, name


@pytest.mark.parametrize("side", Side)
def test_messages_are_taken_from_the_partner_and_actions_from_people(side):
    for (state, event), found in TABLES[side].steps.items():
        assert (found.by == by(Part.PARTNER)) == isinstance(event, Incoming)
        assert (found.by == by(Part.CLOCK)) == isinstance(event, DueEvent)
        assert (found.by == by(Part.ADMINISTRATOR)) == (event in CLOSING)
        assert (found.by == by(Part.AUTHOR)) == (event is Action.ANSWER_LIBRARY)
        by_others = event in CLOSING or event is Action.ANSWER_LIBRARY
        assert isinstance(event, Incoming | DueEvent) or by_others or Part.OWNER in found.by
        is_hers = event in READERS and (event not in RENEWING or state is R.WITH_READER)
        assert (Part.AUTHOR in found.by) == is_hers


RENEWING = (Action.RENEW, Action.UNDO_RENEW)
READERS = (
    *(Action.ANSWER_LIBRARY, Action.CANCEL, *RENEWING),
    *(Action.ACCEPT_COPY, Action.REPORT_UNREADABLE),
)
"""What a reader may do herself."""


def test_a_refused_cancellation_leads_back_to_where_the_request_was():
    assert {side: set(states) for side, states in MUST_LEAD_BACK.items()} == {
        Side.REQUESTING: {R.CANCEL_PENDING},
        Side.SUPPLYING: {S.CANCEL_ASKED},
    }
    assert before_of(Side.REQUESTING, R.CANCEL_PENDING) == {R.SENT, R.CONDITION_PENDING, R.WILL_SUPPLY}
    assert before_of(Side.SUPPLYING, S.CANCEL_ASKED) == {S.TO_PICK, S.TO_SHIP}
    for side, states in MUST_LEAD_BACK.items():
        for state in states:
            for before in before_of(side, state):
                stand = Stand(side, state, state_to_keep(side, before, state, None))
                no = Incoming.CANCEL_NO if side is Side.REQUESTING else Action.CANCEL_NO
                assert stand.after(find(side, state, no)) == Stand(side, before)


def test_a_promise_that_crosses_with_a_cancellation_is_what_a_refusal_leads_back_to():
    stand = Stand(Side.REQUESTING, R.SENT).after(find(Side.REQUESTING, R.SENT, Action.CANCEL))
    assert stand == Stand(Side.REQUESTING, R.CANCEL_PENDING, R.SENT)
    stand = stand.after(find(Side.REQUESTING, R.CANCEL_PENDING, Incoming.WILL_SUPPLY))
    assert stand == Stand(Side.REQUESTING, R.CANCEL_PENDING, R.WILL_SUPPLY)
    assert stand.after(find(Side.REQUESTING, R.CANCEL_PENDING, Incoming.CANCEL_NO)).state is R.WILL_SUPPLY


# The due date ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", Side)
def test_the_due_date_begins_and_ends_where_the_book_goes_out_and_comes_back(side):
    for (state, event), found in TABLES[side].steps.items():
        for after in before_of(side, state) if found.target is BACK else {found.leads_to(state)}:
            change = due_change(side, found, state, after)
            if state in IS_DUE[side] and after in IS_DUE[side]:
                assert change not in (DueEvent.BEGINS, DueEvent.ENDS), (state, event)
            else:
                begins_or_ends = {(False, True): DueEvent.BEGINS, (True, False): DueEvent.ENDS}
                assert change is begins_or_ends.get((state in IS_DUE[side], after in IS_DUE[side])), (state, event)


def test_every_state_of_the_due_date_is_reached_and_comes_to_an_end():
    reached, todo = {DueState.NONE}, [DueState.NONE]
    while todo:
        at = todo.pop()
        new = {found.target for (state, _), found in DUE.steps.items() if state is at} - reached
        reached |= new
        todo += new
    assert reached == set(DueState)
    for state in set(DueState) - {DueState.NONE}:
        assert DUE.step(state, DueEvent.ENDS).target is DueState.NONE
        assert DUE.step(state, DueEvent.RENEWED).target is DueState.OK
        with pytest.raises(NoSuchStep):
            DUE.step(state, DueEvent.BEGINS)
    assert {event for _, event in DUE.steps} == set(DueEvent)


def test_only_the_clock_lets_a_due_date_come():
    due = date(2026, 5, 8)
    days = [date(2026, 4, 30), date(2026, 5, 1), due, date(2026, 5, 9)]
    near, past = DueEvent.COMES_NEAR, DueEvent.PASSES
    assert [due_event(DueState.OK, due, day) for day in days] == [None, near, near, past]
    assert [due_event(DueState.DUE_SOON, due, day) for day in days] == [None, None, None, past]
    for settled in set(DueState) - {DueState.OK, DueState.DUE_SOON}:
        assert [due_event(settled, due, day) for day in days] == [None] * 4
    assert due_event(DueState.OK, None, due) is None
    for (_, event), found in DUE.steps.items():
        assert (Part.CLOCK in found.by) == (event in (near, past))


def open_to(side, state, due):
    return set(actions_from(side, state, due))


def test_a_renewal_is_asked_once_and_not_of_a_book_that_is_wanted_back():
    for state in (R.RECEIVED, R.WITH_READER):
        may = {due for due in IS_KEPT if Action.RENEW in open_to(Side.REQUESTING, state, due)}
        assert may == {DueState.OK, DueState.DUE_SOON, DueState.OVERDUE}
    answers = {due: open_to(Side.SUPPLYING, S.ON_LOAN, due) & {Action.RENEW_YES, Action.RENEW_NO} for due in IS_KEPT}
    assert answers.pop(DueState.RENEW_ASKED) == {Action.RENEW_YES, Action.RENEW_NO}
    assert all(left == {Action.RENEW_YES} for left in answers.values())  # a later day may be given unasked


def test_a_book_that_is_to_be_kept_is_not_sent_back_until_it_is_asked_for():
    for state in (R.RECEIVED, R.TO_RETURN):
        may = {due for due in IS_KEPT if Action.SHIP_RETURN in open_to(Side.REQUESTING, state, due)}
        assert may == IS_KEPT - {DueState.HOLD_RETURN}
    assert next_action(Side.REQUESTING, R.TO_RETURN, DueState.HOLD_RETURN) is None
    for due in IS_KEPT:
        is_held = due is DueState.HOLD_RETURN
        assert (Action.RELEASE_RETURN in open_to(Side.SUPPLYING, S.ON_LOAN, due)) == is_held
        assert (Action.HOLD_RETURN in open_to(Side.SUPPLYING, S.ON_LOAN, due)) == (
            not is_held and due is not DueState.RECALLED
        )


IS_KEPT = set(DueState) - {DueState.NONE}


def test_what_each_side_is_told_of_the_date_leaves_it_standing_alike():
    """A step of the lender and what the borrower hears of it set the same event of the due date."""
    for (state, event), found in TABLES[Side.SUPPLYING].steps.items():
        if found.sets_due is not None and state in IS_DUE[Side.SUPPLYING] and found.target is STAY and found.message:
            heard = find(Side.REQUESTING, R.WITH_READER, read(found.message))
            assert heard.sets_due is found.sets_due, (state, event)


def test_a_step_may_need_the_due_date_to_stand_in_a_certain_way(monkeypatch):
    key = (R.RECEIVED, Action.CHECK_OUT)
    needing = LoanStep(R.WITH_READER, by(Part.OWNER), needs_due=frozenset({DueState.OK}))
    monkeypatch.setitem(TABLES[Side.REQUESTING].steps, key, needing)
    assert Action.CHECK_OUT in actions_from(Side.REQUESTING, R.RECEIVED, DueState.OK)
    assert Action.CHECK_OUT not in actions_from(Side.REQUESTING, R.RECEIVED, DueState.OVERDUE)
    assert find(Side.REQUESTING, *key, DueState.OVERDUE) is None
    assert why_not(Side.REQUESTING, *key) is Instead.NOT_NOW


# What is grave, and what is undone ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("side", "state"), EVERY_STATE)
def test_what_usually_comes_next_asks_nothing_unless_it_ends_the_request_for_both(side, state):
    for due in DueState:
        found = next_action(side, state, due)
        assert found is None or not asks_first(side, state, found) or found in ASKED_THOUGH_USUAL, (due, found)


def test_a_step_asks_where_the_book_is_still_abroad_and_where_nobody_can_take_it_back():
    asks = {(state.value, action.value) for side, state, action in EVERY_ACTION if asks_first(side, state, action)}
    assert {("shipped", "check_in"), ("on_loan", "check_in"), ("on_loan", "write_off")} <= asks
    assert ("returning", "check_in") not in asks
    for side in Side:
        for (state, event), found in TABLES[side].steps.items():
            if (
                isinstance(event, Action)
                and found.target in CLOSED[side]
                and event not in TAKEN_BACK | ANSWERS | COPIED_ONLY
            ):
                assert asks_first(side, state, event), (state, event)


ASKED_THOUGH_USUAL = {Action.CANCEL_YES, Action.SETTLE, Action.SHIP_RETURN}
"""What ends a request for both sides though it usually comes next; a recalled book goes back that nobody has had."""
TAKEN_BACK = {Action.CHECK_IN}
"""The usual end of a loan; it can be undone."""
ANSWERS = {Action.CANCEL_YES}
"""The partner has asked for it."""


def test_an_overdue_book_goes_back_without_a_question():
    assert asks_first(Side.REQUESTING, R.RECEIVED, Action.SHIP_RETURN)
    assert not asks_first(Side.REQUESTING, R.RECEIVED, Action.SHIP_RETURN, is_late=True)


def test_the_lender_has_no_next_step_while_the_book_is_abroad():
    for state in (S.SHIPPED, S.ON_LOAN):
        for is_late in (False, True):
            assert next_action(Side.SUPPLYING, state, DueState.OVERDUE, is_late=is_late) is None
        assert next_action(Side.SUPPLYING, state, DueState.RENEW_ASKED) is Action.RENEW_YES
    assert next_action(Side.SUPPLYING, S.RETURNING, DueState.NONE) is Action.CHECK_IN


UNDONE = {
    (Side.REQUESTING, Action.DECLINE): Action.UNDO_DECLINE,
    (Side.REQUESTING, Action.CLOSE_UNFILLED): Action.UNDO_CLOSE_UNFILLED,
    (Side.SUPPLYING, Action.REFUSE): Action.UNDO_REFUSE,
    (Side.SUPPLYING, Action.NOT_ON_SHELF): Action.UNDO_REFUSE,
    (Side.REQUESTING, Action.RECEIVE): Action.UNDO_RECEIVE,
    (Side.REQUESTING, Action.CHECK_OUT): Action.UNDO_CHECK_OUT,
    (Side.REQUESTING, Action.REPORT_DAMAGE): Action.UNDO_REPORT_DAMAGE,
    (Side.REQUESTING, Action.RENEW): Action.UNDO_RENEW,
    (Side.REQUESTING, Action.PATRON_RETURNED): Action.UNDO_PATRON_RETURNED,
    (Side.REQUESTING, Action.SHIP_RETURN): Action.UNDO_SHIP_RETURN,
    (Side.SUPPLYING, Action.WILL_SUPPLY): Action.UNDO_WILL_SUPPLY,
    (Side.SUPPLYING, Action.FOUND): Action.UNDO_FOUND,
    (Side.SUPPLYING, Action.CHECK_IN): Action.UNDO_CHECK_IN,
    (Side.SUPPLYING, Action.CHECK_IN_DAMAGED): Action.UNDO_CHECK_IN_DAMAGED,
    (Side.SUPPLYING, Action.SETTLE): Action.UNDO_SETTLE,
    (Side.SUPPLYING, Action.WRITE_OFF): Action.UNDO_WRITE_OFF,
}


UNDONE_TO = {Action.SHIP_RETURN: R.TO_RETURN, Action.REFUSE: S.NEW, Action.NOT_ON_SHELF: S.NEW}


@pytest.mark.parametrize(("side", "action"), UNDONE)
def test_a_mistake_and_its_undoing_leave_a_row_where_it_was(side, action):
    for state in (state for state in STATES[side] if find(side, state, action)):
        done = Stand(side, state).after(find(side, state, action))
        undone = find(side, done.state, UNDONE[side, action])
        # A book that is not on its way after all lies to be sent, whether a reader has had it or not.
        # A refusal that is taken back leaves everything to be answered anew.
        was = UNDONE_TO.get(action, state)
        assert done.after(undone) == Stand(side, was)
        # What was told is taken back, what was not told stays at home.
        assert bool(undone.message) == bool(find(side, state, action).message)


def test_every_step_that_undoes_is_known_and_asks():
    assert set(UNDONE.values()) == UNDOING
    for side in Side:
        for (state, event), _found in TABLES[side].steps.items():
            if event in UNDOING:
                assert asks_first(side, state, event)


# Both machines --------------------------------------------------------------------------------------------------------


class Stand(NamedTuple):
    """Where a row stands, the state it may go back to, and for what it asks."""

    side: Side
    state: R | S
    kept: R | S | None = None
    service: ServiceType = ServiceType.LOAN
    is_conditional: bool = False

    def after(self, found):
        target = found.leads_to(self.state, self.kept)
        kept = state_to_keep(self.side, self.state, target, self.kept)
        is_told = (self.is_conditional or found.message is Outgoing.CONDITION) and "loan_condition" not in found.facts
        return Stand(self.side, target, found.facts.get("state_before", kept), self.service, is_told)

    def step(self, event):
        found = find(self.side, self.state, event, None, self.service)
        return None if found and found.without == "loan_condition" and self.is_conditional else found


@cache
def read(message):
    """What the other side reads out of what a step says."""
    return said_by(form_of(message, S.SHIPPED, DueState.OK))


def moves_something(message):
    """Whether what is said ever moves a row, writes where it stood or is answered: the rest is heard everywhere."""
    heard = [found for table in TABLES.values() for (_, event), found in table.steps.items() if event is message]
    if message is Incoming.STATUS_REQUEST:
        return False  # answered everywhere, by what moves nothing
    return message is Incoming.REQUEST or any(one.target is not STAY or one.facts or one.message for one in heard)


MOVING = {message for message in Incoming if moves_something(message)}


def says(found):
    return tuple(message for message in ([read(found.message)] if found.message else []) if message in MOVING)


MOST_ON_THE_WAY = 2
"""What is done and undone again and again would fill a queue without end; so many messages wait in one at most."""
A_NEW_PAIR = {Action.ASK_NEXT, Action.ASK_AGAIN}
"""Another request, of which the library asked before knows nothing."""


def actions_in(stand):
    """What people do who do not end a row by hand: that moves nothing on the other side, where all of it is heard."""
    acts = actions_from(stand.side, stand.state, None, stand.service)
    return [act for act in acts if act not in A_NEW_PAIR | CLOSING and stand.step(act)]


def moves(world):
    """Give every world that may come next; each queue is read in order."""
    for after in all_moves(world):
        if max(len(after[2]), len(after[3])) <= MOST_ON_THE_WAY:
            yield after


def is_heard_refusal(r, to_s, to_r):
    """Whether the requesting library has heard that it was refused, and has given nothing up: this is looked up."""
    return r.state is R.REFUSED and Incoming.UNFILLED not in to_r and Incoming.WITHDRAWN not in to_s


def was_sent_after_all(r, s, to_r):
    """Whether the requesting library had ended its request when it heard that the book, or the copy, was sent."""
    is_sent = s is not None and s.state in {*HOLDS_ITEM, *CLOSED[Side.SUPPLYING]} - NEVER_SENT
    return r.kept is R.REFUSED and is_sent and not {Incoming.LOANED, Incoming.COPY_COMPLETED} & set(to_r)


NEVER_SENT = {S.AWAITING_CONDITION, S.TO_PICK, S.TO_SHIP, S.CANCEL_ASKED, S.UNFILLED, S.RETRY, S.CANCELLED, S.CLOSED}
"""Where a supplying library has sent nothing."""


def all_moves(world):
    r, s, to_s, to_r = world
    for action in actions_in(r):
        if action is Action.UNDO_CLOSE_UNFILLED and was_sent_after_all(r, s, to_r):
            continue
        found = r.step(action)
        yield r.after(found), s, to_s + says(found), to_r
    for action in actions_in(s) if s else ():
        if action is Action.UNDO_REFUSE and not is_heard_refusal(r, to_s, to_r):
            continue
        found = s.step(action)
        yield r, s.after(found), to_s, to_r + says(found)
    if to_s or to_r:
        yield from deliveries(r, s, to_s, to_r)


def deliveries(r, s, to_s, to_r):
    if to_s and s is None:
        assert to_s[0] is Incoming.REQUEST
        yield r, Stand(Side.SUPPLYING, S.NEW, service=r.service), to_s[1:], to_r
    elif to_s:
        found = s.step(to_s[0])
        assert found is not None, f"{s} is surprised by {to_s[0]}"
        yield r, s.after(found), to_s[1:], to_r + says(found)
    if to_r:
        found = r.step(to_r[0])
        assert found is not None, f"{r} is surprised by {to_r[0]}"
        yield r.after(found), s, to_s + says(found), to_r[1:]


def every_world(service):
    start = (Stand(Side.REQUESTING, R.REVIEW, service=service), None, (), ())
    seen, todo = {start}, deque([start])
    while todo:
        for world in moves(todo.popleft()):
            if world not in seen:
                seen.add(world)
                todo.append(world)
    return seen


@pytest.fixture(scope="module", params=ServiceType)
def worlds(request):
    return every_world(request.param)


@pytest.fixture
def agree_of(agree, worlds):
    """The pairs in which the sides agree that a request of the walked service comes to."""
    service = service_of(worlds)
    known = {side: set(states_of(side, service)) for side in Side}
    return {(r, s) for r, s in agree if r in known[Side.REQUESTING] and (s is None or s in known[Side.SUPPLYING])}


def service_of(worlds):
    [service] = {r.service for r, _s, _to_s, _to_r in worlds}
    return service


def test_no_library_is_ever_surprised_by_its_partner(worlds):
    assert len(worlds) > 200  # `deliveries` asserts it in each of them


def test_what_moves_nothing_is_heard_wherever_it_may_come():
    for side in Side:
        since = set(STATES[side]) - {R.REVIEW, R.READER_ASKED, R.DECLINED}  # nobody has been asked there
        for message in set(READ_BY[side]) - MOVING - DATES:
            assert all(find(side, state, message) for state in since), message
    # News of the date come only once the book is out; where it has come back since, they move nothing.
    for message in DATES:
        [side] = [side for side in Side if message in READ_BY[side]]
        shipped = AFTER_SHIPPING if side is Side.REQUESTING else (S.SHIPPED, S.ON_LOAN, S.RETURNING, S.LOST_CLAIMED)
        assert all(find(side, state, message).target is STAY for state in shipped), message


DATES = {
    *(Incoming.RENEW, Incoming.RENEW_YES, Incoming.RENEW_NO, Incoming.OVERDUE, Incoming.RECALLED),
    *(Incoming.HOLD_RETURN, Incoming.RELEASE_RETURN),
}


@pytest.mark.parametrize("side", Side)
def test_a_row_closed_by_hand_hears_everything_and_moves_no_more(side):
    closed = R.CLOSED if side is Side.REQUESTING else S.CLOSED
    for message in set(READ_BY[side]) - {Incoming.REQUEST}:
        assert find(side, closed, message).target is STAY
    assert not actions_from(side, closed)


def test_when_every_message_has_arrived_the_sides_agree(worlds, agree_of):
    quiet = {(r.state, s and s.state) for r, s, to_s, to_r in worlds if not to_s and not to_r}
    assert quiet == agree_of


def only_undoing(side, state, service):
    acts = actions_from(side, state, None, service)
    return not [act for act in acts if act not in UNDOING | CLOSING | {Action.ASK_STATUS}]


def test_when_nothing_can_happen_but_taking_back_both_sides_have_ended(worlds):
    quiet = [(r.state, s and s.state) for r, s, to_s, to_r in worlds if not to_s and not to_r]
    for r, s in quiet:
        service = service_of(worlds)
        if only_undoing(Side.REQUESTING, r, service) and (s is None or only_undoing(Side.SUPPLYING, s, service)):
            assert r in CLOSED[Side.REQUESTING], (r, s)
            assert s is None or s in CLOSED[Side.SUPPLYING], (r, s)


def test_from_every_world_both_sides_come_to_an_end_without_an_administrator(worlds):
    """Every world leads to one in which both rows are closed: found by going backwards from those."""
    comes_from = {}
    for world in worlds:
        for after in moves(world):
            comes_from.setdefault(after, []).append(world)
    ended = [one for one in worlds if one[0].state in CLOSED[Side.REQUESTING] and not one[2] and not one[3]]
    todo = deque(one for one in ended if one[1] is None or one[1].state in CLOSED[Side.SUPPLYING])
    may_end = set(todo)
    while todo:
        for world in comes_from.get(todo.popleft(), ()):
            if world not in may_end:
                may_end.add(world)
                todo.append(world)
    assert may_end == worlds


def test_every_message_step_that_does_something_is_used_by_some_pair(worlds):
    used, service = set(), service_of(worlds)
    for r, s, to_s, to_r in worlds:
        used |= {(Side.SUPPLYING, s.state, to_s[0])} if to_s and s else set()
        used |= {(Side.REQUESTING, r.state, to_r[0])} if to_r else set()
    does = {
        (side, at, event)
        for side in Side
        for (at, event), found in steps_of(side, service)
        if event in MOVING and (found.target is not STAY or found.facts or found.message)
    }
    assert does - used == {each for each in FOR_OTHER_SYSTEMS if service in TABLES[each[0]].steps[each[1:]].services}


FOR_OTHER_SYSTEMS = {
    (Side.SUPPLYING, S.CANCELLED, Incoming.CANCEL),
    (Side.SUPPLYING, S.CLOSED, Incoming.CANCEL),
    (Side.REQUESTING, R.CLOSED, Incoming.NOT_REFUSED),
    (Side.SUPPLYING, S.SHIPPED, Incoming.SHIPPED_RETURN),
    *((Side.REQUESTING, R.SENT, says) for says in (Incoming.LOANED, Incoming.COPY_COMPLETED)),
    (Side.REQUESTING, R.CONDITION_PENDING, Incoming.COPY_COMPLETED),
    *((Side.REQUESTING, R.CONDITION_PENDING, says) for says in (Incoming.LOANED, Incoming.WILL_SUPPLY, Incoming.RETRY)),
    (Side.REQUESTING, R.WILL_SUPPLY, Incoming.CONDITION),
    *(
        (Side.REQUESTING, state, says)
        for state in (R.SENT, R.CONDITION_PENDING, R.WILL_SUPPLY, R.CANCEL_PENDING)
        for says in (Incoming.LOAN_COMPLETED, Incoming.COMPLETED_WITHOUT_RETURN)
    ),
}
"""Steps kept for partners over the wire, who may leave a message out or answer twice."""


class Library:
    """One side over a bad line: numbers what it says, keeps what comes too early, ignores what it has heard."""

    def __init__(self, side, state, service):
        self.stand, self.sent, self.heard = Stand(side, state, service=service) if state else None, [], 0
        self.side, self.service = side, service

    @property
    def state(self):
        return self.stand and self.stand.state

    def takes(self, found):
        self.stand = self.stand.after(found)
        for message in says(found):
            self.sent.append((len(self.sent) + 1, message))

    def does(self, action):
        self.takes(self.stand.step(action))

    def hears(self, number, message):
        if arrival(number, self.heard) is not Arrival.APPLY:
            return
        self.heard = number
        if message is Incoming.REQUEST:
            self.stand = Stand(self.side, S.NEW, service=self.service)
        else:
            self.takes(self.stand.step(message))


@settings(max_examples=150)
@given(st.data())
def test_doubled_and_reordered_messages_leave_the_sides_agreeing(agree, data):
    service = data.draw(st.sampled_from(ServiceType))
    heihe, amur = Library(Side.REQUESTING, R.REVIEW, service), Library(Side.SUPPLYING, None, service)
    pairs = [(heihe, amur), (amur, heihe)]
    for _ in range(data.draw(st.integers(1, 14))):
        sender, reader = data.draw(st.sampled_from(pairs))
        acts = actions_in(sender.stand) if sender.state else []
        lines = [[said for _no, said in one.sent[other.heard :]] for one, other in pairs]
        if not heihe.stand or not is_heard_refusal(heihe.stand, *lines):
            acts = [act for act in acts if act is not Action.UNDO_REFUSE]
        if was_sent_after_all(heihe.stand, amur.stand, lines[1]):
            acts = [act for act in acts if act is not Action.UNDO_CLOSE_UNFILLED]
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


CODED = {
    # type, action or status (… for the present one), reason for the message, answer, notice
    Outgoing.REQUEST: ("request", None, None, None, None),
    Outgoing.STATUS_REQUEST: ("ram", "StatusRequest", None, None, None),
    Outgoing.CANCEL: ("ram", "Cancel", None, None, None),
    Outgoing.WITHDRAWN: ("ram", "Notification", None, None, "Withdrawn"),
    Outgoing.CONDITION_ACCEPTED: ("ram", "Notification", None, None, "ConditionAccepted"),
    Outgoing.CONDITION_REJECTED: ("ram", "Notification", None, None, "ConditionRejected"),
    Outgoing.RECEIVED: ("ram", "Received", None, None, None),
    Outgoing.NOT_RECEIVED: ("ram", "Notification", None, None, "NotReceived"),
    Outgoing.ARRIVED_DAMAGED: ("ram", "Notification", None, None, "ArrivedDamaged"),
    Outgoing.DAMAGED_ON_LOAN: ("ram", "Notification", None, None, "DamagedOnLoan"),
    Outgoing.DAMAGE_WITHDRAWN: ("ram", "Notification", None, None, "DamageWithdrawn"),
    Outgoing.RENEW: ("ram", "Renew", None, None, None),
    Outgoing.RENEWAL_WITHDRAWN: ("ram", "Notification", None, None, "RenewalWithdrawn"),
    Outgoing.SHIPPED_RETURN: ("ram", "ShippedReturn", None, None, None),
    Outgoing.NOT_SENT_BACK: ("ram", "Notification", None, None, "NotSentBack"),
    Outgoing.RETURN_TRACKING: ("ram", "Notification", None, None, "Tracking"),
    Outgoing.SHIPPED_FORWARD: ("ram", "ShippedForward", None, None, None),
    Outgoing.LOST: ("ram", "Lost", None, None, None),
    Outgoing.FOUND_AGAIN: ("ram", "Notification", None, None, "FoundAgain"),
    Outgoing.UNREADABLE: ("ram", "Notification", None, None, "Unreadable"),
    Outgoing.REQUEST_CLOSED: ("ram", "Notification", None, None, "Closed"),
    Outgoing.REQUEST_RECEIVED: ("sam", "RequestReceived", "RequestResponse", None, None),
    Outgoing.STATUS: ("sam", "…", "StatusRequestResponse", None, None),
    Outgoing.EXPECT: ("sam", "ExpectToSupply", "RequestResponse", None, None),
    Outgoing.WILL_SUPPLY: ("sam", "WillSupply", "RequestResponse", None, None),
    Outgoing.NOT_PROMISED: ("sam", "…", "Notification", None, "NotPromised"),
    Outgoing.CONDITION: ("sam", "WillSupply", "RequestResponse", None, None),
    Outgoing.RETRY: ("sam", "RetryPossible", "RequestResponse", None, None),
    Outgoing.UNFILLED: ("sam", "Unfilled", "RequestResponse", None, None),
    Outgoing.UNFILLED_AFTER_ALL: ("sam", "Unfilled", "StatusChange", None, None),
    Outgoing.NOT_REFUSED: ("sam", "…", "Notification", None, "NotRefused"),
    Outgoing.LOANED: ("sam", "Loaned", "StatusChange", None, None),
    Outgoing.TRACKING: ("sam", "…", "Notification", None, "Tracking"),
    Outgoing.PARCEL_RETURNED: ("sam", "…", "Notification", None, "ParcelReturned"),
    Outgoing.CANCEL_YES: ("sam", "…", "CancelResponse", True, None),
    Outgoing.CANCEL_NO: ("sam", "…", "CancelResponse", False, None),
    Outgoing.OVERDUE: ("sam", "Overdue", "StatusChange", None, None),
    Outgoing.RENEW_YES: ("sam", "…", "RenewResponse", True, None),
    Outgoing.RENEW_NO: ("sam", "…", "RenewResponse", False, None),
    Outgoing.RECALLED: ("sam", "Recalled", "StatusChange", None, None),
    Outgoing.HOLD_RETURN: ("sam", "HoldReturn", "StatusChange", None, None),
    Outgoing.RELEASE_RETURN: ("sam", "ReleaseHoldReturn", "StatusChange", None, None),
    Outgoing.RETURNED_DAMAGED: ("sam", "…", "Notification", None, "ReturnedDamaged"),
    Outgoing.NOT_RETURNED_DAMAGED: ("sam", "…", "Notification", None, "NotReturnedDamaged"),
    Outgoing.COPY_COMPLETED: ("sam", "CopyCompleted", "StatusChange", None, None),
    Outgoing.LOAN_COMPLETED: ("sam", "LoanCompleted", "StatusChange", None, None),
    Outgoing.COMPLETED_WITHOUT_RETURN: ("sam", "CompletedWithoutReturn", "StatusChange", None, None),
    Outgoing.NOT_COMPLETED: ("sam", "…", "Notification", None, "NotCompleted"),
    Outgoing.LOAN_CLOSED: ("sam", "…", "Notification", None, "Closed"),
}
"""How ISO 18626 says each thing; a status of … is the one that the request has then."""
SAID = {
    Outgoing.REQUEST: "review send, retry_pending ask_again, retry_pending|refused ask_next",
    Outgoing.STATUS_REQUEST: "sent|will_supply|shipped|return_shipped ask_status",
    Outgoing.CANCEL: "sent|condition_pending|will_supply cancel",
    Outgoing.WITHDRAWN: "sent withdraw, unfilled|cancelled|closed says_not_refused",
    Outgoing.CONDITION_ACCEPTED: "condition_pending accept_condition",
    Outgoing.CONDITION_REJECTED: "condition_pending reject_condition",
    Outgoing.RECEIVED: "shipped receive, lost turned_up",
    Outgoing.NOT_RECEIVED: "received undo_receive",
    Outgoing.ARRIVED_DAMAGED: "received report_damage",
    Outgoing.DAMAGED_ON_LOAN: "with_reader|to_return report_damage",
    Outgoing.DAMAGE_WITHDRAWN: "received|with_reader|to_return undo_report_damage",
    Outgoing.RENEW: "received|with_reader renew",
    Outgoing.RENEWAL_WITHDRAWN: "shipped|received|with_reader|to_return undo_renew",
    Outgoing.SHIPPED_RETURN: "to_return|received ship_return",
    Outgoing.NOT_SENT_BACK: "return_shipped undo_ship_return",
    Outgoing.RETURN_TRACKING: "return_shipped correct_return",
    Outgoing.SHIPPED_FORWARD: "received|to_return forward",
    Outgoing.LOST: "shipped|received|with_reader|to_return|return_shipped report_lost",
    Outgoing.FOUND_AGAIN: "lost_claimed found_again",
    Outgoing.UNREADABLE: "delivered report_unreadable",
    Outgoing.REQUEST_CLOSED: (
        "sent|condition_pending|will_supply|cancel_pending|delivered|shipped|received|"
        "with_reader|to_return|return_shipped|forwarded|lost_claimed|damage_claimed close_request"
    ),
    Outgoing.REQUEST_RECEIVED: "",
    Outgoing.STATUS: "any says_status_request",
    Outgoing.EXPECT: "new expect",
    Outgoing.WILL_SUPPLY: "new will_supply",
    Outgoing.NOT_PROMISED: "to_pick undo_will_supply",
    Outgoing.CONDITION: "new set_condition",
    Outgoing.RETRY: "new|to_pick retry_later",
    Outgoing.UNFILLED: "new refuse",
    Outgoing.UNFILLED_AFTER_ALL: "awaiting_condition|to_ship refuse, to_pick not_on_shelf",
    Outgoing.NOT_REFUSED: "unfilled undo_refuse",
    Outgoing.LOANED: "to_ship ship",
    Outgoing.TRACKING: "shipped correct_shipping",
    Outgoing.PARCEL_RETURNED: "shipped parcel_returned",
    Outgoing.CANCEL_YES: (
        "new|awaiting_condition|unfilled|retry|cancelled|closed says_cancel, cancel_asked cancel_yes"
    ),
    Outgoing.CANCEL_NO: "cancel_asked cancel_no, shipped|returning|completed|damage_claimed|lost says_cancel",
    Outgoing.OVERDUE: "shipped|on_loan passes",
    Outgoing.RENEW_YES: "shipped|on_loan renew_yes",
    Outgoing.RENEW_NO: "shipped|on_loan renew_no",
    Outgoing.RECALLED: "shipped|on_loan recall",
    Outgoing.HOLD_RETURN: "shipped|on_loan hold_return",
    Outgoing.RELEASE_RETURN: "shipped|on_loan release_return",
    Outgoing.RETURNED_DAMAGED: "returning check_in_damaged",
    Outgoing.NOT_RETURNED_DAMAGED: "damage_claimed undo_check_in_damaged",
    Outgoing.COPY_COMPLETED: "to_ship deliver_copy, to_ship send_copy",
    Outgoing.LOAN_COMPLETED: "returning|lost_claimed|shipped|on_loan check_in, damage_claimed settle",
    Outgoing.COMPLETED_WITHOUT_RETURN: "returning|shipped|on_loan write_off, lost_claimed settle",
    Outgoing.NOT_COMPLETED: "completed undo_check_in, lost undo_write_off, completed|lost undo_settle",
    Outgoing.LOAN_CLOSED: (
        "new|awaiting_condition|to_pick|to_ship|cancel_asked|"
        "shipped|on_loan|returning|lost_claimed|damage_claimed close_loan"
    ),
}
"""The steps that say it, as "states event"; that a request has come is said when its row is made."""
TYPE = {"request": MessageType.REQUEST, "ram": MessageType.REQUESTING, "sam": MessageType.SUPPLYING}


def said_by_steps(said):
    """Return the state and the event of each step that says it, as its table has them."""
    steps = ((at, event, found) for table in TABLES.values() for (at, event), found in table.steps.items())
    return {(str(at), str(event)) for at, event, found in steps if found.message is said}


@pytest.mark.parametrize("said", Outgoing)
def test_each_thing_is_said_by_the_steps_that_should_and_by_no_other(said):
    told = [part.split() for part in SAID[said].split(", ") if part]
    expected = {(at, event) for states, event in told for at in (S if states == "any" else states.split("|"))}
    assert said_by_steps(said) == {(str(at), event) for at, event in expected}


@pytest.mark.parametrize("said", Outgoing)
def test_each_thing_is_coded_as_the_standard_has_it_and_understood(said):
    kind, code, reason, answer, notice = CODED[said]
    form = form_of(said, S.ON_LOAN, DueState.RECALLED)
    assert (form.type, form.reason_for_message, form.answer_yes, form.notice) == (TYPE[kind], reason, answer, notice)
    assert (form.action or form.status) == ("Recalled" if code == "…" else code)
    assert form.is_conditional is (True if said is Outgoing.CONDITION else None)
    assert said_by(form) in READ_BY[Side.REQUESTING if kind == "sam" else Side.SUPPLYING]


def test_nothing_can_be_said_that_is_not_coded():
    assert set(Outgoing) == set(FORMS) == set(SAID) == set(CODED)
    assert len({form_of(said, S.ON_LOAN, DueState.OK) for said in Outgoing}) == len(Outgoing)


def test_what_a_row_says_after_a_step_back_is_its_status_there():
    assert form_of(Outgoing.CANCEL_NO, S.TO_PICK, DueState.NONE).status == "WillSupply"
    assert form_of(Outgoing.CANCEL_YES, S.CANCELLED, DueState.NONE).status == "Cancelled"
    assert form_of(Outgoing.CANCEL_NO, S.SHIPPED, DueState.OK).status == "Loaned"
    assert form_of(Outgoing.NOT_COMPLETED, S.ON_LOAN, DueState.OK).status == "Loaned"


def test_the_present_status_tells_of_the_book_and_of_its_due_date():
    assert set(STATUS_OF) == set(S)
    told = {DueState.OVERDUE: "Overdue", DueState.RECALLED: "Recalled", DueState.HOLD_RETURN: "HoldReturn"}
    assert [current_status(S.ON_LOAN, due) for due in DueState] == [told.get(due, "Loaned") for due in DueState]
    assert form_of(Outgoing.CANCEL_NO, S.SHIPPED, DueState.OVERDUE).status == "Overdue"
    with pytest.raises(TypeError, match="SHIPPED"):
        current_status(R.SHIPPED, DueState.OK)


@pytest.mark.parametrize("said", [said for said in Outgoing if FORMS[said].notice])
def test_a_notification_whose_code_is_not_known_moves_nothing(said):
    form = form_of(said, S.ON_LOAN, DueState.OVERDUE)
    assert said_by(form) is not None
    assert said_by(replace(form, notice=None)) is None
    assert (form.action or form.reason_for_message) == "Notification"


def test_a_message_outside_the_procedure_says_nothing():
    assert said_by(MessageForm(MessageType.REQUESTING)) is None
    assert said_by(MessageForm(MessageType.SUPPLYING)) is None


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
    assert due_date(date(2026, 11, 23), 14, 30, HEIHE) == date(2027, 1, 6)


def test_a_book_is_due_on_a_day_on_which_the_requesting_library_works():
    in_the_holidays = (date(2026, 11, 23), 14, 30)
    assert due_date(*in_the_holidays, AMUR) == date(2027, 1, 11)
    repairs = replace(HEIHE, closures=(Closed(date(2027, 1, 1), date(2027, 1, 31)),))
    assert due_date(*in_the_holidays, repairs) == date(2027, 2, 1)


@pytest.mark.parametrize(("service", "side", "state"), EVERY_STATE_OF_A_SERVICE)
def test_every_open_state_stands_somewhere_on_the_bridge(service, side, state):
    crossed, here, ahead = milestones(side, state, service)
    way = WAY[service]
    if (service, side) == (ServiceType.COPY, Side.SUPPLYING):
        way = tuple(each for each in way if each is not Milestone.READ)  # which nobody tells the lender
    if state in ("completed", "copy_completed"):
        assert (crossed, here, ahead) == (way, None, ())
    elif is_closed(side, state):
        assert (crossed, here, ahead) == ((), None, ())
    else:
        assert (*crossed, here, *ahead) == way


BACK_ON_THE_BRIDGE = {
    *(Incoming.UNFILLED, Incoming.NOT_RECEIVED, Incoming.NOT_PROMISED, Incoming.CONDITION, Incoming.RETRY),
    *(Incoming.NOT_SENT_BACK, Incoming.PARCEL_RETURNED, Incoming.FOUND_AGAIN, Incoming.RECEIVED, Incoming.NOT_REFUSED),
    *(Incoming.SHIPPED_FORWARD, Action.FOUND_AGAIN, Incoming.UNREADABLE, Action.REPORT_UNREADABLE),
}
"""A refusal, a parcel that came back, a book that was found or went on to somebody else."""


def test_a_loan_never_steps_back_on_the_bridge_but_for_a_refusal_and_what_is_undone():
    for service, side in [(service, side) for service in ServiceType for side in Side]:
        order = WAY[service]
        for (state, event), found in steps_of(side, service):
            if state not in states_of(side, service):
                continue
            is_known = isinstance(found.target, STATES[side])
            after = milestones(side, found.target, service)[1] if is_known else None
            before = milestones(side, state, service)[1]
            is_refusal = found.target is R.REFUSED
            goes_back = event in UNDOING or event in BACK_ON_THE_BRIDGE or is_refusal
            if after is not None and before is not None and not goes_back:
                assert order.index(after) >= order.index(before), (state, event)


@pytest.mark.parametrize(("service", "side", "state"), EVERY_STATE_OF_A_SERVICE)
def test_each_side_is_told_what_to_do_where_only_it_can_go_on(service, side, state):
    due = DueState.OK if service is ServiceType.LOAN else DueState.NONE
    usual = [act for act in actions_from(side, state, None, service) if act not in SELDOM]
    waits_for_partner = all(asks_first(side, state, action) for action in usual)
    if state in TASK_OF[side]:
        assert next_action(side, state, due, service=service) in actions_from(side, state, None, service)
    elif waits_for_partner or state is R.READER_ASKED:
        assert task(side, state, DueState.NONE, None, date(2026, 1, 1)) is None
        assert next_action(side, state, DueState.NONE, service=service) is None
    else:
        assert state in OUT[side], state


def test_an_overdue_book_is_the_first_thing_to_do():
    due, late = date(2026, 5, 1), date(2026, 5, 2)
    ok, past = DueState.OK, DueState.OVERDUE
    assert not is_overdue(Side.REQUESTING, R.WITH_READER, ok, due, due)
    assert is_overdue(Side.REQUESTING, R.WITH_READER, past, due, late)
    assert is_overdue(Side.REQUESTING, R.WITH_READER, ok, due, late)  # whether the night has come or not
    assert not is_overdue(Side.REQUESTING, R.WITH_READER, DueState.HOLD_RETURN, due, late)
    assert not is_overdue(Side.REQUESTING, R.RETURN_SHIPPED, DueState.NONE, due, late)  # it has left
    assert not is_overdue(Side.SUPPLYING, S.RETURNING, DueState.NONE, due, late)
    assert task(Side.SUPPLYING, S.ON_LOAN, past, due, late) is Task.OVERDUE
    assert next(iter(Task)) is Task.OVERDUE
    assert next_action(Side.REQUESTING, R.RECEIVED, past, is_late=True) is Action.SHIP_RETURN
    assert next_action(Side.REQUESTING, R.RECEIVED, DueState.RECALLED) is Action.SHIP_RETURN
    assert next_action(Side.REQUESTING, R.RECEIVED, ok) is Action.CHECK_OUT


def test_what_the_due_date_asks_comes_before_what_the_state_asks():
    today, due = date(2026, 4, 1), date(2026, 5, 1)
    assert task(Side.SUPPLYING, S.ON_LOAN, DueState.RENEW_ASKED, due, today) is Task.RENEWAL
    assert task(Side.SUPPLYING, S.ON_LOAN, DueState.OK, due, today) is None
    for state in (R.RECEIVED, R.WITH_READER, R.TO_RETURN):
        assert task(Side.REQUESTING, state, DueState.RECALLED, due, today) is Task.RECALLED
    assert task(Side.REQUESTING, R.TO_RETURN, DueState.HOLD_RETURN, due, today) is None
    assert task(Side.REQUESTING, R.TO_RETURN, DueState.OK, due, today) is Task.SHIP_BACK
    since = date(2026, 3, 2)
    assert act_by(Side.SUPPLYING, S.ON_LOAN, DueState.RENEW_ASKED, since, date(2026, 6, 1), AMUR) == date(2026, 3, 5)
    assert act_by(Side.REQUESTING, R.TO_RETURN, DueState.HOLD_RETURN, since, date(2026, 3, 3), HEIHE) is None


def test_when_no_library_is_left_the_request_is_closed_rather_than_asked_again():
    assert next_action(Side.REQUESTING, R.REFUSED, DueState.NONE) is Action.ASK_NEXT
    closes = next_action(Side.REQUESTING, R.REFUSED, DueState.NONE, has_another_supplier=False)
    assert closes is Action.CLOSE_UNFILLED


def test_the_sooner_of_duty_and_due_date_counts():
    since = date(2026, 3, 2)
    assert act_by(Side.REQUESTING, R.TO_RETURN, DueState.NONE, since, date(2026, 4, 1), HEIHE) == date(2026, 3, 4)
    assert act_by(Side.REQUESTING, R.TO_RETURN, DueState.NONE, since, date(2026, 3, 3), HEIHE) == date(2026, 3, 3)
    assert act_by(Side.REQUESTING, R.WITH_READER, DueState.NONE, since, date(2026, 4, 1), HEIHE) == date(2026, 4, 1)
    assert act_by(Side.REQUESTING, R.SENT, DueState.NONE, since, None, HEIHE) is None
    assert all(days > 0 for duties in TASK_OF.values() for _, days in duties.values())


def test_a_duty_counts_the_working_days_of_the_library_that_must_act():
    before_the_festival = date(2026, 2, 14)
    assert act_by(Side.SUPPLYING, S.NEW, DueState.NONE, before_the_festival, None, AMUR) == date(2026, 2, 18)
    assert act_by(Side.SUPPLYING, S.NEW, DueState.NONE, before_the_festival, None, HEIHE) == date(2026, 2, 26)
    friday = date(2026, 3, 13)
    assert act_by(Side.SUPPLYING, S.CANCEL_ASKED, DueState.NONE, friday, None, AMUR) == date(2026, 3, 16)


def test_a_parcel_travels_on_closed_days_too_and_is_received_on_a_working_one():
    shipped = date(2026, 4, 11)
    assert shipped + timedelta(days=21) == date(2026, 5, 2)
    assert act_by(Side.REQUESTING, R.SHIPPED, DueState.NONE, shipped, None, HEIHE) == date(2026, 5, 6)
    assert act_by(Side.SUPPLYING, S.RETURNING, DueState.NONE, shipped, None, AMUR) == date(2026, 5, 4)


@pytest.mark.parametrize("calendar", [HEIHE, AMUR])
@pytest.mark.parametrize("today", [date(2026, 3, 2), date(2026, 2, 26), date(2026, 10, 8)])
def test_a_step_is_late_from_the_day_after_the_one_by_which_it_was_to_be_taken(calendar, today):
    for side, state, due in [(one, *pair) for one in Side for pair in product(TASK_OF[one], DueState)]:
        before = late_before(side, state, due, today, calendar)
        for days in range(50):
            since = today - timedelta(days=days)
            by = act_by(side, state, due, since, None, calendar)
            assert (before is None) == (by is None)
            assert by is None or (since < before) == (by < today), (state, due, since)


def test_what_is_late_stands_among_what_is_overdue_and_nowhere_else():
    by, day = date(2026, 3, 2), timedelta(days=1)
    assert listed_under(Task.ANSWER, by, by) is Task.ANSWER
    assert listed_under(Task.ANSWER, by, by + day) is Task.OVERDUE
    assert listed_under(None, by, by + day) is None
    assert listed_under(Task.ANSWER, None, by) is Task.ANSWER
