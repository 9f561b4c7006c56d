"""Reading what leads programs here: which pages there are, by the numbers of rows, and when titles came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.authority_models import LinkState, Person, PersonLink, Work, WorkLink
from library_exchange.catalogue.models import STANDS, BibliographicRecord
from library_exchange.directory.models import Library
from library_exchange.directory.queries import is_member


@dataclass(frozen=True)
class Kind:
    """A kind of page of which there may be very many: its rows, which of them have one, and when one was changed."""

    number: Any
    has_page: Any
    changed: Any = None


_BOOKS_OF_PERSON = sa.exists().where(
    col(PersonLink.person_id) == col(Person.id), col(PersonLink.state) != LinkState.REJECTED
)
_BOOKS_OF_WORK = sa.exists().where(col(WorkLink.work_id) == col(Work.id), col(WorkLink.state) != LinkState.REJECTED)
KINDS = {
    "titles": Kind(col(BibliographicRecord.id), STANDS, col(BibliographicRecord.updated_at)),
    "persons": Kind(col(Person.id), _BOOKS_OF_PERSON),
    "works": Kind(col(Work.id), _BOOKS_OF_WORK),
}
"""By the names that the parts of the sitemap have; persons and works only where there are books of them."""


def last_numbers(session: Session) -> dict[str, int | None]:
    """Return the highest number of each kind; one query, which looks at the end of each table."""
    highest = (sa.select(sa.func.max(kind.number)).scalar_subquery() for kind in KINDS.values())
    return dict(zip(KINDS, session.execute(sa.select(*highest)).one(), strict=True))


def rows_between(session: Session, kind: str, after: int, until: int) -> Sequence[tuple[int, datetime | None]]:
    """Return the numbers of the rows with a page, each with when it was changed, in their order; one query."""
    asked = KINDS[kind]
    changed = asked.changed if asked.changed is not None else sa.null()
    chosen = sa.select(asked.number, changed).where(asked.number > after, asked.number <= until, asked.has_page)
    return [(number, at) for number, at in session.execute(chosen.order_by(asked.number))]


def member_codes(session: Session) -> Sequence[str]:
    """Return the codes of the libraries that work here."""
    return session.scalars(sa.select(col(Library.code)).where(is_member()).order_by(col(Library.code))).all()


def times_of(session: Session, record_ids: Sequence[int]) -> dict[int, tuple[datetime, datetime]]:
    """Return when each of these titles came and when it was last changed; one query."""
    record = BibliographicRecord
    chosen = sa.select(col(record.id), col(record.created_at), col(record.updated_at)).where(
        col(record.id).in_(record_ids)
    )
    return {number: (came, changed) for number, came, changed in session.execute(chosen)}
