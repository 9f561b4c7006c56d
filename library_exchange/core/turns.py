"""Turns at writing: SQLite lets one write at a time and has the others try again and again, whoever came first.

Here they stand in line, and long work lets everybody else go first. A turn is a courtesy: whoever waits in vain tries
all the same, and the database decides; other processes know nothing of this line.
"""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, get_ident, local

PATIENCE_S = 4.0
"""So long one waits in line; the database itself has patience for some seconds more."""
PAUSE_S = 0.005
"""So long long work stays away after each turn: for those who do not stand in this line."""
_work = local()


@contextmanager
def long_work() -> Iterator[None]:
    """Whatever this thread writes in the block may wait: everybody else goes first."""
    before = is_long_work()
    _work.is_long = True
    try:
        yield
    finally:
        _work.is_long = before


def is_long_work() -> bool:
    """Whether this thread does long work now."""
    return getattr(_work, "is_long", False)


class Turns:
    """The line of those who want to write to one database in this process."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._holder: int | None = None
        self._lines: tuple[deque[int], deque[int]] = (deque(), deque())

    def take(self) -> None:
        """Wait until it is this thread's turn, or its patience ends; the turn lasts until it is given up."""
        me, is_long = get_ident(), is_long_work()
        if is_long:
            time.sleep(PAUSE_S)
        with self._changed:
            if self._holder == me:
                return
            line = self._lines[is_long]
            line.append(me)
            self._changed.wait_for(lambda: self._is_next(me, is_long), PATIENCE_S)
            line.remove(me)
            self._holder = me

    def _is_next(self, me: int, is_long: bool) -> bool:
        first, later = self._lines
        return self._holder is None and (later[0] == me and not first if is_long else first[0] == me)

    def give_up(self) -> None:
        """Let the next one write, if it is this thread's turn."""
        with self._changed:
            if self._holder == get_ident():
                self._holder = None
                self._changed.notify_all()
