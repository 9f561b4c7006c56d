"""Why a want was filled or not: one code for each, by ordered tests, none of which tells what another library chose."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.offers.rules.closeness import Kind
from library_exchange.rounds.rules.clearing.gates import gates_of, surviving
from library_exchange.rounds.rules.clearing.limits import Tally
from library_exchange.rounds.rules.clearing.market import Barrier
from library_exchange.rounds.rules.clearing.ranking import SCALE, Criterion, Line, Ranking


class Outcome(StrEnum):
    """How a want ended."""

    FILLED = "filled"
    PARTLY_FILLED = "partly_filled"
    NO_OFFER = "no_offer"
    ALREADY_HELD = "already_held"
    EXCLUDED_PARTNER = "excluded_partner"
    NOT_CLEARED = "not_cleared"
    OWN_WANT_FIRST = "own_want_first"
    COPIES_WENT_TO_HIGHER_RANKED_WANT = "copies_went_to_higher_ranked_want"
    ROUND_LIMIT = "round_limit"
    RECEIVER_CREDIT_LIMIT = "receiver_credit_limit"
    DONOR_GIFT_LIMIT = "donor_gift_limit"
    COUNTRY_GAP = "country_gap"
    NOT_SENT_BY_GIVER = "not_sent_by_giver"
    DECLINED_BY_OWNER = "declined_by_owner"
    OTHER = "other"


HAS_WAITED = frozenset(Outcome) - {
    *(Outcome.FILLED, Outcome.PARTLY_FILLED),
    *(Outcome.OWN_WANT_FIRST, Outcome.DECLINED_BY_OWNER),
}
"""The outcomes with which a want gains weight: it got nothing, and not because of what its owner has or declined."""

OF_BARRIER = {
    Barrier.ALREADY_HELD: Outcome.ALREADY_HELD,
    Barrier.EXCLUDED_PARTNER: Outcome.EXCLUDED_PARTNER,
    Barrier.NOT_CLEARED: Outcome.NOT_CLEARED,
}


@dataclass(frozen=True, slots=True)
class Match:
    """One copy of an offer for a want, with its reasons: how closely they meet, the owner's priority, and its place.

    `rank` is the place among the `wishers`, the wants that this offer could have served.
    """

    offer: str
    want: str
    giver: str
    receiver: str
    kind: Kind
    priority: int
    rank: int
    wishers: int


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The outcome of one want; `decided_by` says which criterion sent the copies elsewhere, if one did."""

    want: str
    outcome: Outcome
    decided_by: Criterion | None = None


def matches(ranking: Ranking, lines: Sequence[Line]) -> tuple[Match, ...]:
    """Return the lines of a result with their reasons."""
    wishers: dict[int, list[int]] = {}
    for line, value in zip(ranking.lines, ranking.value, strict=True):
        wishers.setdefault(line.offer, []).append(value)
    for values in wishers.values():
        values.sort()
    return tuple(_match(ranking, line, wishers[line.offer]) for line in lines)


def _match(ranking: Ranking, line: Line, values: list[int]) -> Match:
    offer, want = ranking.offers[line.offer], ranking.wants[line.want]
    above = len(values) - bisect_right(values, ranking.worth(line))
    return Match(offer.id, want.id, offer.owner, want.owner, line.kind, want.priority, above + 1, len(values))


def why_not(ranking: Ranking, tally: Tally, lines: Sequence[Line]) -> tuple[WhyNot, ...]:
    """Return one outcome for every want of the market, in canonical order."""
    explanation = _Explanation(ranking, tally, lines)
    return tuple(explanation.of(want) for want in range(len(ranking.wants)))


class _Explanation:
    """A result with what its explanation looks up."""

    def __init__(self, ranking: Ranking, tally: Tally, lines: Sequence[Line]) -> None:
        self.ranking, self.tally = ranking, tally
        self.usable = {line.want for line in ranking.lines}
        self.lines_of: dict[int, list[Line]] = {}
        for number in surviving(gates_of(ranking)):
            self.lines_of.setdefault(ranking.lines[number].want, []).append(ranking.lines[number])
        self.winners: dict[int, list[Line]] = {}
        for line in lines:
            self.winners.setdefault(line.offer, []).append(line)

    def of(self, want: int) -> WhyNot:
        public_id, filled = self.ranking.wants[want].id, self.tally.filled[want]
        if filled:
            is_full = filled == self.ranking.wants[want].cap
            return WhyNot(public_id, Outcome.FILLED if is_full else Outcome.PARTLY_FILLED)
        if want not in self.usable:
            return WhyNot(public_id, self._without_candidates(want))
        lines = [line for line in self.lines_of.get(want, ()) if not self.tally.works[self.tally.gate(line)]]
        if not lines:
            return WhyNot(public_id, Outcome.OWN_WANT_FIRST)
        free = [line for line in lines if self.tally.used[line.offer] < self.ranking.offers[line.offer].quantity]
        if free:
            return WhyNot(public_id, self._limit(free))
        return self._rivals(public_id, lines)

    def _without_candidates(self, want: int) -> Outcome:
        barriers = self.ranking.barriers.get(want, set())
        return next((OF_BARRIER[barrier] for barrier in Barrier if barrier in barriers), Outcome.NO_OFFER)

    def _limit(self, free: Sequence[Line]) -> Outcome:
        """Copies lie free: some limit kept them from moving, the receiver's own before the givers'."""
        own = self._own_limit(free[0])
        if own is not None:
            return own
        found = {self._givers_limit(line) for line in free}
        order = (Outcome.DONOR_GIFT_LIMIT, Outcome.ROUND_LIMIT, Outcome.COUNTRY_GAP)
        return next((outcome for outcome in order if outcome in found), Outcome.OTHER)

    def _own_limit(self, line: Line) -> Outcome | None:
        _giver, receiver = self.tally.parties(line)
        room = self.tally.rooms[receiver]
        if self.tally.received[receiver] >= room.receive:
            return Outcome.ROUND_LIMIT
        if self.tally.net(receiver) >= room.may_owe:
            return Outcome.RECEIVER_CREDIT_LIMIT
        return None

    def _givers_limit(self, line: Line) -> Outcome:
        giver, _receiver = self.tally.parties(line)
        room = self.tally.rooms[giver]
        if -self.tally.net(giver) >= room.may_lend:
            return Outcome.DONOR_GIFT_LIMIT
        if self.tally.given[giver] >= room.give:
            return Outcome.ROUND_LIMIT
        return Outcome.COUNTRY_GAP if self.tally.crosses_gap(line) else Outcome.OTHER

    def _rivals(self, public_id: str, lines: Sequence[Line]) -> WhyNot:
        """All copies went elsewhere: to wants that rank higher, or, past a limit of ours, to one that ranks lower."""
        duels = [(line, winner) for line in lines for winner in self.winners[line.offer]]
        line, winner = min(duels, key=lambda duel: self._total(duel[1], -1) - self._total(duel[0], 0))
        went_elsewhere = Outcome.COPIES_WENT_TO_HIGHER_RANKED_WANT
        if self._total(winner, -1) >= self._total(line, 0):
            return WhyNot(public_id, went_elsewhere, self._decided_by(line, winner))
        limit = self._own_limit(line)
        if limit is None and self._country(winner) != self._country(line) and self.tally.crosses_gap(line):
            limit = Outcome.COUNTRY_GAP
        return WhyNot(public_id, limit) if limit else WhyNot(public_id, went_elsewhere, Criterion.WHOLE)

    def _country(self, line: Line) -> int:
        return self.ranking.country[self.ranking.receiver[line.want]]

    def _tier(self, line: Line, offset: int) -> int:
        return self.ranking.tier(self.tally.received[self.ranking.receiver[line.want]] + offset)

    def _total(self, line: Line, offset: int) -> int:
        """Return the worth of a copy to the receiver of a line, as its last one (`offset` -1) or one more (0)."""
        return self.ranking.worth(line) + self._tier(line, offset) * SCALE

    def _decided_by(self, line: Line, winner: Line) -> Criterion:
        """Return the criterion that weighed most for the winner; the earlier one of equals."""
        mine, theirs = self._points(line, 0), self._points(winner, -1)
        return max(mine, key=lambda criterion: theirs[criterion] - mine[criterion])

    def _points(self, line: Line, offset: int) -> dict[Criterion, float]:
        ranking, receiver = self.ranking, self.ranking.receiver[line.want]
        points = ranking.base(line.kind) + ranking.standing[line.want] + ranking.age(line.want)
        return {
            Criterion.EXACTNESS: ranking.base(line.kind),
            Criterion.PRIORITY: ranking.standing[line.want],
            Criterion.FIRST_COPIES: self._tier(line, offset),
            Criterion.EQUITY: points * (ranking.percent[receiver] - 100) // 100,
            Criterion.AGEING: ranking.age(line.want),
            Criterion.LOT: ranking.lot[line.want] / SCALE,
        }
