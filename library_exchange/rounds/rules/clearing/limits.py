"""The limits of a round: what each library may still give and receive, and a check of a whole result."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from library_exchange.rounds.rules.clearing.market import Institution, Rules
from library_exchange.rounds.rules.clearing.ranking import Line, Ranking

NO_LIMIT = 1_000_000_000
"""More books than any round moves."""


@dataclass(frozen=True, slots=True)
class Room:
    """How far one library may go in this round, in pieces.

    `may_owe`: how many more it may receive than it gives; `may_lend`: how many more it may give than it receives.
    """

    receive: int
    give: int
    may_owe: int
    may_lend: int


def room_of(institution: Institution, rules: Rules) -> Room:
    """Return the limits of an institution: a balance that is already past a limit may not get worse."""
    credit = rules.credit if institution.credit is None else institution.credit
    budget = rules.gift_budget if institution.gift_budget is None else institution.gift_budget
    return Room(
        receive=NO_LIMIT if institution.in_limit is None else institution.in_limit,
        give=NO_LIMIT if institution.out_limit is None else institution.out_limit,
        may_owe=NO_LIMIT if rules.is_gift_round else max(0, credit + institution.opening),
        may_lend=NO_LIMIT if rules.is_gift_round else max(0, budget - institution.opening),
    )


class Tally:
    """What a set of lines has used up so far."""

    def __init__(self, ranking: Ranking, lines: Iterable[Line] = ()) -> None:
        self.ranking = ranking
        self.rooms = [room_of(one, ranking.rules) for one in ranking.institutions]
        self.gap = NO_LIMIT if ranking.rules.gap is None else ranking.rules.gap
        self.used: Counter[int] = Counter()
        self.filled: Counter[int] = Counter()
        self.works: Counter[tuple[int, str]] = Counter()
        self.given = [0] * len(ranking.institutions)
        self.received = [0] * len(ranking.institutions)
        self.inflow = [0] * len(ranking.countries)
        for line in lines:
            self.add(line)

    def parties(self, line: Line) -> tuple[int, int]:
        """Return giver and receiver of a line."""
        return self.ranking.giver[line.offer], self.ranking.receiver[line.want]

    def gate(self, line: Line) -> tuple[int, str]:
        """Return the receiver and the work: one copy may pass."""
        return self.ranking.receiver[line.want], self.ranking.offers[line.offer].work

    def add(self, line: Line, sign: int = 1) -> None:
        """Count a line in, or with `sign` -1 out again."""
        giver, receiver = self.parties(line)
        self.used[line.offer] += sign
        self.filled[line.want] += sign
        self.works[self.gate(line)] += sign
        self.given[giver] += sign
        self.received[receiver] += sign
        self.inflow[self.ranking.country[receiver]] += sign
        self.inflow[self.ranking.country[giver]] -= sign

    def net(self, institution: int) -> int:
        """Return how many more books an institution receives than it gives."""
        return self.received[institution] - self.given[institution]

    def fits(self, line: Line) -> bool:
        """Whether a line keeps every limit that does not ask for a book in return."""
        giver, receiver = self.parties(line)
        return (
            self.used[line.offer] < self.ranking.offers[line.offer].quantity
            and self.filled[line.want] < self.ranking.wants[line.want].cap
            and self.works[self.gate(line)] == 0
            and self.given[giver] < self.rooms[giver].give
            and self.received[receiver] < self.rooms[receiver].receive
        )

    def is_balanced_with(self, line: Line) -> bool:
        """Whether a line without return keeps the account of both and the gap between countries."""
        giver, receiver = self.parties(line)
        return (
            self.net(receiver) < self.rooms[receiver].may_owe
            and -self.net(giver) < self.rooms[giver].may_lend
            and not self.crosses_gap(line)
        )

    def crosses_gap(self, line: Line) -> bool:
        """Whether one more line would pass the gap between countries."""
        there, here = (self.ranking.country[one] for one in self.parties(line))
        return there != here and (self.inflow[here] >= self.gap or -self.inflow[there] >= self.gap)

    def overdraws(self, line: Line) -> bool:
        """Whether this line, counted already, is one of those that take an account or a gap past its limit."""
        giver, receiver = self.parties(line)
        there, here = self.ranking.country[giver], self.ranking.country[receiver]
        return (
            self.net(receiver) > self.rooms[receiver].may_owe
            or -self.net(giver) > self.rooms[giver].may_lend
            or (there != here and (self.inflow[here] > self.gap or -self.inflow[there] > self.gap))
        )

    def breaches(self) -> list[str]:
        """Return every limit that is passed, in words for a developer; none if the result may stand."""
        ranking, found = self.ranking, []
        for offer, copies in self.used.items():
            if copies > ranking.offers[offer].quantity:
                found.append(f"offer {ranking.offers[offer].id} promised {copies} times")
        for want, copies in self.filled.items():
            if copies > ranking.wants[want].cap:
                found.append(f"want {ranking.wants[want].id} filled {copies} times")
        found += [f"{gate}: {copies} copies of a work" for gate, copies in self.works.items() if copies > 1]
        found += [f"country {ranking.countries[c]}: gap" for c, flow in enumerate(self.inflow) if abs(flow) > self.gap]
        for number, room in enumerate(self.rooms):
            net = self.net(number)
            is_in = self.received[number] <= room.receive and self.given[number] <= room.give
            if not (is_in and net <= room.may_owe and -net <= room.may_lend):
                found.append(f"institution {ranking.institutions[number].id}: limit")
        return found
