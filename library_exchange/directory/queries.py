"""Reading the directory."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.errors import NotFound
from library_exchange.directory.models import Library


def find_library(session: Session, code: str) -> Library | None:
    """Return the library with our permanent code, if there is one."""
    return session.scalar(sa.select(Library).where(col(Library.code) == code))


def get_library(session: Session, code: str) -> Library:
    """Return the library with our permanent code; raises NotFound."""
    found = find_library(session, code)
    if found is None:
        raise NotFound("no-such-library")
    return found


def get_library_by_id(session: Session, library_id: int | None) -> Library:
    """Return a library; raises NotFound."""
    found = session.get(Library, library_id) if library_id is not None else None
    if found is None:
        raise NotFound("no-such-library")
    return found


def libraries(session: Session) -> Sequence[Library]:
    """Return all libraries: by country, then in the order in which they joined."""
    return session.scalars(sa.select(Library).order_by(col(Library.country), col(Library.id))).all()
