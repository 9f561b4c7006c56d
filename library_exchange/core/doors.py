"""Doors for machines: each room that has one tells of it here, and what came of an answer while it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g

from library_exchange.core.errors import ExchangeError
from library_exchange.core.hooks import Hook

FURTHEST = 10
"""So many times more, or less, than what is usual an operator may let others ask."""


@dataclass(frozen=True)
class Limit:
    """A class of requests of a door that are counted together: how many a minute, unless an operator says otherwise."""

    name: str
    label: Any
    per_minute: int
    is_of_keys: bool = False

    @property
    def least(self) -> int:
        """The fewest that an operator may allow."""
        return max(1, self.per_minute // FURTHEST)

    @property
    def most(self) -> int:
        """The most that an operator may allow."""
        return self.per_minute * FURTHEST


@dataclass(frozen=True)
class Door:
    """A door as its room tells of it.

    `covers` are the blueprints or endpoints behind it: none if we ask others through it. `setting` is the one that
    shuts it whatever an operator says on the page. `counts_under` names the limit of the present request, of which the
    place tells who comes; a door without it counts by itself. `refuse` says as the door's protocol does why nobody
    comes in. At a door that `leads_to_https` who comes by http is led on, as on pages; at any other he is refused:
    nobody learns to send a key in the clear.
    """

    name: str
    label: Any
    address: str = ""
    covers: frozenset[str] = frozenset()
    setting: str | None = None
    limits: tuple[Limit, ...] = ()
    counts_under: Callable[[], str] | None = None
    refuse: Callable[[ExchangeError], Any] | None = None
    leads_to_https: bool = False

    @property
    def is_outgoing(self) -> bool:
        """Whether we ask others through it."""
        return not self.covers

    def limit(self, name: str) -> Limit:
        """Return a limit by its name."""
        return next(each for each in self.limits if each.name == name)


DOORS: Hook[Door] = Hook()
"""The doors of each room, by their names."""
ANYBODY, PARTNER, SERVER, KEY = "anybody", "partner", "server", "key"
"""Who comes, or is asked: nobody is known by more than that, and by the number of a key."""


def tell(**told: Any) -> None:
    """Note of the present request what only the door knows.

    That is its `fault`, a code of the protocol; the `act` that was asked for; who the `client` is; the `key_id`.
    """
    g.door_told = g.get("door_told", {}) | told


def told() -> dict[str, Any]:
    """Return what the door has told of the present request."""
    found: dict[str, Any] = g.get("door_told", {})
    return found
