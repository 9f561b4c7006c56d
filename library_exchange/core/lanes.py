"""Who may work in the lanes of the outbox: each lane has seats of its own, so that a slow one takes none of another's.

A wake-up that finds all seats of its lane taken is not lost: whoever sits there looks once more before leaving.
"""

from collections.abc import Callable, Mapping
from threading import Lock


class Seats:
    """The seats of one process; `seats` says how many threads may work in a lane at once."""

    def __init__(self, seats: Mapping[str, int]) -> None:
        self._free = dict(seats)
        self._called: set[str] = set()
        self._lock = Lock()

    def work(self, lane: str, do: Callable[[], object]) -> bool:
        """Do what there is to do in `lane` if a seat is free, and again if somebody called meanwhile.

        Returns whether there was a seat.
        """
        if not self._sit_down(lane):
            return False
        try:
            while True:
                do()
                if self._stand_up(lane):
                    return True
        except BaseException:
            with self._lock:
                self._free[lane] += 1
            raise

    def _sit_down(self, lane: str) -> bool:
        with self._lock:
            if not self._free[lane]:
                self._called.add(lane)
                return False
            self._free[lane] -= 1
            self._called.discard(lane)
            return True

    def _stand_up(self, lane: str) -> bool:
        with self._lock:
            if lane in self._called:
                self._called.discard(lane)
                return False
            self._free[lane] += 1
            return True
