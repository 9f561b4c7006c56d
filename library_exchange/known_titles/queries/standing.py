"""Which titles no library has any more: every record of them was withdrawn, and so was every copy."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item, LocalState, SourceRecord
from library_exchange.catalogue.queries.sets import family


def gone(session: Session, record_ids: Collection[int]) -> set[int]:
    """Return which of these records were told of by libraries of which none has a copy any more.

    A copy that is lent, promised or looked for is still there; so is a set of which some library has a volume. One
    query, and for each record without a copy those of its set.
    """
    if not record_ids:
        return set()
    told = sa.select(col(SourceRecord.record_id)).where(col(SourceRecord.record_id).in_(record_ids)).distinct()
    without = set(session.scalars(told)) - _held(session, record_ids)
    return {each for each in without if not _held(session, _volumes(session, each))}


def _held(session: Session, record_ids: Collection[int]) -> set[int]:
    """Return which of the records some library has a copy of."""
    if not record_ids:
        return set()
    rows = (
        sa.select(col(Holding.record_id))
        .join(Item, col(Item.holding_id) == col(Holding.id))
        .where(col(Holding.record_id).in_(record_ids), col(Item.local_state) != LocalState.WITHDRAWN)
    )
    return set(session.scalars(rows.distinct()))


def _volumes(session: Session, record_id: int) -> set[int]:
    found = family(session, record_id)
    return {each.record_id for each in found.volumes if each.record_id is not None} if found.is_set else set()
