"""What goes along when a title is split: open requests, offers and wants of rooms above, each told by its room."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from library_exchange.core.hooks import Hook


@dataclass(frozen=True)
class Follower:
    """Open rows of a table that are of a title.

    `rows` makes the query of those of one record: their id, the library whose copy they are about, the copy and the
    ISBN, each None where there is none. `said` counts them in words.
    """

    table: Any
    rows: Callable[[int], Any]
    said: Callable[[int], str]


FOLLOWERS: Hook[Follower] = Hook()
