"""Who refuses late loses: for each book that a library refuses to send after the clearing, one that was to come goes.

The unit is that of the account, the book. What is not a library's own doing costs it nothing: a permit that is refused
or a book lost on its way is no answer to a line.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from library_exchange.rounds.rules.clearing.limits import Room


@dataclass(frozen=True, slots=True)
class Promise:
    """A line of the round that nobody has refused: a copy of `work` that goes from `giver` to `receiver`.

    `kind`, `priority` and `rank` are those of the clearing. `in_line` are the other wants that the offer could have
    served, the first in line first.
    """

    id: int
    giver: int
    receiver: int
    want: int
    work: str
    kind: int
    priority: int
    rank: int
    in_line: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Seeker:
    """A want of the round: whose, and how many copies at most."""

    owner: int
    cap: int


@dataclass(frozen=True)
class Standing:
    """A round that has been cleared, as it stands while libraries answer.

    `wants` are those that a book may still be proposed to. `refused` are lines, by work and want, that were said no to.
    """

    rooms: Mapping[int, Room]
    countries: Mapping[int, str]
    gap: int
    promises: tuple[Promise, ...]
    wants: Mapping[int, Seeker]
    refused: Collection[tuple[str, int]] = ()


@dataclass(frozen=True, slots=True)
class Forfeit:
    """A line that a library loses, and the want that its book goes to; None if the book stays with its sender."""

    line: int
    goes_to: int | None


class _Count:
    """What the lines of a round have used of the limits, and which lines each library may lose."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.received: Counter[int] = Counter()
        self.given: Counter[int] = Counter()
        self.filled: Counter[int] = Counter()
        self.works: Counter[tuple[int, str]] = Counter()
        self.inflow: Counter[str] = Counter()
        self.coming: dict[int, list[Promise]] = defaultdict(list)
        for line in standing.promises:
            self._add(line, line.receiver, line.want, 1)
            self.coming[line.receiver].append(line)

    def _add(self, line: Promise, receiver: int, want: int, sign: int) -> None:
        self.received[receiver] += sign
        self.given[line.giver] += sign
        self.filled[want] += sign
        self.works[receiver, line.work] += sign
        self.inflow[self.standing.countries[receiver]] += sign
        self.inflow[self.standing.countries[line.giver]] -= sign

    def lose(self, line: Promise, goes_to: int | None) -> Forfeit:
        """Take a line from who was to receive it, and count it for the want that its book goes to."""
        self._add(line, line.receiver, line.want, -1)
        self.coming[line.receiver].remove(line)
        if goes_to is not None:
            self._add(line, self.standing.wants[goes_to].owner, goes_to, 1)
        return Forfeit(line.id, goes_to)

    def owes(self, library: int) -> int:
        """Return how many more books a library receives than it gives."""
        return self.received[library] - self.given[library]

    def is_kept(self, line: Promise, receiver: int | None) -> bool:
        """Whether the gap between countries is kept, or no further passed, when the book goes to another or stays."""
        change: Counter[str] = Counter()
        change[self.standing.countries[line.receiver]] -= 1
        change[self.standing.countries[line.giver if receiver is None else receiver]] += 1
        return all(
            abs(self.inflow[country] + by) <= max(self.standing.gap, abs(self.inflow[country]))
            for country, by in change.items()
        )


def forfeits(
    standing: Standing, unsent: Iterable[tuple[int, int]], *, may_ask: bool = True
) -> Iterator[Forfeit | None]:
    """Yield what is lost for each book that a library has refused to send to another; None if it can lose nothing.

    `standing` is the round without the refused lines. Of a library's books the first by `order_of_loss` goes for which
    every other library's limits are kept: to the first in line who may have it if that library can still be asked, else
    it stays with its sender.
    """
    count = _Count(standing)
    for library, let_down in unsent:
        yield _forfeit(standing, count, library, let_down, may_ask)


def _forfeit(standing: Standing, count: _Count, library: int, let_down: int, may_ask: bool) -> Forfeit | None:
    for line in order_of_loss(count.coming[library], let_down):
        if may_ask and (want := next(_who_may_have(standing, count, line), None)) is not None:
            return count.lose(line, want)
        if _may_stay(standing, count, line):
            return count.lose(line, None)
    return None


def order_of_loss(coming: Iterable[Promise], let_down: int) -> list[Promise]:
    """Return the books that were to come to a library in the order in which it loses them.

    First those of the library that it lets down, so that neither sends for nothing; then what meets its want least
    closely, has its lowest priority, stood further behind in line.
    """
    return sorted(coming, key=lambda line: (line.giver != let_down, -line.kind, line.priority, -line.rank, -line.id))


def _who_may_have(standing: Standing, count: _Count, line: Promise) -> Iterator[int]:
    """Yield the wants in line for the book of a line to which it may go; none if its sender gives too much already."""
    sender = standing.rooms[line.giver]
    if -count.owes(line.giver) > sender.may_lend:
        return
    for want in line.in_line:
        seeker = standing.wants.get(want)
        if seeker is None or seeker.owner in (line.receiver, line.giver) or (line.work, want) in standing.refused:
            continue
        room = standing.rooms[seeker.owner]
        if (
            count.filled[want] < seeker.cap
            and not count.works[seeker.owner, line.work]
            and count.received[seeker.owner] < room.receive
            and count.owes(seeker.owner) < room.may_owe
            and count.is_kept(line, seeker.owner)
        ):
            yield want


def _may_stay(standing: Standing, count: _Count, line: Promise) -> bool:
    """Whether the sender may keep the book: it gives one less, and owes one more."""
    return count.owes(line.giver) < standing.rooms[line.giver].may_owe and count.is_kept(line, None)


def most_received(promised: int, refused: int, limit: int | None) -> int | None:
    """Return how many books a library may receive when a round is cleared once more.

    Of `promised` in the first clearing it has lost as many as it `refused` to send; `limit` is that of the round.
    """
    if not refused:
        return limit
    left = max(0, promised - refused)
    return left if limit is None else min(limit, left)
