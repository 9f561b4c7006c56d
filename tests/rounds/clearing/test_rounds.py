"""The round and the proposal, state by state: every way has an end, and nobody does what another may."""

from itertools import product

import pytest

from library_exchange.core.procedure import NoSuchStep, Part, by
from library_exchange.rounds.rules import rounds
from library_exchange.rounds.rules.answers import (
    REFUSALS,
    Answer,
    End,
    Refusal,
    end_that_refused,
    is_agreed,
    outcome_of_refusal,
    silent_answer,
)
from library_exchange.rounds.rules.clearing.reasons import Outcome
from library_exchange.rounds.rules.rounds import (
    CLOSED_PROPOSAL,
    CLOSED_ROUND,
    PROPOSAL,
    ROUND,
    Effect,
    Guard,
    ProposalEvent,
    ProposalState,
    RoundEvent,
    RoundState,
)

EXPECTED_ROUND = {
    ("planned", "open_lists"): "listing",
    ("planned", "cancel"): "cancelled",
    ("listing", "listing_deadline"): "selecting",
    ("listing", "cancel"): "cancelled",
    ("selecting", "selecting_deadline"): "clearing",
    ("selecting", "cancel"): "cancelled",
    ("clearing", "solved"): "proposed",
    ("clearing", "solver_failed"): "proposed",
    ("clearing", "cancel"): "cancelled",
    ("proposed", "all_answered"): "shipping",
    ("proposed", "answer_time_passed"): "shipping",
    ("proposed", "too_many_refused"): "clearing",
    ("shipping", "all_legs_closed"): "settled",
}
EXPECTED_PROPOSAL = {
    ("sent", "accept"): "accepted",
    ("sent", "decline_all"): "declined",
}
MACHINES = [
    pytest.param(ROUND, RoundState, RoundEvent, CLOSED_ROUND, rounds.FIRST_ROUND_STATE, id="round"),
    pytest.param(PROPOSAL, ProposalState, ProposalEvent, CLOSED_PROPOSAL, rounds.FIRST_PROPOSAL_STATE, id="proposal"),
]


#  state    event               who            ! asks first  after what is true          and does
ROUND_SHEET = """
planned    open_lists          coordinator    -  enough_common_working_days             tell_libraries
planned    cancel              coordinator    !  -                                      -
listing    listing_deadline    clock          -  deadline_passed                        freeze_lists,tell_libraries
listing    cancel              coordinator    !  -                                      -
selecting  selecting_deadline  clock          -  deadline_passed                        order_clearing
selecting  cancel              coordinator    !  -                                      -
clearing   solved              clock          -  -                                      store_result,tell_libraries
clearing   solver_failed       clock          -  -                                      store_result,tell_libraries
clearing   cancel              coordinator    !  -                                      -
proposed   all_answered        clock          -  everything_answered                    commit_agreed,plan_consignments
proposed   answer_time_passed  clock          -  answer_days_passed,everything_answered commit_agreed,plan_consignments
proposed   too_many_refused    clock          -  {too_many}                             free_agreed,order_clearing
shipping   all_legs_closed     clock          -  every_leg_closed                       -
""".replace("{too_many}", "everything_answered,refused_above_limit,not_cleared_twice")
PROPOSAL_SHEET = """
sent  accept       owner,service  -  -  -
sent  decline_all  owner          !  -  refuse_lines
"""


@pytest.mark.parametrize(("table", "sheet"), [(ROUND, ROUND_SHEET), (PROPOSAL, PROPOSAL_SHEET)])
def test_each_step_is_taken_by_whom_the_sheet_says_and_after_what_it_says(table, sheet):
    found = {
        (
            *(str(state), str(event), ",".join(sorted(step.by)), "!" if step.is_grave else "-"),
            *(",".join(names) or "-" for names in (step.guards, step.effects)),
        )
        for (state, event), step in table.steps.items()
    }
    assert found == {tuple(line.split()) for line in sheet.strip().splitlines()}


def reached(table, start):
    found, waiting = set(), [start]
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting += [step.target for (at, _event), step in table.steps.items() if at is state]
    return found


@pytest.mark.parametrize(("state", "event"), list(product(RoundState, RoundEvent)))
def test_every_event_of_a_round_leads_where_the_procedure_says(state, event):
    expected = EXPECTED_ROUND.get((state.value, event.value))
    if expected is None:
        with pytest.raises(NoSuchStep):
            ROUND.step(state, event)
    else:
        assert ROUND.step(state, event).target == expected


@pytest.mark.parametrize(("state", "event"), list(product(ProposalState, ProposalEvent)))
def test_every_event_of_a_proposal_leads_where_the_procedure_says(state, event):
    expected = EXPECTED_PROPOSAL.get((state.value, event.value))
    if expected is None:
        with pytest.raises(NoSuchStep):
            PROPOSAL.step(state, event)
    else:
        assert PROPOSAL.step(state, event).target == expected


@pytest.mark.parametrize(("table", "states", "events", "closed", "first"), MACHINES)
def test_every_state_is_reached_and_every_event_used(table, states, events, closed, first):
    assert reached(table, first) == set(states)
    assert {event for _state, event in table.steps} == set(events)


@pytest.mark.parametrize(("table", "states", "events", "closed", "first"), MACHINES)
def test_from_every_state_there_is_a_way_to_an_end(table, states, events, closed, first):
    for state in states:
        assert bool(reached(table, state) - {state}) == (state not in closed)
        assert reached(table, state) & closed


def test_every_guard_and_effect_that_has_a_name_is_used():
    assert ROUND.guards() | PROPOSAL.guards() == set(Guard)
    assert ROUND.effects() | PROPOSAL.effects() == set(Effect)


def test_a_round_can_be_cancelled_until_it_is_proposed_and_then_no_more():
    can_be = {state for state in RoundState if RoundEvent.CANCEL in ROUND.events_from(state, by(Part.COORDINATOR))}
    assert can_be == {RoundState.PLANNED, RoundState.LISTING, RoundState.SELECTING, RoundState.CLEARING}


def test_no_library_moves_a_round_and_no_coordinator_answers_a_proposal():
    assert not any(ROUND.events_from(state, by(Part.OWNER)) for state in RoundState)
    assert not any(PROPOSAL.events_from(state, by(Part.COORDINATOR)) for state in ProposalState)


def test_a_library_may_accept_or_decline_once():
    assert PROPOSAL.events_from(ProposalState.SENT, by(Part.OWNER)) == ("accept", "decline_all")
    assert not any(PROPOSAL.events_from(state, by(Part.OWNER)) for state in CLOSED_PROPOSAL)


def test_silence_never_blocks_others():
    assert RoundEvent.ANSWER_TIME_PASSED in ROUND.events_from(RoundState.PROPOSED, by(Part.CLOCK))
    assert ProposalEvent.ACCEPT in PROPOSAL.events_from(ProposalState.SENT, by(Part.SERVICE))


def test_a_round_is_cleared_again_only_once_and_only_for_many_refusals():
    assert Guard.NOT_CLEARED_TWICE in ROUND.step(RoundState.PROPOSED, RoundEvent.TOO_MANY_REFUSED).guards
    assert not rounds.is_cleared_again(lines=100, refused=20)
    assert rounds.is_cleared_again(lines=100, refused=21)
    assert not rounds.is_cleared_again(lines=0, refused=0)
    assert [rounds.is_cleared_again(lines=1000, refused=refused) for refused in (200, 201)] == [False, True]
    assert [rounds.is_cleared_again(1000, refused, percent=50) for refused in (500, 501)] == [False, True]


@pytest.mark.parametrize(
    ("refusal", "giver", "end"),
    [
        (Refusal.DAMAGED, Answer.WAITING, End.GIVER),
        (Refusal.ALREADY_BOUGHT, Answer.ACCEPTED, End.RECEIVER),
        (Refusal.SILENCE, Answer.WAITING, End.GIVER),
        (Refusal.SILENCE, Answer.ACCEPTED, End.RECEIVER),
    ],
)
def test_who_refused_a_line_is_told_by_its_reason_and_in_silence_by_the_giver_first(refusal, giver, end):
    assert end_that_refused(refusal, giver) is end


@pytest.mark.parametrize(
    ("end", "asked_beforehand", "answer"),
    [
        (End.GIVER, False, Answer.DECLINED),
        (End.GIVER, True, Answer.DECLINED),
        (End.RECEIVER, False, Answer.DECLINED),
        (End.RECEIVER, True, Answer.ACCEPTED),
    ],
)
def test_silence_is_a_no_but_for_a_receiver_that_asked_beforehand(end, asked_beforehand, answer):
    assert silent_answer(end, asked_beforehand) is answer


@pytest.mark.parametrize(("giver", "receiver"), list(product(Answer, Answer)))
def test_a_line_is_agreed_when_both_say_yes(giver, receiver):
    assert is_agreed(giver, receiver) is ((giver, receiver) == (Answer.ACCEPTED, Answer.ACCEPTED))


@pytest.mark.parametrize(
    ("refusal", "end"),
    [
        *((Refusal.NOT_FOUND, End.GIVER), (Refusal.DAMAGED, End.GIVER), (Refusal.STILL_NEEDED, End.GIVER)),
        *((Refusal.WRONG_EDITION, End.RECEIVER), (Refusal.ALREADY_BOUGHT, End.RECEIVER)),
        (Refusal.NOT_NEEDED, End.RECEIVER),
    ],
)
@pytest.mark.parametrize("giver", Answer)
def test_each_reason_is_one_ends_own_whatever_the_other_said(refusal, end, giver):
    assert end_that_refused(refusal, giver) is end
    assert [each for each, reasons in REFUSALS.items() if refusal in reasons] == [end]


@pytest.mark.parametrize(
    ("end", "left", "outcome"),
    [
        (End.GIVER, 0, Outcome.NOT_SENT_BY_GIVER),
        (End.RECEIVER, 0, Outcome.DECLINED_BY_OWNER),
        (End.GIVER, 1, Outcome.PARTLY_FILLED),
        (End.RECEIVER, 2, Outcome.PARTLY_FILLED),
    ],
)
def test_a_want_is_told_who_refused_unless_more_is_to_come(end, left, outcome):
    assert outcome_of_refusal(end, left) is outcome
