"""The best whole answer to a task whose narrows let a solver answer in halves: gates are parted until all is whole.

A gate lets one copy through. So either a way is not taken, or it is the only one of its gate: two tasks, each with
fewer ways, which together have every answer. Each is bounded in whole numbers, so what is left out is known to be worth
no more. How far this goes is limited in tasks looked at, never in time: a busy machine gives the same result.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from library_exchange.rounds.rules.clearing.network import Task

NEAR = 1e-6
"""How far from a whole number a solver's arithmetic may end."""


@dataclass(frozen=True)
class Relaxed:
    """A solver's answer to a task: the flow, perhaps in halves, and the prices and tolls that bound all flows."""

    flow: np.ndarray
    prices: np.ndarray
    tolls: np.ndarray


@dataclass(frozen=True)
class Best:
    """The best flow found, what no flow is worth more than, and, where the first task gave both, what proves it."""

    flow: np.ndarray
    worth: int
    bound: int
    proof: Relaxed | None


Relax = Callable[[Task], Relaxed | None]


def best(task: Task, relax: Relax, most_tasks: int) -> Best | None:
    """Return the best flow found in so many tasks; None if there was none, or an answer is not what a solver owes."""
    found: Best | None = None
    waiting: list[tuple[int | None, frozenset[int]]] = [(None, frozenset())]
    left_open: list[int] = []
    for _number in range(most_tasks):
        if not waiting:
            break
        known, shut = waiting.pop()
        part = task.without(shut)
        if _is_beaten(known, found):
            continue
        relaxed = relax(part)
        if relaxed is None:
            return None
        told = part.bound(relaxed.prices, relaxed.tolls)
        bound = told if known is None else min(told, known)
        if _is_beaten(bound, found):
            continue
        if _is_whole(relaxed.flow):
            flow = np.rint(relaxed.flow).astype(np.int64)
            if not part.is_kept_by(flow):
                return None
            worth = task.worth(flow)
            left_open.append(bound)
            if found is None or worth > found.worth:
                found = Best(flow, worth, bound, relaxed if not shut and bound == worth else None)
        elif (way := _most_taken(part, relaxed.flow)) is None:
            return None
        else:
            others = frozenset(task.network.narrows[part.narrow_of[way]]) - {way}
            waiting += [(bound, shut | {way}), (bound, shut | others)]
    if found is None:
        return None
    open_bounds = [*left_open, *(known for known, _shut in waiting if known is not None)]
    return Best(found.flow, found.worth, max(found.worth, *open_bounds), found.proof)


def _is_beaten(bound: int | None, found: Best | None) -> bool:
    return found is not None and bound is not None and bound <= found.worth


def _is_whole(flow: np.ndarray) -> bool:
    return bool((np.abs(flow - np.rint(flow)) <= NEAR).all())


def _most_taken(task: Task, flow: np.ndarray) -> int | None:
    """Return the way that is taken most of those taken in part, where its gate has others that are open."""
    in_part = np.where(np.abs(flow - np.rint(flow)) > NEAR, flow, 0)
    inside = task.narrow_of >= 0
    is_open = inside & (task.most > 0)
    ways_open = np.zeros(len(task.network.narrows), dtype=np.int64)
    np.add.at(ways_open, task.narrow_of[is_open], 1)
    may_part = inside & (ways_open[task.narrow_of] > 1) if len(ways_open) else inside
    candidates = np.where(may_part, in_part, 0)
    way = int(candidates.argmax()) if len(candidates) else -1
    return way if way >= 0 and candidates[way] > 0 else None
