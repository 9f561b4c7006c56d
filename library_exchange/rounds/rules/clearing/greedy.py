"""The simple method: swaps between two libraries, best first, then single books where accounts allow."""

import heapq
from collections.abc import Sequence

from library_exchange.rounds.rules.clearing.limits import Tally
from library_exchange.rounds.rules.clearing.ranking import Line, Ranking

Queues = dict[tuple[int, int], list[int]]
"""For each giver and receiver the numbers of their lines, the best last."""


def solve(ranking: Ranking, with_gifts: bool = True) -> list[Line]:
    """Return lines that keep every limit, found without a solver; not the greatest worth there is.

    Without `with_gifts` only swaps are made, one for one: what libraries do today by letter.
    """
    tally = Tally(ranking)
    best_first = sorted(range(len(ranking.lines)), key=lambda n: (-ranking.value[n], n))
    chosen = _keep_accepted(ranking, tally)
    chosen += _swaps(ranking, tally, best_first)
    if with_gifts:
        chosen += _singles(ranking, tally, best_first)
    return [ranking.lines[number] for number in sorted(chosen)]


def _keep_accepted(ranking: Ranking, tally: Tally) -> list[int]:
    """Take every accepted line; where refusals have left an account past its limit, the least line of it goes."""
    kept = []
    for number in (n for n, is_kept in enumerate(ranking.is_kept) if is_kept):
        if tally.fits(ranking.lines[number]):
            tally.add(ranking.lines[number])
            kept.append(number)
    kept.sort(key=lambda n: (-ranking.value[n], n))
    while broken := [n for n in kept if tally.overdraws(ranking.lines[n])]:
        tally.add(ranking.lines[broken[-1]], -1)
        kept.remove(broken[-1])
    return kept


def _swaps(ranking: Ranking, tally: Tally, best_first: Sequence[int]) -> list[int]:
    """Swap book for book between two libraries, each time the two books of greatest worth together."""
    queues: Queues = {}
    for number in reversed(best_first):
        queues.setdefault(tally.parties(ranking.lines[number]), []).append(number)
    partners = [(one, other) for one, other in sorted(queues) if one < other and (other, one) in queues]
    heap = [(-_worth(ranking, queues[a, b][-1], queues[b, a][-1]), a, b) for a, b in partners]
    heapq.heapify(heap)
    made: list[int] = []
    while heap:
        worth, one, other = heapq.heappop(heap)
        there, back = (_next(ranking, tally, queues[way]) for way in ((one, other), (other, one)))
        if there is None or back is None:
            continue
        now = -_worth(ranking, there, back)
        if now == worth:
            for number in (there, back):
                tally.add(ranking.lines[number])
            made += [there, back]
        # What follows is worth no more than this; its own worth is seen when it comes up.
        heapq.heappush(heap, (now, one, other))
    return made


def _next(ranking: Ranking, tally: Tally, queue: list[int]) -> int | None:
    """Return the best line of a queue that still fits; lines that do not fit now never will."""
    while queue and not tally.fits(ranking.lines[queue[-1]]):
        queue.pop()
    return queue[-1] if queue else None


def _worth(ranking: Ranking, there: int, back: int) -> int:
    return ranking.value[there] + ranking.value[back]


def _singles(ranking: Ranking, tally: Tally, best_first: Sequence[int]) -> list[int]:
    """Send books without a book in return, best first, as far as credit, gift budget and gap allow.

    One book sent may free a giver to receive, so the list is read until nothing more goes.
    """
    made: list[int] = []
    waiting = list(best_first)
    is_moving = True
    while is_moving:
        waiting = [number for number in waiting if tally.fits(ranking.lines[number])]
        before = len(made)
        for number in waiting:
            if tally.fits(ranking.lines[number]) and tally.is_balanced_with(ranking.lines[number]):
                tally.add(ranking.lines[number])
                made.append(number)
        is_moving = len(made) > before
    return made
