"""Figures that are counted of whole tables: where counting takes long, what it gave is kept for a while."""

import time
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlmodel import Session

T = TypeVar("T")
DEAR_S = 0.2
"""What takes less is counted each time, so that it is never behind."""
TIMES = 100
"""So many times as long as counting took is the figure kept: at most a hundredth of the time goes into counting."""
_kept: WeakKeyDictionary[Any, dict[str, tuple[Any, float]]] = WeakKeyDictionary()


def kept(session: Session, name: str, count: Callable[[Session], T], clock: Callable[[], float] = time.monotonic) -> T:
    """Return what `count` gives, or gave not long ago in this process; `name` tells figures of a database apart."""
    figures = _kept.setdefault(session.get_bind(), {})
    found, until = figures.get(name, (None, float("-inf")))
    begun = clock()
    if begun < until:
        figure: T = found
        return figure
    figure = count(session)
    took = clock() - begun
    if took >= DEAR_S:
        figures[name] = figure, begun + took + TIMES * took
    return figure
