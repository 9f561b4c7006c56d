"""Holdings go over to a successor after the commit, some at a time: records, holdings and copies."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.followers import withdraw_offered
from library_exchange.catalogue.models import Holding, Item, SourceRecord
from library_exchange.catalogue.services import index, records, withdrawing
from library_exchange.core import outbox
from library_exchange.core.actor import Actor
from library_exchange.directory.models import Library
from library_exchange.imports.models import SourceRecordBefore
from library_exchange.succession import queries
from library_exchange.succession.models import Succession
from library_exchange.succession.rules import Kind, numbered

CARRY = "succession.carry_holdings"
AT_ONCE = 200


def order(session: Session, row: Succession) -> None:
    """Have the holdings go over after the commit, piece by piece."""
    outbox.put(session, CARRY, {"succession": row.id})


def carry_holdings(session: Session, _actor: Actor, row: Succession, _at: datetime) -> list[tuple[int, int]]:
    """Have the holdings go over; what goes is counted as it goes."""
    order(session, row)
    return []


def carry_some(session: Session, succession_id: int, at: datetime) -> None:
    """Carry the next records over, then the next holdings without one; the rest follow.

    Nothing more goes once the library stays after all. Numbers of the two libraries' own systems may be the same: those
    that come begin with the library's code. What an earlier file had changed of them is not put back any more when that
    is taken back. What has gone over and came once more with a later file is withdrawn instead.
    """
    row = session.scalar(queries.to_carry().where(col(Succession.id) == succession_id))
    if row is None or Kind.HOLDINGS not in row.taken:
        return
    code = session.get_one(Library, row.library_id).code
    sources = session.scalars(queries.sources(row.library_id).limit(AT_ONCE)).all()
    if known := _known_there(session, row.successor_id, code, sources):
        withdrawing.withdraw(session, row.library_id, known, at)
        order(session, row)
        return
    of_sources = sa.select(Holding).where(col(Holding.source_record_id).in_([each.id for each in sources]))
    without = queries.holdings_without_record(row.library_id).limit(AT_ONCE)
    holdings = session.scalars(of_sources if sources else without).all()
    for source in sources:
        source.library_id, source.source_id = row.successor_id, numbered(code, source.source_id)
        source.import_id = source.seen_in = None
    session.execute(
        sa.delete(SourceRecordBefore).where(col(SourceRecordBefore.source_record_id).in_([each.id for each in sources]))
    )
    for holding in holdings:
        holding.library_id = row.successor_id
    session.flush()
    items = _carry_copies(session, [each.id for each in holdings], row.successor_id)
    if Kind.OFFERS not in row.taken:
        withdraw_offered(session, items, at)
    records.tell_anew(session, {each.record_id for each in sources}, at)
    index.announce_items(session, items)
    row.moved = row.moved | {Kind.HOLDINGS.value: row.moved.get(Kind.HOLDINGS.value, 0) + len(sources)}
    if sources or holdings:
        order(session, row)


def _known_there(session: Session, successor_id: int, code: str, sources: Sequence[SourceRecord]) -> list[str]:
    """Return the numbers of the records that the successor has already, having taken them over before."""
    come = {numbered(code, each.source_id): each.source_id for each in sources}
    there = (col(SourceRecord.library_id) == successor_id, col(SourceRecord.source_id).in_(come))
    return [come[number] for number in session.scalars(sa.select(col(SourceRecord.source_id)).where(*there))]


def _carry_copies(session: Session, holding_ids: Sequence[int], successor_id: int) -> list[int]:
    mine = col(Item.holding_id).in_(holding_ids)
    items = session.scalars(sa.select(col(Item.id)).where(mine)).all()
    session.execute(sa.update(Item).where(mine).values(library_id=successor_id))
    return list(items)
