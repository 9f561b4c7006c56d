"""Which titles no library has any more: every record of them was withdrawn, and so was every copy."""

from collections.abc import Collection
from typing import Any

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
    without = session.scalars(told.where(~_is_held(col(SourceRecord.record_id)))).all()
    return {each for each in without if not _is_any_held(session, _volumes(session, each))}


def _is_held(record_id: Any) -> sa.ColumnElement[bool]:
    """Return whether some library has a copy of a record, as a condition."""
    stands = (col(Holding.record_id) == record_id, col(Item.local_state) != LocalState.WITHDRAWN)
    return sa.exists().where(col(Item.holding_id) == col(Holding.id), *stands)


def _is_any_held(session: Session, record_ids: Collection[int]) -> bool:
    """Whether some library has a copy of any of the records; one query, none without records."""
    if not record_ids:
        return False
    stands = (col(Holding.record_id).in_(record_ids), col(Item.local_state) != LocalState.WITHDRAWN)
    copies = sa.select(col(Item.id)).join(Holding, col(Holding.id) == col(Item.holding_id)).where(*stands)
    return session.scalar(copies.limit(1)) is not None


def _volumes(session: Session, record_id: int) -> set[int]:
    found = family(session, record_id)
    return {each.record_id for each in found.volumes if each.record_id is not None} if found.is_set else set()
