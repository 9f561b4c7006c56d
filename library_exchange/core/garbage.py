"""When Python looks for unreachable circles of objects: seldom in a process that serves, or works on many thousands.

Whatever the process has when that begins is left out of it: looking through all dictionaries and tables again and
again cost a third of taking a file in, and up to a sixth of a page.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

SELDOM = (50_000, 20, 50)
"""After so many new objects the youngest are looked through, after so many times these the older ones."""
BULK = (200_000, 20, 50)
"""While many thousands are worked on most new objects are kept until their piece is done, and are no garbage."""
_lock = Lock()
_going_on = 0
_usual = gc.get_threshold()
_was_frozen = False


def serve_undisturbed() -> None:
    """Have garbage of circles collected seldom from now on, and what the process has got so far never again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Have garbage of circles collected seldom while the block runs; blocks of several threads may overlap.

    A process that leaves out what it has anyway, or looks still more seldom, is let be in that.
    """
    _begin()
    try:
        yield
    finally:
        _end()


def sweep() -> None:
    """Look for garbage of circles now; what the process had before the block began is left out."""
    gc.collect()


def _begin() -> None:
    global _going_on, _usual, _was_frozen
    with _lock:
        _going_on += 1
        if _going_on == 1:
            _usual = gc.get_threshold()
            # To count what is left out takes going through all of it: not asked of whoever looks seldom anyway.
            _was_frozen = _usual[0] >= SELDOM[0] or gc.get_freeze_count() > 0
            if not _was_frozen:
                gc.freeze()
            gc.set_threshold(*map(max, _usual, BULK))


def _end() -> None:
    global _going_on
    with _lock:
        _going_on -= 1
        if not _going_on:
            gc.set_threshold(*_usual)
            if not _was_frozen:
                gc.unfreeze()
