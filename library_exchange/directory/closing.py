"""A library that leaves: from its day on nothing new begins with it, and what is open goes on."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import i18n
from library_exchange.core.errors import Conflict
from library_exchange.directory import labels
from library_exchange.directory.models import Library


def closing_ids() -> sa.Select[Any]:
    """Return the query of the libraries, by id, with which nothing new begins any more."""
    return sa.select(col(Library.id)).where(col(Library.is_closing))


def require_open(session: Session, *library_ids: int | None) -> None:
    """Raise Conflict if one of the libraries takes nothing new any more, since it leaves."""
    for library_id in library_ids:
        library = session.get(Library, library_id) if library_id is not None else None
        if library is not None and library.is_closing:
            raise Conflict("library-leaves", labels.takes_nothing_new(library.name_in(i18n.current().code)))
