"""Whether what a round tells of wants that got nothing is so: every reason is tried by clearing the market otherwise.

`python -m benchmarks.reasons` makes up markets until 2,000 wants were left open, prints how many were told each reason
and how many of these did not hold, and returns 1 if any did not; `--wants` and `--seed` change how many and which.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from random import Random

from rich.console import Console
from rich.table import Table

from library_exchange.offers.rules.closeness import Kind
from library_exchange.rounds.rules.clearing import simplex
from library_exchange.rounds.rules.clearing.clear import Clearing, Method, clear
from library_exchange.rounds.rules.clearing.limits import Tally, room_of
from library_exchange.rounds.rules.clearing.market import Barred, Barrier, Institution, Market, Offer, Pair, Rules, Want
from library_exchange.rounds.rules.clearing.ranking import KEPT, SCALE, Criterion, Line, Ranking
from library_exchange.rounds.rules.clearing.reasons import OF_BARRIER, Outcome, WhyNot

MANY, WORKS = 1_000, 9
COUNTRIES = ("CN", "RU", "RU", "CN", "MN")
LIMITS = ("credit", "gift_budget", "in_limit", "out_limit")
KINDS = ("public", "school", "ngo", "university")


def make_market(random: Random) -> Market:
    """Make a small market in which everything that stands in a want's way is common."""
    names = [f"l{number}" for number in range(random.randint(2, 7))]
    libraries = tuple(_library(random, name, names) for name in names)
    offers = tuple(
        Offer(f"o{n:02}", random.choice(names), f"w{random.randrange(WORKS)}", random.choice((0, 1, 1, 1, 1, 2)))
        for n in range(random.randint(3, 24))
    )
    wants = tuple(
        Want(f"n{n:02}", random.choice(names), random.choice((1, 1, 1, 3)), random.randint(1, 5), random.randint(0, 4))
        for n in range(random.randint(4, 30))
    )
    pairs, barred = [], []
    for want in wants:
        kind = random.choice(tuple(Kind))
        works = {f"w{random.randrange(WORKS)}" for _ in range(4 if kind is Kind.PROFILE else 1)}
        for offer in offers:
            if offer.work in works and random.random() < 0.85:
                pairs.append(Pair(offer.id, want.id, random.choice((kind, kind, *Kind))))
                if random.random() < 0.15:
                    barred.append(Barred(offer.id, want.id, random.choice(tuple(Barrier))))
    rules = Rules(
        seed=str(random.random()), gap=random.choice((None, None, 0, 2, 4)), is_gift_round=random.random() < 0.1
    )
    return Market(libraries, offers, wants, tuple(pairs), rules, tuple(barred))


def _library(random: Random, name: str, names: Sequence[str]) -> Institution:
    excludes = frozenset(random.sample(names, 1)) - {name} if random.random() < 0.2 else frozenset()
    limits = {limit: random.choice((None, None, 0, 1, 3, 6, 6, 9)) for limit in LIMITS}
    return Institution(
        name,
        random.choice(COUNTRIES),
        random.choice(KINDS),
        is_inland=random.random() < 0.5,
        opening=random.choice((0, 0, -2, 2)),
        excludes=excludes,
        **limits,
    )


@dataclass
class Trial:
    """A market with its result, and the means to clear it otherwise."""

    market: Market
    ranking: Ranking
    result: Clearing
    lines: list[Line]
    tally: Tally

    @classmethod
    def of(cls, market: Market) -> "Trial":
        """Clear a market; raises RuntimeError if the solver did not prove its result to be the best."""
        result, ranking = clear(market), Ranking(market)
        if result.method is not Method.CIRCULATION or result.bound != result.objective:
            raise RuntimeError("the result is not proven to be the best")
        taken = {(match.offer, match.want) for match in result.matches}
        lines = [line for line in ranking.lines if ranking.ids(line) in taken]
        return cls(market, ranking, result, lines, Tally(ranking, lines))

    def lines_of(self, want: int) -> list[Line]:
        """Return every line that could serve a want."""
        return [line for line in self.ranking.lines if line.want == want]

    def solved(
        self,
        lines: Collection[Line],
        forced: Collection[Line] = (),
        more: Callable[[Institution], Institution] = lambda one: one,
        gap: int | None = None,
    ) -> list[Line]:
        """Clear with these lines only, worth what they were, some before all others, with other limits."""
        other = copy(self.ranking)
        other.lines = sorted(lines, key=lambda line: (line.offer, line.want))
        other.value = [other.worth(line) for line in other.lines]
        other.weight = [
            value + (KEPT * SCALE if line in forced else 0)
            for value, line in zip(other.value, other.lines, strict=True)
        ]
        other.institutions = [more(one) for one in self.ranking.institutions]
        other.rules = replace(self.ranking.rules, gap=gap if gap is not None else self.ranking.rules.gap)
        return simplex.solve(other).lines

    def is_served(self, want: int, lines: Collection[Line], **otherwise: object) -> bool:
        """Whether a want gets a copy when the market is cleared otherwise."""
        return any(line.want == want for line in self.solved(lines, **otherwise))  # type: ignore[arg-type]


def boundless(one: Institution) -> Institution:
    """Return an institution without limits."""
    return replace(one, credit=MANY, gift_budget=MANY, in_limit=None, out_limit=None)


def one_more(trial: Trial, ids: Collection[str], *limits: str) -> Callable[[Institution], Institution]:
    """Return what gives some libraries one more copy in these limits, counted from where they stand."""

    def change(one: Institution) -> Institution:
        if one.id not in ids:
            return one
        room = room_of(one, trial.ranking.rules)
        new = {
            "credit": room.may_owe + 1 - one.opening,
            "gift_budget": room.may_lend + 1 + one.opening,
            "in_limit": room.receive + 1,
            "out_limit": room.give + 1,
        }
        return replace(one, **{limit: new[limit] for limit in limits})

    return change


def holds(trial: Trial, told: WhyNot) -> bool:
    """Whether what is told of a want that got nothing is so."""
    want = next(number for number, each in enumerate(trial.ranking.wants) if each.id == told.want)
    if told.outcome in CLAIMS:
        return CLAIMS[told.outcome](trial, want, told)
    return False


def _alone(
    trial: Trial,
    want: int,
    barred: Sequence[Barred] = (),
    pairs: Sequence[Pair] | None = None,
    libraries: Sequence[Institution] | None = None,
) -> bool:
    """Whether a want gets a copy in a market of its own without limits."""
    id_, given = trial.ranking.wants[want].id, trial.market
    market = replace(
        given,
        wants=(trial.ranking.wants[want],),
        pairs=tuple(pair for pair in (given.pairs if pairs is None else pairs) if pair.want == id_),
        barred=tuple(one for one in barred if one.want == id_),
        institutions=tuple(map(boundless, given.institutions if libraries is None else libraries)),
        rules=replace(given.rules, gap=None),
    )
    return bool(clear(market).matches)


def _open_to(trial: Trial, want: int, partner: str | None = None) -> tuple[Institution, ...]:
    """Return the libraries, of which the one that wants excludes nobody, or not a certain one."""
    owner = trial.ranking.wants[want].owner
    return tuple(
        replace(one, excludes=one.excludes - {partner} if partner else frozenset()) if one.id == owner else one
        for one in trial.market.institutions
    )


def _nothing_fits(trial: Trial, want: int, _told: WhyNot) -> bool:
    return not _alone(trial, want, libraries=_open_to(trial, want))


def _is_barred(trial: Trial, want: int, told: WhyNot) -> bool:
    """Nothing serves the want even alone; without what bars the offer that is told of, that one would."""
    if told.about is None or _alone(trial, want, trial.market.barred):
        return False
    barrier = next(barrier for barrier, outcome in OF_BARRIER.items() if outcome is told.outcome)
    offer = next(each for each in trial.market.offers if each.id == told.about)
    own = [one for one in trial.market.barred if one.want == told.want]
    named = {one.barrier for one in own if one.offer == told.about}
    receiver = next(one for one in trial.market.institutions if one.id == trial.ranking.wants[want].owner)
    named |= {Barrier.EXCLUDED_PARTNER} if offer.owner in receiver.excludes else set()
    is_alone = len(named) == 1
    lifted = {barrier} if is_alone else named
    libraries = _open_to(trial, want, offer.owner) if Barrier.EXCLUDED_PARTNER in lifted else trial.market.institutions
    left = tuple(one for one in own if one.offer != told.about or one.barrier not in lifted)
    pairs = (*trial.market.pairs, Pair(told.about, told.want, Kind.EXACT))
    return barrier in named and _alone(trial, want, left, pairs, libraries)


def _came_by_another(trial: Trial, want: int, _told: WhyNot) -> bool:
    """All that fits came by another want of the library; had that not been there, this one could have had it."""
    own = trial.lines_of(want)
    gates = {trial.tally.gate(line) for line in own}
    others = [line for line in trial.lines if trial.tally.gate(line) in gates]
    with_others = trial.is_served(want, [*own, *others], forced=others, more=boundless, gap=MANY)
    return not with_others and trial.is_served(want, own, more=boundless, gap=MANY)


def _as_it_is(trial: Trial, want: int, **otherwise: object) -> bool:
    """Whether the want gets a copy when everything else stays as it is, but for what is given otherwise."""
    return trial.is_served(want, {*trial.lines, *trial.lines_of(want)}, **otherwise)


def _givers(trial: Trial, want: int) -> set[str]:
    return {trial.ranking.offers[line.offer].owner for line in trial.lines_of(want)}


def _raised(trial: Trial, want: int) -> dict[Outcome, list[dict[str, object]]]:
    """Return for each limit the ways in which it may be one copy higher."""
    owner, givers = trial.ranking.wants[want].owner, sorted(_givers(trial, want))
    gap = trial.ranking.rules.gap
    return {
        Outcome.ROUND_LIMIT: [
            {"more": one_more(trial, {owner}, "in_limit")},
            *({"more": one_more(trial, {giver}, "out_limit")} for giver in givers),
        ],
        Outcome.RECEIVER_CREDIT_LIMIT: [{"more": one_more(trial, {owner}, "credit")}],
        Outcome.DONOR_GIFT_LIMIT: [{"more": one_more(trial, {giver}, "gift_budget")} for giver in givers],
        Outcome.COUNTRY_GAP: [] if gap is None else [{"gap": gap + 1}],
    }


def _is_limited(trial: Trial, want: int, told: WhyNot) -> bool:
    """As things are the want gets nothing; with one copy more within the limit that is told of it does."""
    raised = _raised(trial, want)[told.outcome]
    return not _as_it_is(trial, want) and any(_as_it_is(trial, want, **each) for each in raised)


def _is_limited_by_several(trial: Trial, want: int, _told: WhyNot) -> bool:
    """Beside all other books a copy would pass more than one limit, and nothing but limits stands in its way."""
    owner, gap = trial.ranking.wants[want].owner, trial.ranking.rules.gap
    alone = [each for ways in _raised(trial, want).values() for each in ways]
    own = one_more(trial, {owner}, "in_limit", "credit")
    parties = {one.id for one in trial.market.institutions}
    theirs = one_more(trial, _givers(trial, want), "out_limit")
    lending = one_more(trial, parties, "gift_budget")
    together = {"more": lambda one: lending(theirs(own(one))), "gap": None if gap is None else gap + 1}
    used, offers = Counter(line.offer for line in trial.lines), {line.offer for line in trial.lines_of(want)}
    is_free = any(used[offer] < trial.ranking.offers[offer].quantity for offer in offers)
    others = [line for line in trial.lines if is_free or line.offer not in offers]
    return (
        not _as_it_is(trial, want)
        and not any(_as_it_is(trial, want, forced=others, **each) for each in alone)
        and _as_it_is(trial, want, **together)
    )


def _points(trial: Trial, line: Line, received: int) -> dict[Criterion, float]:
    """Count anew what speaks for a line, by the rule as it is published."""
    ranking, rules = trial.ranking, trial.ranking.rules
    want, percent = ranking.wants[line.want], ranking.percent[ranking.receiver[line.want]]
    base = {Kind.EXACT: rules.exact, Kind.WORK: rules.work, Kind.PROFILE: rules.profile}[line.kind]
    steps = [points for copies, points in rules.tiers for _ in range(copies)]
    both = base + ranking.standing[line.want]
    return {
        Criterion.EXACTNESS: base,
        Criterion.PRIORITY: ranking.standing[line.want],
        Criterion.FIRST_COPIES: steps[received] if received < len(steps) else 0,
        Criterion.EQUITY: both * (percent - 100) / 100,
        Criterion.AGEING: both * rules.waiting * min(want.times_failed, rules.ageing_rounds) / 100,
        Criterion.LOT: ranking.lot[line.want] / SCALE,
    }


def _is_outranked(trial: Trial, want: int, told: WhyNot) -> bool:
    """All copies went to wants that rank above this one, and more room would not have changed that.

    By the criterion told, the one that won by least is ahead most; before all others, this want would have got a copy.
    """
    if told.decided_by is Criterion.WHOLE:
        return _serves_the_whole(trial, want)
    owner = trial.ranking.wants[want].owner
    open_ = [line for line in trial.lines_of(want) if not trial.tally.works[trial.tally.gate(line)]]
    duels = [(line, winner) for line in open_ for winner in trial.lines if winner.offer == line.offer]
    leads = []
    for line, winner in duels:
        mine, theirs = (trial.ranking.receiver[each.want] for each in (line, winner))
        lost = _points(trial, line, trial.tally.received[mine] - (mine == theirs))
        won = _points(trial, winner, trial.tally.received[theirs] - 1)
        leads.append({criterion: won[criterion] - lost[criterion] for criterion in won})
    least = min(leads, key=lambda lead: round(sum(lead.values()), 6))
    rest = sum(lead for criterion, lead in least.items() if criterion is not Criterion.LOT)
    decided = Criterion.LOT if rest <= 1e-9 else max(least, key=lambda criterion: round(least[criterion], 6))
    used = Counter(line.offer for line in trial.lines)
    is_gone = all(used[line.offer] == trial.ranking.offers[line.offer].quantity for line in open_)
    ranks_below = all(round(sum(lead.values()), 6) >= 0 for lead in leads)
    roomier = one_more(trial, {owner}, "in_limit", "credit")
    first = {"forced": trial.lines_of(want), "more": boundless, "gap": MANY}
    return (
        is_gone
        and ranks_below
        and round(least[decided] - least[told.decided_by or Criterion.WHOLE], 6) == 0
        and not _as_it_is(trial, want, more=roomier)
        and _as_it_is(trial, want, **first)
    )


def _serves_the_whole(trial: Trial, want: int) -> bool:
    """The want can be given a copy, but with more room it would still get none: elsewhere it is worth more."""
    roomier = one_more(trial, {trial.ranking.wants[want].owner}, "in_limit", "credit")
    is_possible = trial.is_served(want, trial.ranking.lines, forced=trial.lines_of(want), more=roomier)
    return is_possible and not _as_it_is(trial, want, more=roomier)


CLAIMS: dict[Outcome, Callable[[Trial, int, WhyNot], bool]] = {
    Outcome.NO_OFFER: _nothing_fits,
    **dict.fromkeys(OF_BARRIER.values(), _is_barred),
    Outcome.OWN_WANT_FIRST: _came_by_another,
    Outcome.COPIES_WENT_TO_HIGHER_RANKED_WANT: _is_outranked,
    Outcome.ROUND_LIMIT: _is_limited,
    Outcome.RECEIVER_CREDIT_LIMIT: _is_limited,
    Outcome.DONOR_GIFT_LIMIT: _is_limited,
    Outcome.COUNTRY_GAP: _is_limited,
    Outcome.SEVERAL_LIMITS: _is_limited_by_several,
}
"""For each reason what it claims. One that is not here may be told of no want that a solver left open."""


def trials(seed: int) -> Iterator[tuple[Trial, WhyNot]]:
    """Yield wants that got nothing, with their markets, without end."""
    random = Random(seed)
    while True:
        trial = Trial.of(make_market(random))
        for told in trial.result.outcomes:
            if told.outcome not in (Outcome.FILLED, Outcome.PARTLY_FILLED):
                yield trial, told


def main() -> int:
    """Print the table; return 1 if a reason did not hold."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--wants", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    told: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for (trial, why), _number in zip(trials(given.seed), range(given.wants), strict=False):
        name = f"{why.outcome}: {why.decided_by}" if why.decided_by else str(why.outcome)
        told[name] += 1
        false[name] += not holds(trial, why)
    table = Table("reason", "told", "did not hold", title=f"{given.wants} wants that got nothing")
    for name, count in told.most_common():
        table.add_row(name, f"{count}", f"{false[name]}")
    Console(highlight=False).print(table)
    return 1 if false.total() else 0


if __name__ == "__main__":
    sys.exit(main())
