"""Taking out of the catalogue what only a file brought that is taken back; what anybody refers to stays."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord, Holding, Item, LocalState, SourceRecord
from library_exchange.catalogue.services import index, merging, records


def revive(session: Session, record_ids: Collection[int]) -> None:
    """Have records that led to others stand for themselves again; what they say is written anew afterwards."""
    record = BibliographicRecord
    led = sa.update(record).where(col(record.id).in_(record_ids), col(record.merged_into_id).is_not(None))
    session.execute(led.values(merged_into_id=None))


def remove_copies(session: Session, item_ids: Collection[int]) -> None:
    """Delete these copies, and holdings that are left without any; a copy that is referred to becomes withdrawn."""
    holdings = set(session.scalars(sa.select(col(Item.holding_id)).where(col(Item.id).in_(item_ids))))
    for left in _delete(session, Item, item_ids):
        session.get_one(Item, left).local_state = LocalState.WITHDRAWN
    session.flush()
    kept = set(session.scalars(sa.select(col(Item.holding_id)).where(col(Item.holding_id).in_(holdings))))
    _delete(session, Holding, holdings - kept)


def remove_sources(session: Session, source_ids: Collection[int]) -> set[int]:
    """Delete these source records, and the union records of which no other one tells; return the ids of what stays.

    A source record stays if something refers to it, or to the union record of which nothing else would tell: by what it
    says the same book stands there again when it is sent again.
    """
    mine: dict[int, list[int]] = defaultdict(list)
    wanted = sa.select(col(SourceRecord.record_id), col(SourceRecord.id)).where(col(SourceRecord.id).in_(source_ids))
    for record_id, source_id in session.execute(wanted):
        mine[record_id].append(source_id)
    others = (_of(SourceRecord, mine), col(SourceRecord.id).not_in(source_ids))
    told = set(session.scalars(sa.select(col(SourceRecord.record_id)).where(*others)))
    left = _delete(session, SourceRecord, [each for record_id in told for each in mine[record_id]])
    for record_id in mine.keys() - told:
        if not _remove_record(session, record_id, mine[record_id]):
            left |= set(mine[record_id])
    index.announce(session, sorted(mine))
    return left


def remove_untold(session: Session, record_ids: Collection[int]) -> set[int]:
    """Delete those of the union records of which no source tells any more; return those that are referred to and stay.

    To which the address of another one leads is not deleted either.
    """
    told = set(session.scalars(sa.select(col(SourceRecord.record_id)).where(_of(SourceRecord, record_ids))))
    led_to = col(BibliographicRecord.merged_into_id)
    told |= set(session.scalars(sa.select(led_to).where(led_to.in_(record_ids))))
    left = {each for each in set(record_ids) - told if not _remove_record(session, each)}
    index.announce(session, sorted(record_ids))
    return left


def join(session: Session, old: int, into: int, at: datetime) -> None:
    """Have what refers to a record of which nothing tells refer to the one that has its books now."""
    merging.merge(session, old, into)
    records.tell_anew(session, [into], at)
    index.announce(session, [old, into])


def remove_emptied(session: Session, since: datetime, until: datetime) -> None:
    """Delete records that came between two instants and became part of others, unless something refers to them.

    Those are the instants between which a file was taken in: what came later keeps its address.
    """
    record = BibliographicRecord
    came = col(record.created_at).between(since, until)
    emptied = sa.select(col(record.id)).where(col(record.merged_into_id).is_not(None), came)
    for record_id in session.scalars(emptied).all():
        _remove_record(session, record_id)


def _remove_record(session: Session, record_id: int, source_ids: Collection[int] = ()) -> bool:
    """Delete a union record with these source records of it, all that tell of it; return whether that could be."""
    try:
        with session.begin_nested():
            session.execute(sa.delete(SourceRecord).where(col(SourceRecord.id).in_(source_ids)))
            merging.clear(session, [record_id])
            for link in merging.LINKS:
                session.execute(sa.delete(link).where(col(link.record_id) == record_id))
            session.execute(sa.delete(BibliographicRecord).where(col(BibliographicRecord.id) == record_id))
    except IntegrityError:
        return False
    return True


def _of(table: Any, record_ids: Collection[int]) -> Any:
    return col(table.record_id).in_(record_ids)


def _delete(session: Session, table: Any, ids: Collection[int]) -> set[int]:
    """Delete rows at once, or one by one where that cannot be; return the ids of what stays."""
    if not ids:
        return set()
    try:
        with session.begin_nested():
            session.execute(sa.delete(table).where(col(table.id).in_(ids)))
    except IntegrityError:
        left = set()
        for number in ids:
            try:
                with session.begin_nested():
                    session.execute(sa.delete(table).where(col(table.id) == number))
            except IntegrityError:
                left.add(number)
        return left
    return set()
