"""What rooms above know of lending: who is told when a library begins or ceases to, whose systems nobody reaches yet.

`app.py` says who listens and who answers.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.hooks import Hook
from library_exchange.directory.models import Library

CHANGES: Hook[Callable[[Session, int], None]] = Hook()
"""Who is told, with the library's id, in the transaction of each such change."""

NOT_CONNECTED: Hook[Callable[[], Any]] = Hook()
"""Which libraries of other systems cannot be asked yet, since their systems cannot answer here: a selection of ids."""


def is_not_connected() -> Any:
    """Return what holds of a `Library` of another system that cannot be asked yet."""
    return sa.or_(sa.false(), *(col(Library.id).in_(select()) for select in NOT_CONNECTED.fillings().values()))


def not_connected(session: Session) -> frozenset[int]:
    """Return the libraries of other systems that cannot be asked yet, by id; one query."""
    return frozenset(session.scalars(sa.select(col(Library.id)).where(is_not_connected())))


def tell(session: Session, library_id: int) -> None:
    """Tell those who listen that a library lends, or lends no longer."""
    for hear in CHANGES.fillings().values():
        hear(session, library_id)
