"""Rounds small enough to be read: what goes where, and what each library is told."""

import subprocess
import sys
from dataclasses import replace

import pytest

from library_exchange.core.settings import CHECKOUT
from library_exchange.offers.rules.closeness import Kind, lot
from library_exchange.rounds.rules.clearing.clear import (
    Clearing,
    Fallback,
    LimitPassed,
    Method,
    Miscounted,
    clear,
    clear_again,
)
from library_exchange.rounds.rules.clearing.figures import jain
from library_exchange.rounds.rules.clearing.market import (
    Barred,
    Barrier,
    Institution,
    Market,
    Offer,
    Pair,
    Rules,
    Want,
    input_hash,
)
from library_exchange.rounds.rules.clearing.ranking import Criterion, standings
from library_exchange.rounds.rules.clearing.reasons import Outcome
from tests.rounds.clearing.markets import gives, library, market


def lines(result: Clearing) -> set[tuple[str, str]]:
    return {(match.offer, match.want) for match in result.matches}


def outcome(result: Clearing, want: str) -> Outcome:
    return next(one.outcome for one in result.outcomes if one.want == want)


def decided_by(result: Clearing, want: str) -> Criterion | None:
    return next(one.decided_by for one in result.outcomes if one.want == want)


HEIHE, AMUR, HARBIN, TYNDA = library("heihe"), library("amur"), library("harbin"), library("tynda")


def swap() -> Market:
    """Heihe and Amur each have what the other wants."""
    return market(
        [HEIHE, AMUR],
        [gives("h1", "heihe"), gives("a1", "amur")],
        [Want("wh", "heihe"), Want("wa", "amur")],
        [("h1", "wa"), ("a1", "wh")],
    )


def ring() -> Market:
    """Four libraries of which no two can swap."""
    round_trip = [("heihe", "amur"), ("amur", "harbin"), ("harbin", "tynda"), ("tynda", "heihe")]
    return market(
        [HEIHE, AMUR, HARBIN, TYNDA],
        [gives(f"from-{giver}", giver) for giver, _ in round_trip],
        [Want(f"to-{receiver}", receiver) for _, receiver in round_trip],
        [(f"from-{giver}", f"to-{receiver}") for giver, receiver in round_trip],
    )


def one_copy(*wants: Want, libraries=(), **rules) -> Market:
    """Amur gives one copy as a gift; several want it."""
    owners = {one.id: one for one in libraries}
    names = dict.fromkeys(want.owner for want in wants)
    receivers = [owners.get(name) or library(name, credit=5) for name in names]
    pairs = [("a1", want.id) for want in wants]
    return market([library("amur", gift_budget=5), *receivers], [gives("a1", "amur")], wants, pairs, **rules)


def given_along(steps, libraries) -> Market:
    """Each step is one book from a library to another that wants it and nothing else."""
    names = [f"{giver}-{receiver}" for giver, receiver in steps]
    return market(
        libraries,
        [gives(f"of-{name}", giver) for name, (giver, _) in zip(names, steps, strict=True)],
        [Want(f"for-{name}", receiver) for name, (_, receiver) in zip(names, steps, strict=True)],
        [(f"of-{name}", f"for-{name}") for name in names],
    )


@pytest.mark.parametrize("method", Method)
def test_two_libraries_swap_one_for_one(method):
    result = clear(swap(), method=method)
    assert lines(result) == {("h1", "wa"), ("a1", "wh")}
    assert [(one.given, one.received, one.closing) for one in result.statements] == [(1, 1, 0), (1, 1, 0)]
    assert [loop.libraries for loop in result.loops] == [("amur", "heihe")]


def test_four_libraries_of_which_no_two_can_swap_are_served_by_the_account(solver):
    result = clear(ring())
    assert len(result.matches) == 4
    assert [loop.libraries for loop in result.loops] == [("amur", "harbin", "tynda", "heihe")]


def test_three_libraries_of_which_no_two_can_swap_are_told_of_one_chain(solver):
    steps = [("heihe", "amur"), ("amur", "harbin"), ("harbin", "heihe")]
    result = clear(given_along(steps, [HEIHE, AMUR, HARBIN]))
    assert [(loop.libraries, loop.is_closed) for loop in result.loops] == [(("amur", "harbin", "heihe"), True)]
    assert (result.method, result.fallback) == (Method.CIRCULATION, None)


def test_a_book_told_of_in_a_swap_is_told_of_in_no_chain(solver):
    steps = [("heihe", "amur"), ("amur", "heihe"), ("harbin", "heihe"), ("amur", "harbin")]
    result = clear(given_along(steps, [library("heihe", credit=1), library("amur", gift_budget=1), HARBIN]))
    assert len(result.matches) == 4
    assert [len(loop.lines) for loop in result.loops if loop.is_closed] == [2]
    assert sorted(line for loop in result.loops for line in loop.lines) == sorted(lines(result))


def test_the_simple_method_finds_no_chain():
    assert clear(ring(), method=Method.GREEDY).matches == ()


def test_a_chain_of_six_is_told_as_entries_on_the_account(solver):
    names = ["h1", "r1", "h2", "r2", "h3", "r3"]
    steps = list(zip(names, [*names[1:], names[0]], strict=True))
    result = clear(
        market(
            [library(name) for name in names],
            [gives(f"of-{giver}", giver) for giver, _ in steps],
            [Want(f"for-{receiver}", receiver) for _, receiver in steps],
            [(f"of-{giver}", f"for-{receiver}") for giver, receiver in steps],
        )
    )
    assert len(result.matches) == 6
    assert {(len(loop.libraries), loop.is_closed) for loop in result.loops} == {(2, False)}


def test_credit_lets_a_new_member_receive_before_it_gives():
    given = market([library("amur", gift_budget=1), library("heihe")], [gives("a1", "amur")], [Want("w", "heihe")], [])
    given = replace(given, pairs=(Pair("a1", "w", Kind.EXACT),))
    assert outcome(clear(given), "w") is Outcome.RECEIVER_CREDIT_LIMIT
    with_credit = replace(given, institutions=(given.institutions[0], library("heihe", credit=1)))
    assert [one.closing for one in clear(with_credit).statements] == [1, -1]


def test_limits_left_open_are_those_of_the_round():
    libraries = [Institution("amur", "RU", "public"), Institution("heihe", "CN", "public")]
    offers, wants = [gives(f"a{n}", "amur") for n in range(9)], [Want(f"w{n}", "heihe") for n in range(9)]
    given = market(libraries, offers, wants, [(f"a{n}", f"w{n}") for n in range(9)], credit=4, gift_budget=7)
    assert len(clear(given).matches) == 4


def test_a_debtor_past_its_credit_receives_only_as_much_as_it_gives():
    debtor = library("heihe", opening=-7, credit=3)
    creditor = library("amur", opening=7, gift_budget=3)
    given = replace(swap(), institutions=(debtor, creditor))
    assert [one.closing for one in clear(given).statements] == [7, -7]
    alone = replace(given, pairs=(Pair("a1", "wh", Kind.EXACT),))
    assert clear(alone).matches == ()
    # Nor may the creditor be owed more.
    assert outcome(clear(alone), "wh") is Outcome.SEVERAL_LIMITS


def test_a_debtor_may_always_pay_back():
    given = replace(swap(), institutions=(library("heihe", opening=-2), library("amur", opening=2)))
    assert lines(clear(replace(given, pairs=(Pair("h1", "wa", Kind.EXACT),)))) == {("h1", "wa")}


def test_a_gift_round_leaves_balances_alone():
    given = one_copy(Want("w", "heihe"), libraries=[library("heihe", opening=-9)], is_gift_round=True)
    result = clear(given)
    assert lines(result) == {("a1", "w")}
    assert [one.closing for one in result.statements] == [0, -9]


def test_an_exact_want_comes_before_any_edition_and_a_subject_comes_last():
    wants = [Want("exact", "heihe", priority=1), Want("any", "harbin", priority=5), Want("subject", "heihe2")]
    given = one_copy(*wants, tiers=())
    kinds = (Kind.EXACT, Kind.WORK, Kind.PROFILE)
    pairs = tuple(replace(pair, kind=kind) for pair, kind in zip(given.pairs, kinds, strict=True))
    result = clear(replace(given, pairs=pairs))
    assert lines(result) == {("a1", "exact")}
    assert decided_by(result, "any") is decided_by(result, "subject") is Criterion.EXACTNESS


def test_neither_priority_nor_age_nor_equity_lifts_one_kind_over_another():
    wants = [Want("exact", "heihe", priority=1), Want("exact2", "heihe", priority=5)]
    wants += [
        Want("any", "hngo", priority=5, times_failed=9),
        *(Want(f"low{n}", "hngo", priority=1) for n in range(99)),
    ]
    folk = replace(library("hngo", credit=5), kind="ngo", is_inland=True)
    given = one_copy(*wants, libraries=[folk], tiers=(), equity=(("ngo", 130),), inland=130)
    pairs = (Pair("a1", "exact", Kind.EXACT), Pair("a1", "any", Kind.WORK))
    assert lines(clear(replace(given, pairs=pairs))) == {("a1", "exact")}


def test_a_library_that_asks_for_an_exact_edition_is_sent_no_other():
    given = market(
        [library("amur", gift_budget=5), library("heihe", credit=5)],
        [gives("first", "amur", "Tayga"), gives("second", "amur", "Tayga")],
        [Want("exact", "heihe"), Want("any", "heihe")],
        [("first", "exact"), ("first", "any", Kind.WORK), ("second", "any", Kind.WORK)],
    )
    result = clear(given)
    assert lines(result) == {("first", "exact")}
    assert outcome(result, "any") is Outcome.OWN_WANT_FIRST


def test_of_a_work_a_library_receives_one_copy():
    given = market(
        [library("amur", gift_budget=5), library("heihe", credit=5)],
        [gives("a1", "amur", "Tayga", quantity=3), gives("a2", "amur", "Tayga")],
        [Want("w", "heihe", cap=3), Want("subject", "heihe", cap=3)],
        [("a1", "w", Kind.PROFILE), ("a2", "w", Kind.PROFILE), ("a2", "subject", Kind.PROFILE)],
    )
    assert len(clear(given).matches) == 1


def test_priorities_are_a_librarys_own_scale():
    wants = [Want("a", "heihe", priority=5), Want("b", "heihe", priority=1), Want("c", "amur", priority=5)]
    assert standings(wants, 40) == {"a": 20, "b": -20, "c": 0}


@pytest.mark.parametrize(
    ("criterion", "better", "worse"),
    [
        (Criterion.PRIORITY, Want("better", "heihe", priority=5), Want("worse", "heihe2", priority=1)),
        (Criterion.AGEING, Want("better", "heihe", times_failed=2), Want("worse", "heihe2")),
        (Criterion.EQUITY, Want("better", "hngo"), Want("worse", "heihe2")),
    ],
)
def test_a_copy_goes_to_the_higher_ranked_want_and_the_other_is_told_which_rule_decided(criterion, better, worse):
    folk = replace(library("hngo", credit=5), kind="ngo")
    given = one_copy(better, worse, libraries=[folk])
    # Priority is a matter of each library's own list, so each list needs a second want that has a chance.
    middling = tuple(Want(f"also-{want.id}", want.owner, priority=3) for want in (better, worse))
    pairs = [*given.pairs, *(Pair("a1", want.id, Kind.PROFILE) for want in middling)]
    result = clear(replace(given, wants=(*given.wants, *middling), pairs=tuple(pairs)))
    assert lines(result) == {("a1", "better")}
    assert outcome(result, "worse") is Outcome.COPIES_WENT_TO_HIGHER_RANKED_WANT
    assert decided_by(result, "worse") is criterion


def test_the_first_copies_of_a_library_weigh_more_than_later_ones():
    wants = [
        *(Want(f"own{n}", "heihe") for n in range(3)),
        Want("more", "heihe"),
        Want("first", "heihe2"),
    ]
    given = market(
        [library("amur", gift_budget=9), library("heihe", credit=9), library("heihe2", credit=9)],
        [*(gives(f"for{n}", "amur") for n in range(3)), gives("a1", "amur")],
        wants,
        [*((f"for{n}", f"own{n}") for n in range(3)), ("a1", "more"), ("a1", "first")],
    )
    result = clear(given)
    assert ("a1", "first") in lines(result)
    assert decided_by(result, "more") is Criterion.FIRST_COPIES


def test_equals_are_told_apart_by_a_lot_that_anybody_can_check():
    wants = [Want("one", "heihe"), Want("two", "heihe2")]
    winner = max(wants, key=lambda want: lot("test", want.id, 900)).id
    result = clear(one_copy(*wants))
    assert lines(result) == {("a1", winner)}
    assert decided_by(result, ({"one", "two"} - {winner}).pop()) is Criterion.LOT


def test_a_copy_that_makes_a_larger_exchange_possible_is_said_to_have_served_the_whole(solver):
    given = market(
        [AMUR, library("heihe", credit=1), HARBIN],
        [gives("a1", "amur"), gives("b1", "harbin")],
        [Want("lone", "heihe", times_failed=3), Want("back", "harbin"), Want("there", "amur")],
        [("a1", "lone"), ("a1", "back"), ("b1", "there")],
    )
    result = clear(given)
    assert lines(result) == {("a1", "back"), ("b1", "there")}
    assert decided_by(result, "lone") is Criterion.WHOLE


def test_a_line_says_its_rank_among_the_wishers():
    wants = [Want("one", "heihe", times_failed=1), Want("two", "heihe2"), Want("three", "heihe3")]
    match = clear(one_copy(*wants)).matches[0]
    assert (match.want, match.rank, match.wishers, match.kind, match.priority) == ("one", 1, 3, Kind.EXACT, 3)
    assert (match.giver, match.receiver) == ("amur", "heihe")


def test_a_want_that_nobody_offers_is_told_so():
    given = market([HEIHE, AMUR], [gives("a1", "amur")], [Want("w", "heihe")], [])
    assert outcome(clear(given), "w") is Outcome.NO_OFFER


@pytest.mark.parametrize(
    ("barrier", "expected"),
    [
        (Barrier.ALREADY_HELD, Outcome.ALREADY_HELD),
        (Barrier.NOT_CLEARED, Outcome.NOT_CLEARED),
        (Barrier.EXCLUDED_PARTNER, Outcome.EXCLUDED_PARTNER),
    ],
)
def test_a_want_whose_only_offer_is_barred_is_told_why(barrier, expected):
    given = replace(one_copy(Want("w", "heihe")), barred=(Barred("a1", "w", barrier),))
    result = clear(given)
    assert result.matches == ()
    assert outcome(result, "w") is expected


def test_a_library_is_told_of_its_own_exclusions_and_never_of_anothers():
    given = one_copy(Want("w", "heihe"))
    amur, heihe = given.institutions
    own = replace(given, institutions=(amur, replace(heihe, excludes=frozenset({"amur"}))))
    theirs = replace(given, institutions=(replace(amur, excludes=frozenset({"heihe"})), heihe))
    assert outcome(clear(own), "w") is Outcome.EXCLUDED_PARTNER
    assert outcome(clear(theirs), "w") is Outcome.NO_OFFER


def test_the_limits_that_kept_a_free_copy_from_moving_are_named():
    giving, taking = library("amur", gift_budget=5), library("heihe", credit=5)
    cases = {
        Outcome.ROUND_LIMIT: (giving, replace(taking, in_limit=0)),
        Outcome.RECEIVER_CREDIT_LIMIT: (giving, replace(taking, credit=0)),
        Outcome.DONOR_GIFT_LIMIT: (replace(giving, gift_budget=0), taking),
    }
    for expected, libraries in cases.items():
        result = clear(replace(one_copy(Want("w", "heihe")), institutions=libraries))
        assert (result.matches, outcome(result, "w")) == ((), expected)
    given_out = clear(replace(one_copy(Want("w", "heihe")), institutions=(replace(giving, out_limit=0), taking)))
    assert outcome(given_out, "w") is Outcome.ROUND_LIMIT
    assert outcome(clear(one_copy(Want("w", "heihe"), gap=0)), "w") is Outcome.COUNTRY_GAP


def test_the_gap_holds_for_each_of_three_countries(solver):
    given = market(
        [library("amur", gift_budget=5), library("heihe", credit=5), library("ulan", "MN", credit=5)],
        [gives("a1", "amur"), gives("a2", "amur")],
        [Want("wh", "heihe"), Want("wu", "ulan")],
        [("a1", "wh"), ("a2", "wu")],
        gap=1,
    )
    assert len(clear(given).matches) == 1
    taken = market(
        [library("amur", credit=5), library("heihe", gift_budget=5), library("ulan", "MN", gift_budget=5)],
        [gives("h1", "heihe"), gives("u1", "ulan")],
        [Want("w1", "amur"), Want("w2", "amur")],
        [("h1", "w1"), ("u1", "w2")],
        gap=1,
    )
    assert len(clear(taken).matches) == 1


def test_no_answer_carries_the_name_of_another_library():
    result = clear(one_copy(Want("one", "heihe"), Want("two", "heihe2")))
    assert {one.about for one in result.outcomes} == {None}


def test_refused_lines_go_and_accepted_lines_stay():
    given = one_copy(Want("one", "heihe", times_failed=3), Want("two", "heihe2"))
    assert lines(clear(given)) == {("a1", "one")}
    assert lines(clear(clear_again(given, [("a1", "one")], []))) == {("a1", "two")}
    accepted = clear_again(given, [], [("a1", "two")])
    assert lines(clear(accepted)) == {("a1", "two")}


@pytest.mark.parametrize("method", Method)
def test_an_accepted_line_stays_although_a_closer_copy_of_the_work_is_there(method):
    given = market(
        [library("amur", gift_budget=5), library("heihe", credit=5)],
        [gives("closer", "amur", "Tayga"), gives("accepted", "amur", "Tayga")],
        [Want("w", "heihe")],
        [("closer", "w"), ("accepted", "w", Kind.WORK)],
    )
    assert lines(clear(given, method=method)) == {("closer", "w")}
    assert lines(clear(clear_again(given, [], [("accepted", "w")]), method=method)) == {("accepted", "w")}


@pytest.mark.parametrize("method", Method)
def test_an_accepted_line_goes_when_the_book_in_return_was_refused(method):
    again = clear_again(swap(), refused=[("h1", "wa")], accepted=[("a1", "wh")])
    result = clear(again, method=method)
    assert result.matches == ()
    assert outcome(result, "wh") is Outcome.SEVERAL_LIMITS


@pytest.mark.parametrize("method", Method)
def test_of_two_accepted_swaps_one_stays_when_a_book_of_the_other_was_refused(method):
    both = market(
        [HEIHE, AMUR],
        [gives("h1", "heihe"), gives("h2", "heihe"), gives("a1", "amur"), gives("a2", "amur")],
        [Want("wh1", "heihe"), Want("wh2", "heihe"), Want("wa1", "amur"), Want("wa2", "amur")],
        [("h1", "wa1"), ("h2", "wa2"), ("a1", "wh1"), ("a2", "wh2")],
    )
    again = clear_again(both, refused=[("h2", "wa2")], accepted=[("h1", "wa1"), ("a1", "wh1"), ("a2", "wh2")])
    result = clear(again, method=method)
    assert ("h1", "wa1") in lines(result)
    assert [(one.given, one.received) for one in result.statements] == [(1, 1), (1, 1)]


@pytest.mark.parametrize("method", Method)
def test_an_accepted_line_that_just_fills_the_gap_between_countries_stays(method):
    given = one_copy(Want("one", "heihe"), Want("two", "heihe2", times_failed=3), gap=1)
    assert lines(clear(given, method=method)) == {("a1", "two")}
    assert lines(clear(clear_again(given, [], [("a1", "one")]), method=method)) == {("a1", "one")}


def test_where_the_rules_say_so_a_second_clearing_is_free_to_choose_anew():
    given = one_copy(Want("one", "heihe", times_failed=3), Want("two", "heihe2"), keep_accepted=False)
    assert clear_again(given, [], [("a1", "two")]).kept == frozenset()


def test_an_edition_asked_for_besides_comes_where_the_exact_one_went_elsewhere():
    given = market(
        [library("amur", gift_budget=5), library("heihe", credit=5), library("harbin", credit=5)],
        [gives("first", "amur", "Tayga"), gives("second", "amur", "Tayga")],
        [Want("exact", "heihe"), Want("any", "heihe"), Want("before", "harbin", times_failed=1)],
        [("first", "exact"), ("first", "any", Kind.WORK), ("second", "any", Kind.WORK), ("first", "before")],
    )
    assert lines(clear(given)) == {("first", "before"), ("second", "any")}


def test_without_the_solver_the_round_is_cleared_and_marked(no_solver):
    result = clear(swap())
    assert (result.method, result.fallback) == (Method.GREEDY, Fallback.NO_SOLVER)
    assert len(result.matches) == 2


def test_a_flow_is_called_the_greatest_only_with_a_proof(solver):
    np = pytest.importorskip("numpy")
    from library_exchange.rounds.rules.clearing.network import FINE, Network, Task

    network = Network()
    here, there = network.node(), network.node()
    network.arc(here, there, 2, worth=5)
    network.arc(there, here, 1, worth=-3)
    task = Task.of(network)
    bounds = [task.bound(np.array([0, price]) * FINE, np.zeros(0, dtype=np.int64)) for price in range(-9, 10)]
    assert min(bounds) == task.worth(np.array([1, 1])) == 2
    assert task.is_kept_by(np.array([1, 1]))
    assert not task.is_kept_by(np.array([2, 1]))  # what goes in must come out
    assert not task.is_kept_by(np.array([2, 2]))  # only one can come back


def test_of_the_ways_through_a_narrow_one_is_used_and_its_toll_bounds_what_they_are_worth(solver):
    np = pytest.importorskip("numpy")
    from library_exchange.rounds.rules.clearing.network import FINE, Network, Task

    network = Network()
    here, there = network.node(), network.node()
    ways = tuple(network.arc(here, there, 1, worth=worth) for worth in (5, 7))
    network.arc(there, here, 9)
    network.narrows.append(ways)
    task, still = Task.of(network), np.zeros(2, dtype=np.int64)
    assert task.is_kept_by(np.array([0, 1, 1]))
    assert not task.is_kept_by(np.array([1, 1, 2]))
    assert [task.bound(still, np.array([toll]) * FINE) for toll in (-1, 0, 5, 7, 9)] == [12, 12, 7, 7, 9]


def test_where_no_result_can_be_checked_the_simple_method_is_used_and_the_round_says_so(solver, monkeypatch):
    monkeypatch.setattr(solver.Task, "is_kept_by", lambda *_flow: False)
    result = clear(swap())
    assert (result.method, result.fallback, result.bound) == (Method.GREEDY, Fallback.NOT_SOLVED, None)


def test_a_result_that_is_not_worth_what_the_solver_said_is_never_returned(solver, monkeypatch):
    solve = solver.solve
    monkeypatch.setattr(solver, "solve", lambda *given: replace(solve(*given), worth=1))
    with pytest.raises(Miscounted):
        clear(swap())


def halves() -> Market:
    """Three wants of Heihe share two works in a way that lets a solver answer in halves."""
    kind = Kind.PROFILE
    return market(
        [library("amur", gift_budget=9), library("heihe", credit=9)],
        [
            gives("a1", "amur", "Tayga"),
            gives("a2", "amur", "Tayga"),
            gives("b1", "amur", "Most"),
            gives("b2", "amur", "Most"),
        ],
        [Want("one", "heihe"), Want("two", "heihe"), Want("three", "heihe")],
        [
            *(("a1", "one", kind), ("a2", "two", kind), ("b1", "one", kind), ("b2", "three", kind)),
            *(("a1", "three", kind), ("b1", "two", kind)),
        ],
    )


def test_where_work_is_limited_what_no_result_is_worth_more_than_is_told(solver):
    whole, cut = clear(halves()), clear(halves(), most_tasks=1)
    assert whole.bound == whole.objective
    assert cut.bound is None or cut.bound >= whole.objective


def test_a_result_that_passes_a_limit_is_never_returned(solver, monkeypatch):
    monkeypatch.setattr(solver, "solve", lambda ranking, _tasks: solver.Solution(ranking.lines * 2, 0, 0))
    with pytest.raises(LimitPassed, match="promised 2 times"):
        clear(swap())


def test_an_empty_round_is_cleared_too():
    result = clear(market([HEIHE], [], [], []))
    assert (result.matches, result.outcomes, result.objective) == ((), (), 0)
    assert clear(market([], [], [], [])).statements == ()


def test_the_hash_names_the_input_whatever_its_order_and_changes_with_it():
    given = swap()
    turned = replace(given, offers=given.offers[::-1], pairs=given.pairs[::-1], institutions=given.institutions[::-1])
    assert input_hash(turned) == input_hash(given) == clear(given).input_hash
    assert input_hash(replace(given, rules=replace(given.rules, seed="other"))) != input_hash(given)
    assert input_hash(replace(given, wants=(replace(given.wants[0], cap=2), *given.wants[1:]))) != input_hash(given)


def test_another_process_gives_the_same_result():
    program = (
        "from tests.rounds.clearing.test_clearing import ring, clear; r = clear(ring());"
        "print(r.input_hash, r.objective, [(m.offer, m.want) for m in r.matches])"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()[-1]
        for seed in ("1", "2")
    }
    here = clear(ring())
    assert runs == {f"{here.input_hash} {here.objective} {[(m.offer, m.want) for m in here.matches]}"}


def test_shares_alike_are_even_and_everything_for_one_is_not():
    assert jain([0.5, 0.5, 0.5, 0.5]) == 1
    assert jain([1, 0, 0, 0]) == 0.25
    assert jain([]) == jain([0, 0]) == 1


def test_the_equity_table_shows_kind_country_and_place():
    rows = {(row.by, row.group): row for row in clear(one_copy(Want("one", "heihe"), Want("two", "heihe2"))).equity}
    assert rows["all", "all"].share == 0.5
    assert rows["all", "all"].jain == 0.5
    assert (rows["country", "CN"].wants, rows["country", "CN"].received, rows["country", "RU"].given) == (2, 1, 1)
    assert ("kind", "public") in rows
    assert ("place", "border") in rows


@pytest.mark.parametrize(
    "rules",
    [
        {"tiers": ((1, 10), (1, 20))},
        {"equity": (("ngo", 131),)},
        {"inland": 99},
        {"profile": 40},
        {"credit": -1},
        {"gap": -1},
    ],
)
def test_rules_that_are_not_what_they_are_called_are_refused(rules):
    with pytest.raises(ValueError):
        Rules(**rules)


def test_a_market_that_contradicts_itself_is_refused():
    given = swap()
    for wrong in (
        {"offers": (*given.offers, given.offers[0])},
        {"wants": (Want("w", "nobody"),), "pairs": ()},
        {"pairs": (Pair("h1", "missing", Kind.EXACT),)},
        {"offers": (Offer("h1", "heihe", "w", -1), given.offers[1])},
        {"wants": (Want("wh", "heihe", cap=0), given.wants[1])},
    ):
        with pytest.raises(ValueError):
            replace(given, **wrong)


@pytest.mark.parametrize("method", Method)
def test_an_offer_of_which_no_copy_is_left_may_stand_in_a_round_and_goes_to_nobody(method):
    given = swap()
    result = clear(replace(given, offers=(replace(given.offers[0], quantity=0), given.offers[1])), method=method)
    assert result.matches == ()
    assert outcome(result, "wa") is Outcome.NO_OFFER


@pytest.mark.usefixtures("solver")
def test_the_solver_prints_nothing_while_a_round_is_cleared():
    clearing = "from tests.rounds.clearing.test_clearing import clear, swap; print(len(clear(swap()).matches))"
    said = subprocess.run([sys.executable, "-c", clearing], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert (said.stdout, said.stderr) == ("2\n", "")
