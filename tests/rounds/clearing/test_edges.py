"""Where a copy is the last one of its weight: what it is worth to the solver, and what who did not get it is told."""

import pytest

from library_exchange.rounds.rules.clearing.clear import clear
from library_exchange.rounds.rules.clearing.market import Want
from library_exchange.rounds.rules.clearing.ranking import SCALE, Criterion, Ranking
from library_exchange.rounds.rules.clearing.reasons import Outcome
from tests.rounds.clearing.markets import gives, library, market

FIRST_COPY = {"tiers": ((1, 400),)}
"""Only the first copy of a library weighs more, by more than three rounds of waiting do."""


def outcomes(given):
    """Clear a round; return what each want is told: its outcome and what decided."""
    return {one.want: (one.outcome, one.decided_by) for one in clear(given).outcomes}


def told(offers, wants, pairs, waited=(), **rules):
    """Clear a round in which Amur gives to all, some of it for want of takers in three rounds before."""
    owners = dict.fromkeys(want.owner for want in wants)
    libraries = [library("amur", gift_budget=9), *(library(name, credit=9) for name in owners)]
    given = [gives(name, "amur", rounds_waited=3 if name in waited else 0) for name in offers.split()]
    return outcomes(market(libraries, given, wants, pairs, **rules))


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
        (None, [(3, 120), (7, 60), (20, 20), (10, 0)]),
    ],
)
def test_the_solver_counts_the_same_weights_up_to_the_librarys_own_limit(solver, in_limit, steps):
    wants = [Want(f"w{number}", "heihe") for number in range(40)]
    pairs = [("a1", want.id) for want in wants]
    heihe = library("heihe", in_limit=in_limit)
    laid = solver.Circulation(Ranking(market([heihe, library("amur")], [gives("a1", "amur")], wants, pairs)))
    network = laid.network
    desk, account = laid.receivers[1], laid.accounts[1]
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


def test_a_first_copy_is_said_to_have_come_before_a_second():
    wants = [Want("won", "heihe"), Want("r1", "harbin"), Want("lost", "harbin", times_failed=3)]
    found = told("f a", wants, [("f", "r1"), ("a", "won"), ("a", "lost")], **FIRST_COPY)
    assert found["lost"] == went_elsewhere(Criterion.FIRST_COPIES)


def test_how_long_a_book_has_waited_does_not_count_between_two_who_want_it():
    wants = [
        *(Want("prior", "suifenhe", priority=5), Want("also", "suifenhe", priority=1)),
        *(Want("waited", "heihe", times_failed=1), Want("lost", "harbin")),
    ]
    pairs = [("a", "prior"), ("a", "also"), ("a", "lost"), ("b", "waited"), ("b", "lost")]
    assert told("a b", wants, pairs, waited="b", tiers=(), waiting=1)["lost"] == went_elsewhere(Criterion.AGEING)


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


def exchange_of_three(lone, back, **rules):
    """Amur's book either goes to Tynda, who gives nothing, or to Chita, who gives one for it."""
    return market(
        [library("amur"), library("tynda", credit=1), library("chita", credit=1)],
        [gives("a", "amur"), gives("c", "chita"), gives("e", "chita"), gives("f", "amur")],
        [lone, back, Want("there", "amur"), Want("too", "amur"), Want("first", "chita")],
        [("a", lone.id), ("a", back.id), ("c", "there"), ("e", "too"), ("f", "first")],
        **rules,
    )


def test_within_one_country_the_gap_is_no_reason(solver):
    given = exchange_of_three(Want("lone", "tynda", times_failed=3), Want("back", "chita"), gap=0, tiers=())
    assert outcomes(given)["lone"] == went_elsewhere(Criterion.WHOLE)


def test_a_second_copy_that_came_before_a_first_one_served_the_whole(solver):
    given = exchange_of_three(Want("lone", "tynda"), Want("back", "chita", times_failed=1), **FIRST_COPY)
    assert outcomes(given)["lone"] == went_elsewhere(Criterion.WHOLE)
