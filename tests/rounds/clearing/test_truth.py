"""What a round tells is so: reasons are tried by clearing the market otherwise, results by bounds in whole numbers."""

from collections import Counter
from dataclasses import replace
from itertools import islice
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import reasons
from library_exchange.offers.rules.closeness import Kind
from library_exchange.rounds.rules.clearing.clear import clear
from library_exchange.rounds.rules.clearing.market import EQUITY_CAP, Barred, Barrier, Pair, Rules, Want
from library_exchange.rounds.rules.clearing.ranking import Line, Ranking
from library_exchange.rounds.rules.clearing.reasons import HAS_WAITED, Outcome
from tests.rounds.clearing.markets import gives, library, market, markets

modest = settings(max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.usefixtures("solver")
def test_every_reason_told_of_a_want_that_got_nothing_holds_when_the_market_is_cleared_otherwise():
    told = list(islice(reasons.trials(seed=5), 250))
    assert [(why, trial.market) for trial, why in told if not reasons.holds(trial, why)] == []
    assert len({why.outcome for _trial, why in told}) >= 8


@pytest.mark.usefixtures("solver")
def test_a_reason_that_is_not_the_true_one_is_found_out():
    told = list(islice(reasons.trials(seed=5), 120))
    wrong = Counter()
    for trial, why in told:
        for outcome in (Outcome.NO_OFFER, Outcome.COUNTRY_GAP, Outcome.OWN_WANT_FIRST, Outcome.SEVERAL_LIMITS):
            if outcome is not why.outcome:
                wrong[outcome] += not reasons.holds(trial, replace(why, outcome=outcome))
    # A limit that stands in the way may be joined by another that would do as well.
    assert all(found > 60 for found in wrong.values())


@modest
@given(market=markets())
def test_up_to_fifty_libraries_what_is_found_is_what_no_other_result_is_worth_more_than(market, solver):
    result = clear(market)
    assert result.bound == result.objective


@modest
@given(market=markets(), tasks=st.integers(1, 3))
def test_with_less_work_what_is_told_still_bounds_the_best(market, tasks, solver):
    result, best = clear(market, most_tasks=tasks), clear(market)
    assert result.objective <= best.objective
    assert result.bound is None or result.bound >= best.objective


@modest
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_wants_that_nothing_can_fill_change_nothing_for_the_others(seed, number):
    given = reasons.make_market(Random(seed))
    owner = given.institutions[0].id
    dummies = tuple(Want(f"z{n}", owner, priority=1) for n in range(number))
    before, after = clear(given), clear(replace(given, wants=(*given.wants, *dummies)))
    assert after.matches == before.matches
    assert after.objective == before.objective


def test_a_want_that_can_be_filled_counts_for_the_priorities_of_its_owner():
    given = market(
        [library("amur", gift_budget=5), library("heihe", credit=5)],
        [gives("a1", "amur"), gives("a2", "amur")],
        [Want("first", "heihe", priority=5), Want("second", "heihe", priority=1), Want("dummy", "heihe", priority=1)],
        [("a1", "first"), ("a2", "second")],
    )
    assert Ranking(given).standing == [0, 20, -20]


@modest
@given(st.sampled_from(Kind), st.integers(1, 5), st.integers(0, EQUITY_CAP - 100))
def test_after_the_rounds_that_the_rule_names_waiting_outweighs_equity_and_no_kind_of_match(kind, priority, extra):
    rules = Rules(equity=(("ngo", 100 + extra),), inland=EQUITY_CAP)
    folk = replace(library("hngo", credit=5), kind="ngo", is_inland=True)
    wants = [Want("waited", "heihe", priority=priority, times_failed=rules.ageing_rounds), Want("new", "hngo")]
    given = market(
        [library("amur", gift_budget=5), library("heihe", credit=5), folk],
        [gives("a1", "amur")],
        wants,
        [("a1", want.id, kind) for want in wants],
    )
    ranking = Ranking(replace(given, rules=rules))
    new, waited = (ranking.worth(line) for line in ranking.lines)
    assert waited > new
    nearly = replace(wants[0], times_failed=1)
    earlier = Ranking(replace(given, rules=replace(rules, equity=(), inland=130), wants=(nearly, wants[1])))
    assert earlier.worth(earlier.lines[1]) < earlier.worth(earlier.lines[0])
    if kind is not Kind.EXACT:
        both = (Want("closer", "heihe"), replace(wants[1], times_failed=9))
        pairs = (Pair("a1", "closer", Kind(kind - 1)), Pair("a1", "new", kind))
        closer = Ranking(replace(given, rules=rules, wants=both, pairs=pairs))
        exact, looser = Line(0, 0, Kind(kind - 1)), Line(0, 1, kind)
        assert closer.worth(exact) > closer.worth(looser)


def test_a_profile_that_only_a_book_without_a_class_number_fits_is_told_of_that_book():
    given = market([library("amur"), library("heihe")], [gives("a1", "amur")], [Want("w", "heihe")], [])
    told = clear(replace(given, barred=(Barred("a1", "w", Barrier.NO_CLASS),))).outcomes[0]
    assert (told.outcome, told.about) == (Outcome.NO_CLASS_NUMBER, "a1")


def test_of_two_books_that_are_barred_the_one_with_a_single_bar_is_told_of():
    given = market(
        [library("amur"), library("heihe")], [gives("a1", "amur"), gives("a2", "amur")], [Want("w", "heihe")], []
    )
    both = tuple(Barred("a1", "w", barrier) for barrier in (Barrier.ALREADY_HELD, Barrier.NOT_CLEARED))
    told = clear(replace(given, barred=(*both, Barred("a2", "w", Barrier.NOT_CLEARED)))).outcomes[0]
    assert (told.outcome, told.about) == (Outcome.NOT_CLEARED, "a2")


def test_a_barred_book_of_a_giver_that_excludes_the_library_is_not_told_of():
    amur = replace(library("amur"), excludes=frozenset({"heihe"}))
    given = market([amur, library("heihe")], [gives("a1", "amur")], [Want("w", "heihe")], [])
    told = clear(replace(given, barred=(Barred("a1", "w", Barrier.NOT_CLEARED),))).outcomes[0]
    assert (told.outcome, told.about) == (Outcome.NO_OFFER, None)


def test_a_want_for_any_edition_ages_where_no_copy_came_by_the_exact_one():
    given = market(
        [library("amur", gift_budget=1), library("heihe", credit=5), library("harbin", credit=5)],
        [gives("first", "amur", "Tayga"), gives("second", "amur", "Tayga")],
        [Want("exact", "heihe"), Want("any", "heihe"), Want("before", "harbin", times_failed=1)],
        [("first", "exact"), ("second", "any", Kind.WORK), ("first", "before")],
    )
    told = {one.want: one.outcome for one in clear(given).outcomes}
    assert told["any"] is Outcome.DONOR_GIFT_LIMIT
    assert told["any"] in HAS_WAITED


def test_a_gate_answered_in_halves_is_parted_until_the_best_way_is_known(solver):
    np = pytest.importorskip("numpy")
    from library_exchange.rounds.rules.clearing.network import FINE, Network, Task
    from library_exchange.rounds.rules.clearing.parting import Relaxed, best

    network = Network()
    here, there = network.node(), network.node()
    ways = tuple(network.arc(here, there, 1, worth=worth) for worth in (5, 7))
    network.arc(there, here, 9)
    network.narrows.append(ways)
    still = np.zeros(2, dtype=np.int64)

    def in_halves(task: Task) -> Relaxed:
        """Answer truly, but in halves as long as both ways are open."""
        first, second = (float(task.most[way]) for way in ways)
        flow = [0.5, 0.5, 1.0] if first and second else [first, second, first + second]
        worth = max(int(task.most[way]) * int(task.worths[way]) for way in ways)
        return Relaxed(np.array(flow), still, np.array([worth * FINE]))

    whole, cut = best(Task.of(network), in_halves, 9), best(Task.of(network), in_halves, 2)
    assert whole is not None
    assert (whole.flow.tolist(), whole.worth, whole.bound) == ([0, 1, 1], 7, 7)
    assert cut is not None
    assert cut.worth <= cut.bound == 7
    assert best(Task.of(network), in_halves, 1) is None
