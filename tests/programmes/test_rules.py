"""The procedure of programmes, lists and pledges: every pair of state and event, and who may bring it about."""

from itertools import product

import pytest

from library_exchange.core.procedure import NoSuchStep
from library_exchange.programmes import labels, rules
from library_exchange.programmes.rules import (
    ListEvent,
    ListState,
    PledgeEvent,
    PledgeState,
    ProgrammeEvent,
    ProgrammeState,
    Side,
)

PROGRAMME = {
    ("draft", "propose"): ("proposed", {"author"}),
    ("draft", "cancel"): ("cancelled", {"author"}),
    ("proposed", "agree"): ("published", {"partner"}),
    ("proposed", "send_back"): ("draft", {"partner"}),
    ("proposed", "cancel"): ("cancelled", {"either"}),
    ("published", "end"): ("over", {"clock"}),
    ("published", "cancel"): ("cancelled", {"either"}),
}
LIST = {
    ("draft", "publish"): ("open", {"editor"}),
    ("draft", "cancel"): ("cancelled", {"editor"}),
    ("open", "close"): ("under_way", {"editor", "clock"}),
    ("open", "close_empty"): ("settled", {"editor", "clock"}),
    ("open", "cancel"): ("cancelled", {"editor", "either"}),
    ("under_way", "settle"): ("settled", {"clock"}),
}
PLEDGE = {
    ("pledged", "withdraw"): "withdrawn",
    ("pledged", "plan"): "planned",
    ("pledged", "fail"): "failed",
    ("planned", "send"): "sent",
    ("planned", "fail"): "failed",
    ("sent", "receive"): "received",
    ("sent", "fail"): "failed",
    ("received", "fail"): "failed",
    ("sent", "send"): "sent",
    ("received", "send"): "received",
    ("received", "receive"): "received",
}


@pytest.mark.parametrize(
    ("expected", "step", "states", "events"),
    [
        (PROGRAMME, rules.programme_step, ProgrammeState, ProgrammeEvent),
        (LIST, rules.list_step, ListState, ListEvent),
    ],
)
def test_there_is_a_step_where_the_procedure_says_and_nowhere_else(expected, step, states, events):
    for state, event in product(states, events):
        wanted = expected.get((state.value, event.value))
        if wanted is None:
            with pytest.raises(NoSuchStep):
                step(state, event)
        else:
            found = step(state, event)
            assert (found.target.value, {side.value for side in found.by}) == wanted


def test_a_pledge_moves_where_the_procedure_says_and_nowhere_else():
    for state, event in product(PledgeState, PledgeEvent):
        wanted = PLEDGE.get((state.value, event.value))
        if wanted is None:
            with pytest.raises(NoSuchStep):
                rules.pledge_step(state, event)
        else:
            assert rules.pledge_step(state, event).value == wanted


def test_both_organisers_have_their_own_buttons():
    author, partner, stranger = (rules.sides_in_programme(each, 1, 2) for each in (1, 2, 3))
    assert stranger == frozenset()
    asked = ProgrammeState.PROPOSED
    assert rules.programme_events(asked, author) == (ProgrammeEvent.CANCEL,)
    assert rules.programme_events(asked, partner) == (
        ProgrammeEvent.AGREE,
        ProgrammeEvent.SEND_BACK,
        ProgrammeEvent.CANCEL,
    )
    assert rules.programme_events(asked, stranger) == ()


def test_what_nobody_presses_has_no_button():
    everybody = frozenset(Side)
    for state in ListState:
        assert {ListEvent.CLOSE_EMPTY, ListEvent.SETTLE}.isdisjoint(rules.list_events(state, everybody))


def test_every_state_and_every_button_has_its_name():
    assert set(labels.PROGRAMME_STATES) == set(ProgrammeState)
    assert set(labels.LIST_STATES) == set(ListState)
    assert set(labels.PLEDGE_STATES) == set(PledgeState)
    shown = {
        event for state in ProgrammeState for event in rules.programme_events(state, frozenset(Side) - {Side.CLOCK})
    }
    assert set(labels.PROGRAMME_EVENTS) == shown
    assert set(labels.LIST_EVENTS) == {e for state in ListState for e in rules.list_events(state, frozenset(Side))}
