"""The sheets that hang in an office of lending, written out by hand: who is asked what, when and where."""

from datetime import date, timedelta

import pytest

from library_exchange.core.procedure import Part
from library_exchange.loans.rules import requesting
from library_exchange.loans.rules import steps as loan_rules
from library_exchange.loans.rules.codes import Action, DueEvent, DueState, RequestingState, Side
from library_exchange.loans.rules.due import DUE
from library_exchange.loans.rules.due_dates import OUT, recall_date, renewed_date
from library_exchange.loans.rules.inputs import INPUT
from library_exchange.loans.rules.milestones import milestones
from library_exchange.loans.rules.reminders import Addressee, letters_due
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import STATES
from library_exchange.loans.rules.tasks import SELDOM, act_by, task
from tests.loans.test_rules import AMUR, EVERY_STATE, HEIHE

ASKED = """
send              supplier asks_on
ask_next          supplier asks_on
decline           decline_reason
answer_library    answer
note_answer       answer
will_supply       item
set_condition     item condition
retry_later       reason_retry retry_after
refuse            reason
ship              method due_on tracking
correct_shipping  method tracking
send_copy         method tracking
report_unreadable copy_fault
ship_return       method tracking
correct_return    method tracking
forward           holder method tracking
report_damage     damage
check_in_damaged  damage
renew_yes         due_on
renew_no          renewal_refusal
recall            due_on
release_return    due_on
settle            settlement
close_request     note
close_loan        note
"""
"""What a librarian is asked when taking a step; at every other step, nothing."""


def test_a_librarian_is_asked_at_each_step_what_is_said_here_and_nothing_else():
    sheet = {words[0]: words[1:] for words in map(str.split, ASKED.strip().splitlines())}
    assert {action: list(INPUT.get(action, ())) for action in Action} == {
        action: sheet.get(action, []) for action in Action
    }


#  side       state              milestone  task         days
DESK = """
requesting  review             asked      approve      2
requesting  reader_asked       asked      -            -
requesting  sent               agreed     -            -
requesting  condition_pending  agreed     condition    2
requesting  retry_pending      agreed     ask_next     2
requesting  refused            agreed     ask_next     2
requesting  will_supply        shipped    -            -
requesting  cancel_pending     shipped    -            -
requesting  delivered          read       hand_over    10
requesting  shipped            received   receive      21
requesting  received           in_use     check_out    2
requesting  with_reader        in_use     -            -
requesting  to_return          returned   ship_back    2
requesting  return_shipped     returned   -            -
requesting  forwarded          returned   -            -
requesting  lost_claimed       returned   -            -
requesting  damage_claimed     returned   -            -
supplying   new                agreed     answer       3
supplying   awaiting_condition agreed     -            -
supplying   to_pick            shipped    pick         2
supplying   to_ship            shipped    ship         2
supplying   cancel_asked       shipped    cancellation 1
supplying   shipped            received   -            -
supplying   on_loan            in_use     -            -
supplying   returning          returned   check_in     21
supplying   lost_claimed       returned   settle       15
supplying   damage_claimed     returned   settle       15
"""
"""Where an open request stands on the bridge, what it asks of the library, and within how many days."""
WAYS = {"receive", "check_in"}
"""What waits for the post, which travels on closed days too."""
MONDAY = date(2026, 6, 1)


def working_days_after(start: date, days: int) -> date:
    """Count in a part of the year in which a library of Amur closes at week-ends alone."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def test_each_open_request_stands_and_asks_what_is_said_here():
    found = set()
    for side, state in EVERY_STATE:
        service = loan_rules.SERVICE_OF_STATE[side].get(state, ServiceType.LOAN)
        here = milestones(side, state, service)[1]
        if here is not None:
            asked = task(side, state, DueState.NONE, None, MONDAY)
            found.add((side.value, state.value, here.value, asked.value if asked else "-"))
    assert found == {tuple(line.split()[:4]) for line in DESK.strip().splitlines()}


@pytest.mark.parametrize("line", DESK.strip().splitlines())
def test_a_library_has_the_days_said_here_to_act(line):
    side, state, _milestone, asked, days = line.split()
    start = date(2026, 7, 6)
    by = None
    if days != "-":
        by = start + timedelta(days=int(days)) if asked in WAYS else working_days_after(start, int(days))
    state_there = next(each for each in STATES[Side(side)] if each.value == state)
    assert act_by(Side(side), state_there, DueState.NONE, start, None, AMUR) == by


REMINDED = {
    (Side.REQUESTING, Addressee.READER): {"with_reader"},
    (Side.REQUESTING, Addressee.BORROWER): {"received", "with_reader", "to_return"},
    (Side.SUPPLYING, Addressee.LENDER): {"shipped", "on_loan"},
}
LETTERS = {
    Addressee.READER: {-7: "reader_due_soon", 1: "reader_overdue", 8: "reader_overdue", 15: "reader_overdue"}
    | {29: "reader_overdue"},
    Addressee.BORROWER: {1: "overdue", 15: "overdue"},
    Addressee.LENDER: {8: "lent_overdue", 29: "lent_overdue_long"},
}
"""On which day after the due date who is written which letter."""


@pytest.mark.parametrize(("side", "state"), EVERY_STATE)
@pytest.mark.parametrize("due", DueState)
def test_only_who_can_do_something_is_reminded_and_on_the_days_said_here(side, state, due):
    is_asked = due in (DueState.OK, DueState.DUE_SOON, DueState.OVERDUE, DueState.RECALLED)
    written = {to: {} for to in Addressee}
    reminded_days = None
    for days in range(-10, 40):
        reminded_days, letters = letters_due(side, state, due, MONDAY, reminded_days, MONDAY + timedelta(days=days))
        for to, letter in letters.items():
            written[to][days] = letter
    expected = {to: is_asked and state in REMINDED.get((side, to), ()) for to in Addressee}
    assert written == {to: LETTERS[to] if expected[to] else {} for to in Addressee}


def test_of_letters_that_were_missed_only_the_last_is_written():
    row = (Side.REQUESTING, RequestingState.WITH_READER, DueState.OVERDUE, MONDAY)
    assert letters_due(*row, None, MONDAY + timedelta(days=20)) == (
        15,
        {Addressee.READER: "reader_overdue", Addressee.BORROWER: "overdue"},
    )
    assert letters_due(*row, 15, MONDAY + timedelta(days=28)) == (15, {})
    assert letters_due(*row[:3], None, 8, MONDAY) == (8, {})


#  of a date that stands so:  ok       due_soon  overdue   renew_asked recalled hold_return none   by
DUE_SHEET = """
begins           -           -           -           -           -        -        ok          people
comes_near       due_soon    -           -           -           -        -        -           clock
passes           overdue     overdue     -           -           -        -        -           clock
renewal_asked    renew_asked renew_asked renew_asked -           -        -        -           people
renewal_refused  -           -           -           ok          -        -        -           people
renewed          ok          ok          ok          ok          ok       ok       -           people
renewal_withdrawn -          -           -           ok          -        -        -           people
is_recalled      recalled    recalled    recalled    recalled    -        recalled -           people
is_held          hold_return hold_return hold_return hold_return -        -        -           people
ends             none        none        none        none        none     none     -           people
"""
COLUMNS = (
    *(DueState.OK, DueState.DUE_SOON, DueState.OVERDUE, DueState.RENEW_ASKED),
    *(DueState.RECALLED, DueState.HOLD_RETURN, DueState.NONE),
)
MOVERS = {
    "people": {Part.OWNER, Part.AUTHOR, Part.PARTNER},
    "clock": {Part.CLOCK},
}


def test_a_due_date_changes_as_is_said_here_and_not_otherwise():
    found, movers = {}, {}
    for words in map(str.split, DUE_SHEET.strip().splitlines()):
        event = DueEvent(words[0])
        for state, target in zip(COLUMNS, words[1:8], strict=True):
            if target != "-":
                found[state, event] = DueState(target)
                # That the day has passed, the lender's message may say too.
                said = {Part.PARTNER} if event is DueEvent.PASSES else set()
                movers[state, event] = MOVERS[words[8]] | said
    assert {at: step.target for at, step in DUE.steps.items()} == found
    assert {at: set(step.by) for at, step in DUE.steps.items()} == movers


def test_days_of_a_renewal_and_of_a_recall_are_those_said_here():
    assert recall_date(MONDAY, HEIHE) == MONDAY + timedelta(days=14)
    assert renewed_date(MONDAY, MONDAY - timedelta(days=3), 21, HEIHE) == MONDAY + timedelta(days=21)
    assert renewed_date(MONDAY, MONDAY + timedelta(days=7), 21, HEIHE) == MONDAY + timedelta(days=28)
    saturday = MONDAY - timedelta(days=2)
    assert recall_date(saturday, HEIHE) == MONDAY + timedelta(days=14)
    # Of a book that is due before: the last working day before its own, or the day before if none is left.
    assert recall_date(MONDAY, HEIHE, MONDAY + timedelta(days=15)) == MONDAY + timedelta(days=14)
    assert recall_date(MONDAY, HEIHE, MONDAY + timedelta(days=14)) == MONDAY + timedelta(days=11)
    assert recall_date(saturday, HEIHE, MONDAY) == saturday + timedelta(days=1)


def test_a_book_is_out_where_a_reader_a_library_or_the_post_still_has_it():
    assert {side: {state.value for state in states} for side, states in OUT.items()} == {
        Side.REQUESTING: {"received", "with_reader", "to_return"},
        Side.SUPPLYING: {"shipped", "on_loan"},
    }


def test_what_is_seldom_done_stands_apart_from_what_comes_next():
    usual = """
        send ask_reader answer_library note_answer go_on_without decline cancel
        ask_next ask_again close_unfilled accept_condition reject_condition receive check_out
        patron_returned ship_return renew will_supply set_condition retry_later refuse found not_on_shelf ship
        cancel_yes cancel_no check_in check_in_damaged settle renew_yes renew_no recall release_return
        found_again deliver_copy send_copy accept_copy report_unreadable report_damage
        """
    assert {action.value for action in Action} - {action.value for action in SELDOM} == set(usual.split())


RQ, SP = Side.REQUESTING, Side.SUPPLYING
GROUPS = {
    "closed for who asked": (
        loan_rules.CLOSED[RQ],
        "completed declined unfilled cancelled lost closed",
    ),
    "closed for who was asked": (
        loan_rules.CLOSED[SP],
        "completed copy_completed unfilled retry cancelled lost closed",
    ),
    "a copy is promised, away or not fit to be lent": (
        loan_rules.HOLDS_ITEM,
        "awaiting_condition to_pick to_ship cancel_asked shipped on_loan returning lost_claimed damage_claimed",
    ),
    "a copy is not in the house": (loan_rules.AWAY, "shipped on_loan returning lost_claimed"),
    "perhaps nobody was asked yet": (loan_rules.NEVER_SENT, "review reader_asked declined cancelled closed"),
    "nobody is asked": (requesting.WITHOUT_PARTNER, "review reader_asked refused retry_pending"),
    "who asked has a date to keep": (loan_rules.IS_DUE[RQ], "shipped received with_reader to_return"),
    "who lends has a date to keep": (loan_rules.IS_DUE[SP], "shipped on_loan"),
    "a reader may not ask for the same book again": (
        loan_rules.OPEN_FOR_READER,
        "review reader_asked sent condition_pending retry_pending refused will_supply cancel_pending shipped received"
        " with_reader",
    ),
    "a reader has one request for a book, whatever the code does": (
        loan_rules.ASKED_FOR_READER,
        "review reader_asked sent condition_pending refused will_supply cancel_pending",
    ),
}


@pytest.mark.parametrize("group", GROUPS)
def test_in_these_states_and_in_no_others(group):
    states, said = GROUPS[group]
    assert {state.value for state in states} == set(said.split())


NO_LONGER_CANCELLED = """
cancel_pending  wait_for_answer
delivered       not_now
shipped         receive_and_return
received        ship_back
with_reader     patron_returns_first
to_return       ship_back
return_shipped  on_its_way_back
forwarded       on_its_way_back
damage_claimed  on_its_way_back
lost_claimed    not_now
"""


def test_who_may_not_cancel_any_more_reads_what_to_do_instead():
    advice = dict(line.split() for line in NO_LONGER_CANCELLED.strip().splitlines())
    for state in STATES[RQ]:
        if loan_rules.is_closed(RQ, state):
            assert loan_rules.why_not(RQ, state, Action.CANCEL) == "closed"
        elif Action.CANCEL not in loan_rules.actions_from(RQ, state):
            assert loan_rules.why_not(RQ, state, Action.CANCEL) == advice.pop(state.value)
    assert advice == {}
    assert loan_rules.why_not(SP, STATES[SP]("new"), Action.CANCEL) == "other_side"
    assert loan_rules.why_not(RQ, STATES[RQ]("sent"), Action.RECEIVE) == "not_now"
