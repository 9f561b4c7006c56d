"""Where a copy is the last one of its weight: what it is worth to the solver, and what the library is told without it."""

import pytest

from library_exchange.rounds.rules.clearing.clear import clear
from library_exchange.rounds.rules.clearing.limits import NO_LIMIT
from library_exchange.rounds.rules.clearing.market import Offer, Want
from library_exchange.rounds.rules.clearing.ranking import SCALE, Criterion, Ranking
from library_exchange.rounds.rules.clearing.reasons import Outcome
from tests.rounds.clearing.markets import gives, library, market

FIRST_COPY = {"tiers": ((1, 50),)}
"""Only the first copy of a library weighs more, by more than three rounds of waiting do."""


def told(offers, wants, pairs, **rules):
    """Clear a round in which Amur gives to all; return what each want is told: its outcome and what decided."""
    owners = dict.fromkeys(want.owner for want in wants)
    libraries = [library("amur", gift_budget=9), *(library(name, credit=9) for name in owners)]
    given = market(libraries, [gives(name, "amur") for name in offers.split()], wants, pairs, **rules)
    return {one.want: (one.outcome, one.decided_by) for one in clear(given).outcomes}


def went_elsewhere(criterion: Criterion) -> tuple[Outcome, Criterion]:
    return Outcome.COPIES_WENT_TO_HIGHER_RANKED_WANT, criterion


def test_a_copy_weighs_less_the_more_a_library_has_received_and_past_the_last_step_nothing():
    ranking = Ranking(market([library("heihe")], [], [], [], tiers=((2, 60), (1, 20))))
    assert [ranking.tier(received) for received in range(5)] == [60, 60, 20, 0, 0]


@pytest.mark.parametrize(
    ("in_limit", "steps"),
    [
        (12, [(3, 120), (7, 60), (2, 20)]),
        (3, [(3, 120)]),
        (None, [(3, 120), (7, 60), (20, 20), (NO_LIMIT - 30, 0)]),
    ],
)
def test_the_solver_counts_the_same_weights_up_to_the_librarys_own_limit(solver, in_limit, steps):
    laid = solver.Circulation(Ranking(market([library("heihe", in_limit=in_limit)], [], [], [])))
    network = laid.network
    desk, account = laid.receivers[0], laid.accounts[0]
    arcs = zip(network.tails, network.heads, network.capacities, network.worths, strict=True)
    found = [(capacity, worth) for tail, head, capacity, worth in arcs if (tail, head) == (desk, account)]
    assert found == [(copies, points * SCALE) for copies, points in steps]


def test_a_winner_is_weighed_with_its_first_copy_as_the_first():
    wants = [Want("won", "heihe", times_failed=1), Want("lost", "harbin")]
    found = told("a", wants, [("a", "won"), ("a", "lost")], **FIRST_COPY)
    assert found["lost"] == went_elsewhere(Criterion.AGEING)


def test_a_second_copy_is_not_said_to_have_been_a_first():
    wants = [
        *(Want("h1", "heihe"), Want("won", "heihe", times_failed=1)),
        *(Want("r1", "harbin"), Want("lost", "harbin")),
    ]
    pairs = [("f1", "h1"), ("f2", "r1"), ("a", "won"), ("a", "lost")]
    assert told("f1 f2 a", wants, pairs, **FIRST_COPY)["lost"] == went_elsewhere(Criterion.AGEING)


def test_of_two_winners_the_one_that_won_by_least_is_told_of():
    wants = [
        *(Want("l1", "harbin"), Want("lost", "harbin")),
        *(Want("s1", "suifenhe"), Want("second", "suifenhe", times_failed=3)),
        Want("first", "heihe", times_failed=2),
    ]
    pairs = [("f1", "l1"), ("f2", "s1"), ("a1", "first"), ("a1", "lost"), ("a2", "second"), ("a2", "lost")]
    assert told("f1 f2 a1 a2", wants, pairs, **FIRST_COPY)["lost"] == went_elsewhere(Criterion.AGEING)


def test_a_copy_that_stayed_in_its_country_for_the_gap_is_told_as_that_and_not_as_a_lower_rank():
    wants = [Want("abroad", "heihe", times_failed=3), Want("at home", "tynda")]
    pairs = [("a", want.id) for want in wants]
    assert told("a", wants, pairs, gap=0)["abroad"] == (Outcome.COUNTRY_GAP, None)


def test_within_one_country_the_gap_is_no_reason(solver):
    given = market(
        [library("amur"), library("tynda", credit=1), library("chita")],
        [gives("a", "amur"), Offer("c", "chita", "another work")],
        [Want("lone", "tynda", times_failed=3), Want("back", "chita"), Want("there", "amur")],
        [("a", "lone"), ("a", "back"), ("c", "there")],
        gap=0,
    )
    outcomes = {one.want: (one.outcome, one.decided_by) for one in clear(given).outcomes}
    assert outcomes["lone"] == went_elsewhere(Criterion.WHOLE)
