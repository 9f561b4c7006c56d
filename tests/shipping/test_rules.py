"""The tables of the procedure: every state is reached, none is a dead end, and only the right side may act."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.core.procedure import NoSuchStep, Part
from library_exchange.shipping.rules import claims, clearances, customs_rules, shipments
from library_exchange.shipping.rules.claims import CLAIM, counts_as_received
from library_exchange.shipping.rules.clearances import CLEARANCE
from library_exchange.shipping.rules.codes import (
    ClaimState,
    ClearanceState,
    LineState,
    Outcome,
    ParcelState,
    ShipmentEvent,
    ShipmentState,
)
from library_exchange.shipping.rules.counting import LOOKED_AT, DoesNotAddUp, counted
from library_exchange.shipping.rules.shipments import CONSIGNMENT, PARCEL

MACHINES = [
    (CONSIGNMENT, ShipmentState, {ShipmentState.PLANNED}, set(shipments.FINAL)),
    (CLEARANCE, ClearanceState, {ClearanceState.NOT_NEEDED}, set(clearances.FINAL)),
    (CLAIM, ClaimState, {ClaimState.OPENED}, set(claims.FINAL)),
    (PARCEL, ParcelState, {ParcelState.OPEN}, {ParcelState.RECEIVED, ParcelState.LOST}),
]
NAMES = ["consignments", "permissions", "claims", "parcels"]


def reached(table, start):
    found, before = set(start), set()
    while found != before:
        before = set(found)
        found |= {step.leads_to(state) for (state, _event), step in table.steps.items() if state in before}
    return found


@given(st.dictionaries(st.sampled_from(LineState), st.integers(-1, 3)), st.integers(1, 6))
def test_copies_are_counted_once_each_or_not_at_all(found, copies):
    try:
        said = counted(found, copies)
    except DoesNotAddUp:
        honest = set(found) <= set(LOOKED_AT) and all(each >= 0 for each in found.values())
        assert not honest or sum(found.values()) != copies
    else:
        assert sum(said.values()) == copies
        assert said == {state: number for state, number in found.items() if number}
        assert list(said) == [state for state in LOOKED_AT if state in said]


@pytest.mark.parametrize("state", LineState)
def test_one_state_said_of_all_copies_is_one_that_a_consignee_may_find(state):
    if state in LOOKED_AT:
        assert counted(state, 3) == {state: 3}
    else:
        with pytest.raises(DoesNotAddUp):
            counted(state, 3)


@pytest.mark.parametrize(("table", "states", "start", "final"), MACHINES, ids=NAMES)
def test_every_state_is_reached(table, states, start, final):
    assert reached(table, start) == set(states)


@pytest.mark.parametrize(("table", "states", "start", "final"), MACHINES, ids=NAMES)
def test_no_state_is_a_dead_end(table, states, start, final):
    for state in states:
        assert reached(table, {state}) & final, state


def test_what_is_closed_stays_closed():
    assert {state for state in ShipmentState if CONSIGNMENT.is_final(state)} == set(shipments.FINAL)
    assert [state for state in ClaimState if CLAIM.is_final(state)] == [ClaimState.RESOLVED]


def test_nothing_is_received_before_it_was_handed_over():
    for state in shipments.BEFORE_PACKING:
        with pytest.raises(NoSuchStep):
            CONSIGNMENT.step(state, ShipmentEvent.RECEIVE)


@pytest.mark.parametrize("event", [ShipmentEvent.RECEIVE, ShipmentEvent.RECEIVE_PART, ShipmentEvent.OPEN_CLAIM])
def test_only_the_consignee_says_what_came(event):
    assert {step.by for (_state, of), step in CONSIGNMENT.steps.items() if of is event} == {frozenset({Part.CONSIGNEE})}


def test_the_consignor_sees_the_likeliest_step_first():
    assert CONSIGNMENT.events_from(ShipmentState.READY, [Part.CONSIGNOR])[0] is ShipmentEvent.PACK
    assert CONSIGNMENT.events_from(ShipmentState.PACKED, [Part.CONSIGNOR])[0] is ShipmentEvent.HAND_OVER
    assert CONSIGNMENT.events_from(ShipmentState.PACKED, [Part.CONSIGNEE]) == ()


def test_every_settled_claim_has_an_outcome_and_no_other_step_has_one():
    assert all(("outcome" in step.facts) == (step.target is ClaimState.RESOLVED) for step in CLAIM.steps.values())


@pytest.mark.parametrize("outcome", Outcome)
def test_what_went_lost_counts_as_received_only_if_it_came_after_all(outcome):
    assert counts_as_received(outcome, LineState.LOST) is (outcome is Outcome.TURNED_UP)


def test_a_damaged_book_counts_if_the_claim_fails_and_not_if_it_is_taken_off():
    assert counts_as_received(Outcome.STANDS, LineState.DAMAGED)
    assert not counts_as_received(Outcome.CREDITED, LineState.DAMAGED)
    assert not counts_as_received(Outcome.STANDS, LineState.MISSING)


@dataclass
class Rule:
    code: str
    valid_from: date
    value: int


RULES = [Rule("years", date(2026, 1, 1), 50), Rule("years", date(2027, 1, 1), 100), Rule("days", date(2026, 1, 1), 10)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 1, 1), 50), (date(2026, 12, 31), 50), (date(2027, 1, 1), 100), (date(2030, 5, 5), 100)],
)
def test_the_newest_rule_that_has_begun_counts(day, expected):
    assert customs_rules.in_force(RULES, "years", day).value == expected


def test_before_the_first_day_there_is_no_rule():
    with pytest.raises(customs_rules.UnknownRule):
        customs_rules.in_force(RULES, "years", date(2025, 12, 31))


@pytest.mark.parametrize(("year", "is_old"), [(1975, True), (1976, False), (2020, False), (None, False)])
def test_a_book_of_more_than_fifty_years_is_old(year, is_old):
    assert customs_rules.is_old(year, 50, date(2026, 6, 1)) is is_old
