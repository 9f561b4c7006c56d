"""What holds for any market: no limit is passed, the best is found, order means nothing, every want has one answer."""

from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library_exchange.exchange.rules.clearing import greedy
from library_exchange.exchange.rules.clearing.clear import Clearing, Method, clear, clear_again
from library_exchange.exchange.rules.clearing.limits import Tally
from library_exchange.exchange.rules.clearing.market import EQUITY_CAP, Market, input_hash
from library_exchange.exchange.rules.clearing.ranking import Ranking, equity_percent, standings
from library_exchange.exchange.rules.clearing.reasons import Outcome
from tests.exchange.clearing.markets import best_by_trying, markets

modest = settings(max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
methods = st.sampled_from(Method)


def promised(result: Clearing) -> list[tuple[str, str]]:
    return [(match.offer, match.want) for match in result.matches]


def holds(market: Market, result: Clearing) -> None:
    """Check a result against the market by counting anew, without the code under test."""
    rules, by_id = market.rules, {one.id: one for one in market.institutions}
    offers, wants = ({one.id: one for one in part} for part in (market.offers, market.wants))
    lines = [(offers[match.offer], wants[match.want]) for match in result.matches]
    possible = {(pair.offer, pair.want) for pair in market.pairs} - {(one.offer, one.want) for one in market.barred}
    assert {(offer.id, want.id) for offer, want in lines} <= possible
    assert all(n <= offers[offer].quantity for offer, n in Counter(offer.id for offer, _ in lines).items())
    assert all(n <= wants[want].cap for want, n in Counter(want.id for _, want in lines).items())
    assert set(Counter((want.owner, offer.work) for offer, want in lines).values()) <= {1}
    flow: Counter[str] = Counter()
    for offer, want in lines:
        giver, receiver = by_id[offer.owner], by_id[want.owner]
        assert giver is not receiver
        assert giver.id not in receiver.excludes
        assert receiver.id not in giver.excludes
        flow[receiver.country] += 1
        flow[giver.country] -= 1
    assert rules.gap is None or all(abs(net) <= rules.gap for net in flow.values())
    given_, received = (Counter(one) for one in ([o.owner for o, _ in lines], [w.owner for _, w in lines]))
    for one in market.institutions:
        assert one.in_limit is None or received[one.id] <= one.in_limit
        assert one.out_limit is None or given_[one.id] <= one.out_limit
        closing = one.opening + given_[one.id] - received[one.id]
        credit = rules.credit if one.credit is None else one.credit
        budget = rules.gift_budget if one.gift_budget is None else one.gift_budget
        if not rules.is_gift_round:
            assert min(-credit, one.opening) <= closing <= max(budget, one.opening)


@modest
@given(markets(), methods)
def test_no_book_is_promised_twice_and_no_limit_is_passed(market, method):
    holds(market, clear(market, method=method))


@modest
@given(market=markets())
def test_without_the_solver_the_same_limits_hold(market, no_solver):
    result = clear(market)
    assert result.method is Method.GREEDY
    holds(market, result)


@settings(modest, max_examples=80)
@given(market=markets(most_pairs=11))
def test_the_solver_finds_the_best_there_is(market, solver):
    assert clear(market).objective == best_by_trying(Ranking(market))


@modest
@given(market=markets())
def test_every_result_of_the_solver_is_proven_to_be_the_best(market, solver):
    assert clear(market).fallback is None


@modest
@given(market=markets())
def test_the_simple_method_is_never_better_than_the_solver(market, solver):
    assert clear(market, method=Method.GREEDY).objective <= clear(market).objective


@modest
@given(markets(), methods, st.randoms(use_true_random=False))
def test_the_order_of_the_lists_means_nothing(market, method, random):
    def shuffled(part):
        return tuple(random.sample(part, len(part)))

    parts = ("institutions", "offers", "wants", "pairs", "barred")
    mixed = replace(market, **{name: shuffled(getattr(market, name)) for name in parts})
    assert input_hash(mixed) == input_hash(market)
    assert clear(mixed, method=method) == clear(market, method=method)


@modest
@given(markets(), methods)
def test_every_want_ends_with_exactly_one_answer(market, method):
    result = clear(market, method=method)
    assert [outcome.want for outcome in result.outcomes] == sorted(want.id for want in market.wants)
    filled = Counter(match.want for match in result.matches)
    for want, outcome in zip(sorted(market.wants, key=lambda one: one.id), result.outcomes, strict=True):
        assert (outcome.outcome is Outcome.FILLED) == (filled[want.id] == want.cap)
        assert (outcome.outcome is Outcome.PARTLY_FILLED) == (0 < filled[want.id] < want.cap)
        went_elsewhere = outcome.outcome is Outcome.COPIES_WENT_TO_HIGHER_RANKED_WANT
        assert (outcome.decided_by is not None) == went_elsewhere


@modest
@given(market=markets())
def test_with_the_solver_no_want_is_left_without_a_named_reason(market, solver):
    assert Outcome.OTHER not in {outcome.outcome for outcome in clear(market).outcomes}


@modest
@given(markets(), methods)
def test_statements_and_equity_add_up_to_the_lines(market, method):
    result = clear(market, method=method)
    for row in (row for row in result.equity if row.by == "all"):
        assert row.given == row.received == len(result.matches)
        assert row.wants == len(market.wants)
    assert sum(one.given for one in result.statements) == sum(one.received for one in result.statements)
    for by in ("kind", "country", "place", "settlement"):
        assert sum(row.received for row in result.equity if row.by == by) == len(result.matches)
    assert all(0 <= row.jain <= 1 + 1e-9 for row in result.equity)


@modest
@given(markets(), methods)
def test_every_line_is_told_in_exactly_one_swap_chain_or_entry(market, method):
    result = clear(market, method=method)
    owner = {one.id: one.owner for one in (*market.offers, *market.wants)}
    assert sorted(line for loop in result.loops for line in loop.lines) == sorted(promised(result))
    for loop in result.loops:
        steps = zip(loop.libraries, (*loop.libraries[1:], loop.libraries[0]), strict=True)
        assert [(owner[offer], owner[want]) for offer, want in loop.lines] == list(steps)[: len(loop.lines)]
        assert len(loop.lines) == (len(loop.libraries) if loop.is_closed else 1)
        assert len(set(loop.libraries)) == len(loop.libraries) <= 4


@modest
@given(markets(), methods, st.data())
def test_after_refusals_nothing_refused_comes_back_and_all_limits_hold(market, method, data):
    first = promised(clear(market, method=method))
    refused = data.draw(st.sets(st.sampled_from(first))) if first else set()
    again = clear_again(market, refused, set(first) - refused)
    result = clear(again, method=method)
    holds(again, result)
    assert not set(promised(result)) & refused
    assert not refused or input_hash(again) != input_hash(market)


@modest
@given(markets(), methods)
def test_when_nobody_refuses_the_second_clearing_keeps_every_line(market, method):
    first = promised(clear(market, method=method))
    assert set(promised(clear(clear_again(market, [], first), method=method))) >= set(first)


@modest
@given(markets())
def test_marking_everything_alike_gains_nothing(market):
    points = standings(market.wants, 40)
    for owner in {want.owner for want in market.wants}:
        own = [want for want in market.wants if want.owner == owner]
        if len({want.priority for want in own}) == 1:
            assert all(points[want.id] == 0 for want in own)
        assert abs(sum(points[want.id] for want in own)) <= len(own)


@modest
@given(markets())
def test_no_library_weighs_more_than_the_cap(market):
    assert all(100 <= equity_percent(market.rules, one) <= EQUITY_CAP for one in market.institutions)


@modest
@given(markets())
def test_swaps_alone_leave_every_balance_as_it_was(market):
    ranking = Ranking(replace(market, kept=frozenset()))
    tally = Tally(ranking, greedy.solve(ranking, with_gifts=False))
    assert [tally.net(number) for number in range(len(ranking.institutions))] == [0] * len(ranking.institutions)
