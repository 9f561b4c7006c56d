"""What received books amount to: totals, balances by group, shares, links between places."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from itertools import permutations

from library_exchange.core.regions import REGIONS


@dataclass(frozen=True)
class Place:
    """A library as figures see it; `settlement` is its city's English name, under which cities are told apart."""

    id: int
    country: str
    kind: str
    settlement: str
    is_inland: bool


@dataclass(frozen=True)
class Sums:
    """Titles (lines of consignments), copies and grams; `unweighed` copies have no weight, so grams leave them out."""

    titles: int = 0
    copies: int = 0
    grams: int = 0
    unweighed: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.titles + other.titles,
            self.copies + other.copies,
            self.grams + other.grams,
            self.unweighed + other.unweighed,
        )


@dataclass(frozen=True)
class Flow:
    """What one library received from another."""

    giver: Place
    receiver: Place
    sums: Sums


@dataclass(frozen=True)
class Way:
    """From which country to which a book went; `WITHIN` crosses no border."""

    origin: str
    destination: str


WITHIN = Way("", "")


class Grouping(StrEnum):
    """By what libraries are put together."""

    COUNTRY = "country"
    KIND = "kind"
    LOCATION = "location"
    SETTLEMENT = "settlement"


INLAND, BORDER = "inland", "border"
GROUP_OF: dict[Grouping, Callable[[Place], str]] = {
    Grouping.COUNTRY: lambda place: place.country,
    Grouping.KIND: lambda place: place.kind,
    Grouping.LOCATION: lambda place: INLAND if place.is_inland else BORDER,
    Grouping.SETTLEMENT: lambda place: place.settlement,
}


@dataclass(frozen=True)
class Row:
    """One group: its member libraries, how many of them took part, the copies they gave and received.

    A balance above zero means that the group gave more than it received.
    """

    group: str
    libraries: int
    active: int
    given: int
    received: int

    @property
    def balance(self) -> int:
        """Copies given less copies received."""
        return self.given - self.received


def way_of(giver: Place, receiver: Place) -> Way:
    """Return which way a book goes between two libraries."""
    if giver.country == receiver.country:
        return WITHIN
    return Way(giver.country, receiver.country)


def ways_told(taken: Iterable[Way]) -> list[Way]:
    """Return the ways of a report: both over the bridge, taken or not, others that were taken, and within a country."""
    both = [Way(*pair) for pair in permutations(list(REGIONS)[:2], 2)]
    others = set(taken) - {*both, WITHIN}
    return [*both, *sorted(others, key=lambda way: (way.origin, way.destination)), WITHIN]


def total(flows: Iterable[Flow]) -> Sums:
    """Return the sums of all flows."""
    return reduce(lambda sums, flow: sums + flow.sums, flows, Sums())


def by_way(flows: Iterable[Flow]) -> dict[Way, Sums]:
    """Return the sums of each way."""
    found: dict[Way, Sums] = dict.fromkeys(ways_told(()), Sums())
    for flow in flows:
        way = way_of(flow.giver, flow.receiver)
        found[way] = found.get(way, Sums()) + flow.sums
    return found


def table(places: Iterable[Place], flows: Sequence[Flow], grouping: Grouping) -> list[Row]:
    """Return a row for each group that has libraries, those that moved most first.

    The balances of a table sum to zero: every copy given is one received.
    """
    group_of = GROUP_OF[grouping]
    members: dict[str, set[int]] = defaultdict(set)
    given: dict[str, int] = defaultdict(int)
    received: dict[str, int] = defaultdict(int)
    active: dict[str, set[int]] = defaultdict(set)
    for place in places:
        members[group_of(place)].add(place.id)
    for flow in flows:
        for place, sums in ((flow.giver, given), (flow.receiver, received)):
            sums[group_of(place)] += flow.sums.copies
            active[group_of(place)].add(place.id)
    rows = [Row(name, len(members[name]), len(active[name]), given[name], received[name]) for name in members]
    return sorted(rows, key=lambda row: (-row.given - row.received, row.group))


def partners(flows: Iterable[Flow]) -> int:
    """Return between how many pairs of libraries books went, in either direction."""
    return len({frozenset((flow.giver.id, flow.receiver.id)) for flow in flows})


def percent(part: int, whole: int) -> int | None:
    """Return a share in whole percent; None of nothing."""
    return round(100 * part / whole) if whole else None


def inland_percent(flows: Iterable[Flow]) -> int | None:
    """Return which share of the copies went to or came from an inland library."""
    found = list(flows)
    inland = [flow for flow in found if flow.giver.is_inland or flow.receiver.is_inland]
    return percent(total(inland).copies, total(found).copies)


@dataclass(frozen=True)
class Link:
    """Copies between two settlements, in both directions together; the first name is the lower."""

    first: str
    second: str
    copies: int


def links(flows: Iterable[Flow]) -> list[Link]:
    """Return how many copies went between each two settlements, the busiest first; inside one, none."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for flow in flows:
        first, second = sorted((flow.giver.settlement, flow.receiver.settlement))
        if first != second:
            found[first, second] += flow.sums.copies
    rows = [Link(*pair, copies) for pair, copies in found.items()]
    return sorted(rows, key=lambda link: (-link.copies, link.first, link.second))
