"""What a library has already, by number, title, work, and what it wants already."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import (
    BibliographicRecord,
    Holding,
    Identifier,
    Item,
    LinkState,
    LocalState,
    Variant,
    WorkLink,
)
from library_exchange.exchange.models.lists import Offer, Want
from library_exchange.exchange.rules.offers import OfferState
from library_exchange.exchange.rules.wants import CLOSED, WantKind

GIVEN_AWAY = (OfferState.RESERVED, OfferState.COMMITTED, OfferState.SHIPPED, OfferState.TRANSFERRED)
"""States of an offer in which its copy is another library's or will be, so that it cannot be lent."""


def promised_items() -> sa.Select[Any]:
    """Return a query of the ids of the items given away or promised so; the catalogue's availability asks it."""
    return sa.select(col(Offer.item_id)).where(col(Offer.state).in_(GIVEN_AWAY), col(Offer.item_id).is_not(None))


def held_by(library_id: int) -> sa.Select[*tuple[Any, ...]]:
    """Return the query of the records of which the library has a copy that is not withdrawn."""
    return (
        sa.select(col(Holding.record_id))
        .join(Item, col(Item.holding_id) == col(Holding.id))
        .where(col(Holding.library_id) == library_id, col(Item.local_state) != LocalState.WITHDRAWN)
    )


def holds_edition(session: Session, library_id: int, want: Want) -> bool:
    """Whether the library holds the edition that `want` asks for: by record, by number, or by title alone."""
    record = BibliographicRecord
    if want.record_id is not None and _any(session, library_id, col(record.id) == want.record_id):
        return True
    number = want.isbn or want.issn
    if number is not None:
        numbered = sa.select(col(Identifier.record_id)).where(
            col(Identifier.kind).in_(("isbn", "issn")), col(Identifier.value) == number
        )
        return _any(session, library_id, col(record.id).in_(numbered))
    return want.record_id is None and _any(session, library_id, col(record.title_key) == want.title_key)


def _any(session: Session, library_id: int, condition: sa.ColumnElement[bool]) -> bool:
    wanted = sa.select(col(BibliographicRecord.id)).where(
        condition, col(BibliographicRecord.id).in_(held_by(library_id))
    )
    return session.scalar(wanted.limit(1)) is not None


def holds_work(session: Session, library_id: int, work_id: int, language: str | None) -> bool:
    """Whether the library holds any edition of the work, in `language` if one is asked for."""
    rows = session.execute(
        sa.select(col(BibliographicRecord.languages))
        .join(WorkLink, col(WorkLink.record_id) == col(BibliographicRecord.id))
        .where(
            col(WorkLink.work_id) == work_id,
            col(WorkLink.state) == LinkState.CONFIRMED,
            col(BibliographicRecord.id).in_(held_by(library_id)),
        )
    )
    return any(language is None or language in (languages or ()) for (languages,) in rows)


def find_same_want(session: Session, want: Want) -> Want | None:
    """Return an open want of the library for the same thing, if there is one; profiles may overlap."""
    if want.kind is WantKind.PROFILE:
        return None
    same = {
        WantKind.EDITION: _same_edition(want),
        WantKind.WORK: sa.and_(
            col(Want.work_id) == want.work_id, col(Want.language).is_not_distinct_from(want.language)
        ),
        WantKind.SERIES: sa.and_(
            col(Want.issn).is_not_distinct_from(want.issn),
            col(Want.series_key) == want.series_key,
            col(Want.volume_key) == want.volume_key,
        ),
    }[want.kind]
    return session.scalar(
        sa.select(Want)
        .where(
            col(Want.library_id) == want.library_id,
            col(Want.kind) == want.kind,
            col(Want.state).not_in(list(CLOSED)),
            same,
        )
        .limit(1)
    )


def _same_edition(want: Want) -> sa.ColumnElement[bool]:
    if want.isbn is not None or want.issn is not None:
        return sa.and_(col(Want.isbn).is_not_distinct_from(want.isbn), col(Want.issn).is_not_distinct_from(want.issn))
    if want.record_id is not None:
        return col(Want.record_id) == want.record_id
    return sa.and_(col(Want.title_key) == want.title_key, col(Want.isbn).is_(None), col(Want.issn).is_(None))


def find_work(session: Session, title: str) -> int | None:
    """Return the work that has exactly this title in any language, if there is just one."""
    found = set(
        session.scalars(
            sa.select(col(Variant.work_id)).where(col(Variant.value) == title, col(Variant.work_id).is_not(None))
        )
    )
    return found.pop() if len(found) == 1 else None
