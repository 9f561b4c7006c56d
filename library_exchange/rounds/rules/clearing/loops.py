"""A result told as people tell it: direct swaps first, then chains of three and four libraries, the rest on account."""

from collections.abc import Sequence
from dataclasses import dataclass

from library_exchange.rounds.rules.clearing.ranking import Line, Ranking

LONGEST = 4
"""No chain names more libraries than this."""


@dataclass(frozen=True, slots=True)
class Loop:
    """Lines that settle each other: each library gives to the next, the last to the first.

    `libraries` has two names for a swap, three or four for a chain; a line that goes on account has giver and
    receiver and `is_closed` false. `lines` are offer and want ids, in the order of the libraries.
    """

    libraries: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    is_closed: bool


class _Graph:
    """Who gives to whom, with the lines not told yet."""

    def __init__(self, ranking: Ranking, lines: Sequence[Line]) -> None:
        self.ranking = ranking
        self.waiting: dict[tuple[int, int], list[Line]] = {}
        self.to: dict[int, set[int]] = {}
        self.of: dict[int, set[int]] = {}
        for line in reversed(lines):
            giver, receiver = ranking.giver[line.offer], ranking.receiver[line.want]
            self.waiting.setdefault((giver, receiver), []).append(line)
            self.to.setdefault(giver, set()).add(receiver)
            self.of.setdefault(receiver, set()).add(giver)

    def take(self, libraries: Sequence[int], is_closed: bool = True) -> Loop:
        """Take one line from each library to the next."""
        ends = [*libraries[1:], libraries[0]] if is_closed else libraries[1:]
        taken = [self._pop(giver, receiver) for giver, receiver in zip(libraries, ends, strict=False)]
        names = tuple(self.ranking.institutions[number].id for number in libraries)
        return Loop(names, tuple(self.ranking.ids(line) for line in taken), is_closed)

    def way_back(self, giver: int, receiver: int, length: int) -> list[int] | None:
        """Return a loop of `length` libraries that starts with this step, the first by number."""
        after, before = self.to.get(receiver, set()), self.of.get(giver, set())
        if length == 2:
            return [giver, receiver] if giver in after else None
        if length == 3:
            between = (after & before) - {giver, receiver}
            return [giver, receiver, min(between)] if between else None
        for third in sorted(after - {giver}):
            fourth = (self.to.get(third, set()) & before) - {giver, receiver, third}
            if fourth:
                return [giver, receiver, third, min(fourth)]
        return None

    def _pop(self, giver: int, receiver: int) -> Line:
        line = self.waiting[giver, receiver].pop()
        if not self.waiting[giver, receiver]:
            self.to[giver].discard(receiver)
            self.of[receiver].discard(giver)
        return line


def loops(ranking: Ranking, lines: Sequence[Line]) -> tuple[Loop, ...]:
    """Return every line in exactly one loop: swaps, then chains of three, then of four, then the rest on account."""
    graph = _Graph(ranking, lines)
    found: list[Loop] = []
    for length in range(2, LONGEST + 1):
        for giver, receiver in sorted(graph.waiting):
            while graph.waiting[giver, receiver] and (loop := graph.way_back(giver, receiver, length)):
                found.append(graph.take(loop))
    for giver, receiver in sorted(graph.waiting):
        while graph.waiting[giver, receiver]:
            found.append(graph.take([giver, receiver], is_closed=False))
    return tuple(found)
