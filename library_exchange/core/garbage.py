"""Work on many thousand things at once, during which Python looks for unreachable circles of objects less often.

Whatever the process has when the work begins is left out of it: looking through all dictionaries and tables again and
again cost a third of taking a file in.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

SELDOM = (50_000, 20, 50)
"""After so many new objects the youngest are looked through, after so many times these the older ones."""
_lock = Lock()
_usual: list[tuple[int, int, int]] = []
"""How often it looked before each work that goes on now, the first one's first."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Have garbage of circles collected seldom while the block runs; blocks of several threads may overlap."""
    with _lock:
        _usual.append(_usual[0] if _usual else gc.get_threshold())
        gc.freeze()
        gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        with _lock:
            usual = _usual.pop()
            if not _usual:
                gc.set_threshold(*usual)
                gc.unfreeze()
