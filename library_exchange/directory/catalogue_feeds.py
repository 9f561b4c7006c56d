"""Whose own catalogue comes in by itself: not that of a library that has left, or whose holdings go elsewhere.

`app.py` says which rooms tell of the latter.
"""

from collections.abc import Callable, Collection

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from library_exchange.core.hooks import Hook
from library_exchange.directory.models import Library

GO_ELSEWHERE: Hook[Callable[[Session], Collection[int]]] = Hook()
"""Rooms above tell the ids of the libraries whose holdings are being carried elsewhere."""


def come_in(session: Session, library_id: Mapped[int]) -> sa.ColumnElement[bool]:
    """Return the condition that the catalogue of the library in a column comes in by itself."""
    away = sa.select(col(Library.id)).where(col(Library.has_left))
    going = {number for ids_in in GO_ELSEWHERE.fillings().values() for number in ids_in(session)}
    return sa.and_(library_id.not_in(away), library_id.not_in(going))
