"""What a clearing gave each library, and how evenly it served kinds, countries and places."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from library_exchange.rounds.rules.clearing.limits import Tally
from library_exchange.rounds.rules.clearing.market import Institution
from library_exchange.rounds.rules.clearing.ranking import Ranking


@dataclass(frozen=True, slots=True)
class Statement:
    """One library's round in pieces; balances above zero mean that the others owe it."""

    institution: str
    opening: int
    given: int
    received: int
    closing: int
    wants: int
    filled: int


@dataclass(frozen=True, slots=True)
class EquityRow:
    """One line of the equity table: wants are lines of want lists, `filled` those with at least one copy.

    `jain` is Jain's index over the libraries' shares: 1 when all are served alike, 1/n when one has everything.
    """

    by: str
    group: str
    institutions: int
    wants: int
    filled: int
    given: int
    received: int
    jain: float

    @property
    def share(self) -> float:
        """The part of the wants that were filled, from 0 to 1."""
        return self.filled / self.wants if self.wants else 0.0


GROUPINGS: dict[str, Callable[[Institution], str]] = {
    "all": lambda _one: "all",
    "kind": lambda one: one.kind,
    "country": lambda one: one.country,
    "place": lambda one: "inland" if one.is_inland else "border",
    "settlement": lambda one: one.settlement,
}


def statements(ranking: Ranking, tally: Tally) -> tuple[Statement, ...]:
    """Return each library's figures, in canonical order."""
    wants, filled = _wants_by_institution(ranking, tally)
    return tuple(
        Statement(
            one.id,
            one.opening,
            tally.given[number],
            tally.received[number],
            one.opening if ranking.rules.is_gift_round else one.opening - tally.net(number),
            wants[number],
            filled[number],
        )
        for number, one in enumerate(ranking.institutions)
    )


def equity_table(ranking: Ranking, tally: Tally) -> tuple[EquityRow, ...]:
    """Return the table without which a round may not be published: all, then by kind, country, place, settlement."""
    lines = statements(ranking, tally)
    rows = []
    for by, group_of in GROUPINGS.items():
        groups: dict[str, list[Statement]] = {}
        for one, line in zip(ranking.institutions, lines, strict=True):
            groups.setdefault(group_of(one), []).append(line)
        rows += [_row(by, group, members) for group, members in sorted(groups.items())]
    return tuple(rows)


def jain(shares: Iterable[float]) -> float:
    """Return Jain's index of shares; 1 where there is nothing to share unevenly."""
    values = list(shares)
    squares = sum(value * value for value in values)
    return sum(values) ** 2 / (len(values) * squares) if squares else 1.0


def _row(by: str, group: str, members: list[Statement]) -> EquityRow:
    return EquityRow(
        by,
        group,
        len(members),
        sum(line.wants for line in members),
        sum(line.filled for line in members),
        sum(line.given for line in members),
        sum(line.received for line in members),
        jain(line.filled / line.wants for line in members if line.wants),
    )


def _wants_by_institution(ranking: Ranking, tally: Tally) -> tuple[list[int], list[int]]:
    wants, filled = ([0] * len(ranking.institutions) for _ in range(2))
    for number, receiver in enumerate(ranking.receiver):
        wants[receiver] += 1
        filled[receiver] += tally.filled[number] > 0
    return wants, filled
