"""Which other editions of the work of a record a library has on its shelves."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.authority_models import LinkState, WorkLink
from library_exchange.catalogue.models import Holding, Item, LocalState
from library_exchange.catalogue.queries.availability import promised
from library_exchange.catalogue.queries.searching import Card, cards

MOST_SHOWN = 3


def editions_at(session: Session, library_id: int | None, record_id: int | None, language: str) -> Sequence[Card]:
    """Return the other editions of the record's work of which a copy stands free at the library; two queries at most.

    Editions in the same language as the record come no earlier than others: the newest record is the first.
    """
    if library_id is None or record_id is None:
        return []
    there = (
        sa.select(col(Holding.record_id))
        .join(Item, col(Item.holding_id) == col(Holding.id))
        .where(is_free_edition(library_id, record_id))
        .distinct()
        .order_by(col(Holding.record_id).desc())
        .limit(MOST_SHOWN)
    )
    return cards(session, [each for each in session.scalars(there) if each is not None], language, library_id)


def is_free_edition(library_id: int, record_id: int) -> sa.ColumnElement[bool]:
    """Return the condition that an item is of another edition of the record's work, and stands free at the library."""
    sure = col(WorkLink.state) == LinkState.CONFIRMED
    works = sa.select(col(WorkLink.work_id)).where(col(WorkLink.record_id) == record_id, sure)
    others = sa.select(col(WorkLink.record_id)).where(col(WorkLink.work_id).in_(works), sure)
    is_other = sa.and_(col(Holding.record_id).in_(others), col(Holding.record_id) != record_id)
    is_here = sa.and_(col(Item.library_id) == library_id, col(Item.local_state) == LocalState.ON_SHELF)
    return sa.and_(is_other, is_here, sa.not_(promised()))
