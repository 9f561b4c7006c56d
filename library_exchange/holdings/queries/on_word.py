"""Copies that stand on a library's word alone: promised to a partner before any record of the library had the book."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord, Holding, Item, LocalState


@dataclass(frozen=True)
class OnWord:
    """A title of which a library has copies, but no record of its own that has them."""

    record_id: int
    card: dict[str, Any]
    copies: int


def count_on_word(session: Session, library_id: int) -> int:
    """Return of how many titles the library has copies on its word; one query."""
    held = _held(library_id).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(held)) or 0


def on_word(session: Session, library_id: int, limit: int, offset: int) -> list[OnWord]:
    """Return a page of the titles of which the library has copies on its word, the last first; one query."""
    held = _held(library_id).subquery()
    rows = session.execute(
        sa.select(held.c.record_id, col(BibliographicRecord.card), held.c.copies)
        .join(BibliographicRecord, col(BibliographicRecord.id) == held.c.record_id)
        .order_by(held.c.record_id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [OnWord(*row) for row in rows]


def holdings_on_word(session: Session, library_id: int, record_id: int) -> Sequence[Holding]:
    """Return the holdings of a title that stand on the library's word, as far as copies of them are there."""
    own = (col(Holding.library_id) == library_id, col(Holding.record_id) == record_id)
    there = sa.exists().where(col(Item.holding_id) == col(Holding.id), col(Item.local_state) != LocalState.WITHDRAWN)
    wanted = sa.select(Holding).where(*own, col(Holding.source_record_id).is_(None), there)
    return session.scalars(wanted.order_by(col(Holding.id))).all()


def _held(library_id: int) -> Any:
    there = (col(Holding.library_id) == library_id, col(Holding.source_record_id).is_(None))
    return (
        sa.select(col(Holding.record_id), sa.func.count(col(Item.id)).label("copies"))
        .join(Item, col(Item.holding_id) == col(Holding.id))
        .where(*there, col(Item.local_state) != LocalState.WITHDRAWN)
        .group_by(col(Holding.record_id))
    )
