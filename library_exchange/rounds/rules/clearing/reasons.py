"""Why a want was filled or not: one code for each, by ordered tests, none of which tells what another library chose."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.offers.rules.closeness import Kind
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
    NO_CLASS_NUMBER = "no_class_number"
    OWN_WANT_FIRST = "own_want_first"
    COPIES_WENT_TO_HIGHER_RANKED_WANT = "copies_went_to_higher_ranked_want"
    ROUND_LIMIT = "round_limit"
    RECEIVER_CREDIT_LIMIT = "receiver_credit_limit"
    DONOR_GIFT_LIMIT = "donor_gift_limit"
    COUNTRY_GAP = "country_gap"
    SEVERAL_LIMITS = "several_limits"
    NOT_SENT_BY_GIVER = "not_sent_by_giver"
    DECLINED_BY_OWNER = "declined_by_owner"
    LOST_BY_REFUSAL = "lost_by_refusal"
    OTHER = "other"


HAS_WAITED = frozenset(Outcome) - {
    *(Outcome.FILLED, Outcome.PARTLY_FILLED),
    *(Outcome.OWN_WANT_FIRST, Outcome.DECLINED_BY_OWNER, Outcome.LOST_BY_REFUSAL),
}
"""The outcomes with which a want gains weight: it got nothing, and not for what its owner has, declined or lost."""

OF_BARRIER = {
    Barrier.ALREADY_HELD: Outcome.ALREADY_HELD,
    Barrier.EXCLUDED_PARTNER: Outcome.EXCLUDED_PARTNER,
    Barrier.NOT_CLEARED: Outcome.NOT_CLEARED,
    Barrier.NO_CLASS: Outcome.NO_CLASS_NUMBER,
}


IN_LINE = 20
"""Of the wants in line for a book so many are kept, for the case that it does not go where it was to go."""


class Limit(StrEnum):
    """What a copy would pass if it went to a want after all; the receiver's own limits first."""

    OWN_ROUND = "own_round"
    OWN_ACCOUNT = "own_account"
    GIVERS_ACCOUNT = "givers_account"
    GIVERS_ROUND = "givers_round"
    GAP = "gap"
    RIVALS_ACCOUNT = "rivals_account"


OF_LIMIT = {
    Limit.OWN_ROUND: Outcome.ROUND_LIMIT,
    Limit.OWN_ACCOUNT: Outcome.RECEIVER_CREDIT_LIMIT,
    Limit.GIVERS_ACCOUNT: Outcome.DONOR_GIFT_LIMIT,
    Limit.GIVERS_ROUND: Outcome.ROUND_LIMIT,
    Limit.GAP: Outcome.COUNTRY_GAP,
    Limit.RIVALS_ACCOUNT: Outcome.COPIES_WENT_TO_HIGHER_RANKED_WANT,
}
"""What is told of a limit; the account of a rival is nobody's business: there, the copy served the whole."""


@dataclass(frozen=True, slots=True)
class Match:
    """One copy of an offer for a want, with its reasons: how closely they meet, the owner's priority, and its place.

    `rank` is the place among the `wishers`, the wants that this offer could have served; `in_line` are the first of the
    others, each with how closely it meets the offer; `work` is what the offer is a copy of.
    """

    offer: str
    want: str
    giver: str
    receiver: str
    kind: Kind
    priority: int
    rank: int
    wishers: int
    work: str = ""
    in_line: tuple[tuple[str, Kind], ...] = ()


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The outcome of one want.

    `decided_by` says which criterion sent the copies elsewhere, if one did; `about` which offer the outcome is about,
    if it is one that could serve nobody here.
    """

    want: str
    outcome: Outcome
    decided_by: Criterion | None = None
    about: str | None = None


def matches(ranking: Ranking, lines: Sequence[Line]) -> tuple[Match, ...]:
    """Return the lines of a result with their reasons."""
    wishers: dict[int, list[tuple[int, int, Kind]]] = {}
    for line, value in zip(ranking.lines, ranking.value, strict=True):
        wishers.setdefault(line.offer, []).append((-value, line.want, line.kind))
    for in_line in wishers.values():
        in_line.sort()
    return tuple(_match(ranking, line, wishers[line.offer]) for line in lines)


def _match(ranking: Ranking, line: Line, wishers: list[tuple[int, int, Kind]]) -> Match:
    offer, want = ranking.offers[line.offer], ranking.wants[line.want]
    above = bisect_left(wishers, (-ranking.worth(line),))
    others = [(each, kind) for _worth, each, kind in wishers[: IN_LINE + 1] if each != line.want][:IN_LINE]
    return Match(
        offer=offer.id,
        want=want.id,
        giver=offer.owner,
        receiver=want.owner,
        kind=line.kind,
        priority=want.priority,
        rank=above + 1,
        wishers=len(wishers),
        work=offer.work,
        in_line=tuple((ranking.wants[each].id, kind) for each, kind in others),
    )


def why_not(ranking: Ranking, tally: Tally, lines: Sequence[Line]) -> tuple[WhyNot, ...]:
    """Return one outcome for every want of the market, in canonical order."""
    explanation = _Explanation(ranking, tally, lines)
    return tuple(explanation.of(want) for want in range(len(ranking.wants)))


class _Explanation:
    """A result with what its explanation looks up."""

    def __init__(self, ranking: Ranking, tally: Tally, lines: Sequence[Line]) -> None:
        self.ranking, self.tally = ranking, tally
        self.lines_of: dict[int, list[Line]] = {}
        for line in ranking.lines:
            self.lines_of.setdefault(line.want, []).append(line)
        self.winners: dict[int, list[Line]] = {}
        for line in lines:
            self.winners.setdefault(line.offer, []).append(line)

    def of(self, want: int) -> WhyNot:
        public_id, filled = self.ranking.wants[want].id, self.tally.filled[want]
        if filled:
            is_full = filled == self.ranking.wants[want].cap
            return WhyNot(public_id, Outcome.FILLED if is_full else Outcome.PARTLY_FILLED)
        if want not in self.lines_of:
            return self._without_candidates(public_id, want)
        lines = [line for line in self.lines_of[want] if not self.tally.works[self.tally.gate(line)]]
        if not lines:
            return WhyNot(public_id, Outcome.OWN_WANT_FIRST)
        free = [line for line in lines if self.tally.used[line.offer] < self.ranking.offers[line.offer].quantity]
        if free:
            return WhyNot(public_id, _told(self._passed(line) for line in free))
        return self._rivals(public_id, lines)

    def _without_candidates(self, public_id: str, want: int) -> WhyNot:
        """Name what alone keeps an offer away; if each is kept away by several things, the first of the fewest."""
        barred = self.ranking.barriers.get(want, {})
        if not barred:
            return WhyNot(public_id, Outcome.NO_OFFER)
        order = list(Barrier)
        places = {offer: sorted(order.index(barrier) for barrier in barriers) for offer, barriers in barred.items()}
        offer = min(places, key=lambda each: (len(places[each]), places[each], each))
        return WhyNot(public_id, OF_BARRIER[order[places[offer][0]]], about=self.ranking.offers[offer].id)

    def _passed(self, line: Line, instead_of: Line | None = None) -> frozenset[Limit]:
        """Return the limits that a line more would pass, in place of another line of the offer if one is named."""
        tally, (giver, receiver) = self.tally, self.tally.parties(line)
        rival = None if instead_of is None else self.ranking.receiver[instead_of.want]
        found = set()
        if rival != receiver:
            room = tally.rooms[receiver]
            found |= {Limit.OWN_ROUND} if tally.received[receiver] >= room.receive else set()
            found |= {Limit.OWN_ACCOUNT} if tally.net(receiver) >= room.may_owe else set()
        if rival is None:
            room = tally.rooms[giver]
            found |= {Limit.GIVERS_ACCOUNT} if -tally.net(giver) >= room.may_lend else set()
            found |= {Limit.GIVERS_ROUND} if tally.given[giver] >= room.give else set()
        elif rival != receiver and -tally.net(rival) >= tally.rooms[rival].may_lend:
            found.add(Limit.RIVALS_ACCOUNT)
        source = self.ranking.country[giver if rival is None else rival]
        target = self.ranking.country[receiver]
        if source != target and (tally.inflow[target] >= tally.gap or -tally.inflow[source] >= tally.gap):
            found.add(Limit.GAP)
        return frozenset(found)

    def _rivals(self, public_id: str, lines: Sequence[Line]) -> WhyNot:
        """All copies went elsewhere: to wants that rank higher, past a limit, or where they served the whole."""
        duels = [(line, winner) for line in lines for winner in self.winners[line.offer]]
        went_elsewhere = Outcome.COPIES_WENT_TO_HIGHER_RANKED_WANT
        # What would be worth more, if it were allowed.
        better = [self._passed(*duel) for duel in duels if self._change(*duel) > 0]
        if better and (told := _told(better)) is not Outcome.SEVERAL_LIMITS:
            is_rivals = told is Outcome.COPIES_WENT_TO_HIGHER_RANKED_WANT
            return WhyNot(public_id, told, Criterion.WHOLE if is_rivals else None)
        if any(self._lead(*duel) < 0 and self._change(*duel) <= 0 for duel in duels):
            return WhyNot(public_id, went_elsewhere, Criterion.WHOLE)
        if better:
            return WhyNot(public_id, Outcome.SEVERAL_LIMITS)
        return WhyNot(public_id, went_elsewhere, self._decided_by(*min(duels, key=lambda duel: self._lead(*duel))))

    def _change(self, line: Line, winner: Line) -> int:
        """Return by how much the whole would be worth more with a line in place of the winner of its copy."""
        receiver, rival = (self.ranking.receiver[each.want] for each in (line, winner))
        if receiver == rival:
            return -self._lead(line, winner)
        before = abs(self.tally.net(receiver)) + abs(self.tally.net(rival))
        after = abs(self.tally.net(receiver) + 1) + abs(self.tally.net(rival) - 1)
        return -self._lead(line, winner) - self.ranking.rules.account_cost * SCALE * (after - before)

    def _lead(self, line: Line, winner: Line) -> int:
        """Return by how much the winner ranks above a line, each with its library's weight of this one copy."""
        points = self._points(winner, -1)
        mine = self._points(line, self._place(line, winner))
        return sum(points.values()) - sum(mine.values())

    def _place(self, line: Line, winner: Line) -> int:
        """Return which copy of its library a line would bring: one more (0), or the winner's own as the last (-1)."""
        is_own = self.ranking.receiver[line.want] == self.ranking.receiver[winner.want]
        return -1 if is_own else 0

    def _decided_by(self, line: Line, winner: Line) -> Criterion:
        """Return the criterion that weighed most for the winner, the earlier one of equals; the lot between equals."""
        mine, theirs = self._points(line, self._place(line, winner)), self._points(winner, -1)
        lead = {criterion: theirs[criterion] - mine[criterion] for criterion in mine}
        if sum(lead.values()) - lead[Criterion.LOT] <= 0:
            return Criterion.LOT
        return max(lead, key=lambda criterion: lead[criterion])

    def _points(self, line: Line, offset: int) -> dict[Criterion, int]:
        """Return what speaks for a line, in thousandths of a point; together its worth and its place among copies."""
        ranking, receiver = self.ranking, self.ranking.receiver[line.want]
        points, favour = ranking.points(line), ranking.percent[receiver] - 100
        return {
            Criterion.EXACTNESS: ranking.base(line.kind) * SCALE,
            Criterion.PRIORITY: ranking.standing[line.want] * SCALE,
            Criterion.FIRST_COPIES: ranking.tier(self.tally.received[receiver] + offset) * SCALE,
            Criterion.EQUITY: points * favour * SCALE // 100,
            Criterion.AGEING: ranking.aged(line),
            Criterion.LOT: ranking.lot[line.want],
        }


def _told(found: Iterable[frozenset[Limit]]) -> Outcome:
    """Return what is told where each of several copies would pass some limits: one that stands alone, if one does."""
    sets = list(found)
    if not sets or not all(sets):
        return Outcome.OTHER
    order = list(Limit)
    alone = sorted((limit for limits in sets if len(limits) == 1 for limit in limits), key=order.index)
    return OF_LIMIT[alone[0]] if alone else Outcome.SEVERAL_LIMITS
