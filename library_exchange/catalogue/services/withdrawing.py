"""Books that a library has no more: its records say so, and its copies leave the catalogue unless they are lent."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.followers import withdraw_offered
from library_exchange.catalogue.models import Holding, Item, LocalState, SourceRecord
from library_exchange.catalogue.queries.availability import promised
from library_exchange.catalogue.services import records
from library_exchange.catalogue.services.records import Changing, Ended


def withdraw(
    session: Session,
    library_id: int,
    numbers: Sequence[str],
    at: datetime,
    changing: Changing | None = None,
    ended: Ended | None = None,
) -> int:
    """Withdraw the records that the library knows by these numbers; return how many copies stay all the same.

    Those are promised or lent to a partner, and stay until they are back. What a number names that is not known, or
    was withdrawn before, changes nothing; `changing` is told first which source records change, and `ended`
    how many offers of the copies that leave were withdrawn. What other libraries
    say of the book is all that its record then says.
    """
    known = sa.select(SourceRecord).where(
        col(SourceRecord.library_id) == library_id,
        col(SourceRecord.source_id).in_(numbers),
        col(SourceRecord.withdrawn_at).is_(None),
    )
    withdrawn = session.scalars(known).all()
    if changing is not None:
        changing(withdrawn)
    for source in withdrawn:
        source.withdrawn_at = at
    session.flush()
    kept, left = _withdraw_copies(session, [source.id for source in withdrawn])
    if (offers := withdraw_offered(session, left, at)) and ended is not None:
        ended(offers)
    records.tell_anew(session, {source.record_id for source in withdrawn}, at)
    return kept


def _withdraw_copies(session: Session, source_ids: Sequence[int]) -> tuple[int, list[int]]:
    """Withdraw the copies of these source records; return how many stay, and those that leave."""
    theirs = sa.select(col(Holding.id)).where(col(Holding.source_record_id).in_(source_ids))
    standing = (col(Item.holding_id).in_(theirs), col(Item.local_state) != LocalState.WITHDRAWN)
    rows = [(item_id, kept) for item_id, kept in session.execute(sa.select(col(Item.id), promised()).where(*standing))]
    left = [item_id for item_id, is_kept in rows if not is_kept]
    session.execute(sa.update(Item).where(*standing, col(Item.id).in_(left)).values(local_state=LocalState.WITHDRAWN))
    return len(rows) - len(left), left
