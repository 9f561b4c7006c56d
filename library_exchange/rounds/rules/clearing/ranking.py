"""The published rule as figures: the market in canonical order, numbered, each pair with its worth in points."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from library_exchange.offers.rules.closeness import Kind, lot
from library_exchange.rounds.rules.clearing.market import EQUITY_CAP, Barrier, Institution, Market, Offer, Rules, Want

SCALE = 1000
"""Fractions of a point, so that lots decide between equals and nothing else."""
WANT_LOTS, OFFER_LOTS = 900, 100
KEPT = 100_000
"""Points of a line that both sides have accepted: more than any rearrangement of others could bring."""


class Criterion(StrEnum):
    """The criteria of the published rule, in its order; the last is no criterion of one line but of all together."""

    EXACTNESS = "exactness"
    PRIORITY = "priority"
    FIRST_COPIES = "first_copies"
    EQUITY = "equity"
    AGEING = "ageing"
    LOT = "lot"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Line:
    """A pair by its numbers: offer, want, and how closely they meet."""

    offer: int
    want: int
    kind: Kind


def equity_percent(rules: Rules, institution: Institution) -> int:
    """Return the weight of an institution's wants: kind and place add up, to `EQUITY_CAP` at most."""
    extra = dict(rules.equity).get(institution.kind, 100) - 100
    inland = rules.inland - 100 if institution.is_inland else 0
    return min(100 + extra + inland, EQUITY_CAP)


def standings(wants: Sequence[Want], most: int) -> dict[str, int]:
    """Return the points each want has by its owner's priorities, from -`most` to +`most`.

    A want gains for each of the owner's wants below it and loses for each above: the sum over an owner is about
    nought, so marking everything with the highest priority gains nothing.
    """
    by_owner: dict[str, list[Want]] = {}
    for want in wants:
        by_owner.setdefault(want.owner, []).append(want)
    found: dict[str, int] = {}
    for own in by_owner.values():
        scale = sorted(want.priority for want in own)
        for want in own:
            below = bisect_left(scale, want.priority)
            above = len(scale) - bisect_right(scale, want.priority)
            points, sign = most * abs(below - above) // len(scale), 1 if below > above else -1
            found[want.id] = sign * points
    return found


class Ranking:
    """The market in canonical order, by number; `lines` are the pairs that may be used, `value` their worth."""

    def __init__(self, market: Market) -> None:
        self.market, self.rules = market, market.rules
        self.institutions: list[Institution] = sorted(market.institutions, key=lambda one: one.id)
        self.offers: list[Offer] = sorted(market.offers, key=lambda one: one.id)
        self.wants: list[Want] = sorted(market.wants, key=lambda one: one.id)
        number = {one.id: index for index, one in enumerate(self.institutions)}
        self.giver = [number[offer.owner] for offer in self.offers]
        self.receiver = [number[want.owner] for want in self.wants]
        self.countries = sorted({one.country for one in self.institutions})
        self.country = [self.countries.index(one.country) for one in self.institutions]
        self.percent = [equity_percent(self.rules, one) for one in self.institutions]
        self.lot = [lot(self.rules.seed, want.id, WANT_LOTS) for want in self.wants]
        self._offer_part = [self._points_of_offer(offer) for offer in self.offers]
        self._offer_number = {one.id: index for index, one in enumerate(self.offers)}
        self._want_number = {one.id: index for index, one in enumerate(self.wants)}
        self.lines = self._usable()
        self.standing = self._standings()
        self.value = [self.worth(line) for line in self.lines]
        kept = market.kept
        self.is_kept = [bool(kept) and self.ids(line) in kept for line in self.lines]
        self.weight = [
            value + (KEPT * SCALE if is_kept else 0) for value, is_kept in zip(self.value, self.is_kept, strict=True)
        ]

    def ids(self, line: Line) -> tuple[str, str]:
        """Return the public ids of a line's offer and want."""
        return self.offers[line.offer].id, self.wants[line.want].id

    def numbers(self, offer: str, want: str) -> tuple[int, int]:
        """Return the numbers of an offer and a want."""
        return self._offer_number[offer], self._want_number[want]

    def worth(self, line: Line) -> int:
        """Return what one copy on this line is worth, in points times `SCALE`, with the want's lot as its tail."""
        favour = self.percent[self.receiver[line.want]] - 100
        favoured = self.points(line) * favour * SCALE // 100
        drawn = self.lot[line.want] + self._offer_part[line.offer]
        return self.points(line) * SCALE + favoured + self.aged(line) + drawn

    def points(self, line: Line) -> int:
        """Return the points of a line before its library's weight and its waiting."""
        return self.base(line.kind) + self.standing[line.want]

    def aged(self, line: Line) -> int:
        """Return what waiting adds, in points times `SCALE`: a part of the points for each round in which it failed."""
        rounds = min(self.wants[line.want].times_failed, self.rules.ageing_rounds)
        earlier = self.rules.ageing * self.percent[self.receiver[line.want]]
        return (self.points(line) * self.rules.waiting + earlier) * rounds * SCALE // 100

    def base(self, kind: Kind) -> int:
        """Return the points for how closely offer and want meet."""
        return {Kind.EXACT: self.rules.exact, Kind.WORK: self.rules.work, Kind.PROFILE: self.rules.profile}[kind]

    def tier(self, received: int) -> int:
        """Return the points for one more copy when an institution has `received` so many in this round."""
        for copies, points in self.rules.tiers:
            if received < copies:
                return points
            received -= copies
        return 0

    @cached_property
    def barriers(self) -> dict[int, dict[int, set[Barrier]]]:
        """For each want the offers that meet it and may not serve it, with what bars them, as its owner may know it.

        That a giver excludes the receiver is the giver's choice and is not told: to the receiver it is no offer.
        """
        found: dict[int, dict[int, set[Barrier]]] = {}
        for barred in self.market.barred:
            offer, want = self.numbers(barred.offer, barred.want)
            found.setdefault(want, {}).setdefault(offer, set()).add(barred.barrier)
        for pair in self.market.pairs:
            offer, want = self.numbers(pair.offer, pair.want)
            found.setdefault(want, {}).setdefault(offer, set())
        for want, offers in found.items():
            receiver = self.institutions[self.receiver[want]]
            for offer, barriers in offers.items():
                if self.offers[offer].owner in receiver.excludes:
                    barriers.add(Barrier.EXCLUDED_PARTNER)
        return {
            want: {offer: barriers for offer, barriers in offers.items() if barriers and self._is_told(offer, want)}
            for want, offers in found.items()
        }

    def _is_told(self, offer: int, want: int) -> bool:
        giver, receiver = self.institutions[self.giver[offer]], self.institutions[self.receiver[want]]
        return self.offers[offer].quantity > 0 and giver is not receiver and receiver.id not in giver.excludes

    def _standings(self) -> list[int]:
        """Priority counts among the wants that something could serve: others beside them change nothing."""
        served = {line.want for line in self.lines}
        points = standings([self.wants[want] for want in sorted(served)], self.rules.priority)
        return [points.get(want.id, 0) for want in self.wants]

    def _points_of_offer(self, offer: Offer) -> int:
        waited = self.rules.offer_ageing * min(offer.rounds_waited, self.rules.ageing_rounds)
        return waited * SCALE + lot(self.rules.seed, offer.id, OFFER_LOTS)

    def _usable(self) -> list[Line]:
        barred = {(one.offer, one.want) for one in self.market.barred}
        closest: dict[tuple[int, int], Kind] = {}
        for pair in self.market.pairs:
            offer, want = self.numbers(pair.offer, pair.want)
            if (pair.offer, pair.want) not in barred and self._may_deal(offer, want):
                closest[offer, want] = min(pair.kind, closest.get((offer, want), pair.kind))
        return [Line(offer, want, kind) for (offer, want), kind in sorted(closest.items())]

    def _may_deal(self, offer: int, want: int) -> bool:
        giver, receiver = self.giver[offer], self.receiver[want]
        one, other = self.institutions[giver], self.institutions[receiver]
        is_excluded = one.id in other.excludes or other.id in one.excludes
        return self.offers[offer].quantity > 0 and giver != receiver and not is_excluded
