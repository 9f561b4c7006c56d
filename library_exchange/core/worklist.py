"""What waits for a library, told by every room and counted by one statement: the one list of a librarian's work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from library_exchange.core.hooks import Hook


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits for a library.

    `counted` returns the query that counts them, for a library and its own day; `told` says how many there are, in the
    language of the page; `endpoint` and `values` lead to where they stand.
    """

    counted: Callable[[int, date], sa.Select[Any]]
    told: Callable[[int], str]
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)


WAITING: Hook[tuple[Waiting, ...]] = Hook()
"""What may wait for a library in each room."""


def waiting_for(session: Session, library_id: int, today: date) -> list[tuple[Waiting, int]]:
    """Return the kinds of things of which some wait for the library on its day `today`, and how many; one query."""
    kinds = [kind for room in WAITING.fillings().values() for kind in room]
    if not kinds:
        return []
    row = session.execute(sa.select(*(kind.counted(library_id, today).scalar_subquery() for kind in kinds))).one()
    return [(kind, count) for kind, count in zip(kinds, row, strict=True) if count]
