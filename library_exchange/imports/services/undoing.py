"""Taking an import back as a whole: every record stands as it did before, every copy is where it was.

What changed is put back by pieces, each a transaction of its own that forgets what it has put back, so that it goes on
by itself when it was stopped. What a room above refers to stays; of a title that stays what the library said of it is
kept as withdrawn, so that the book stands there again when it is sent again. A copy that is promised or lent stays
until it is free, and leaves in the night after that; what is offered of the other copies is withdrawn.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.followers import GONE, withdraw_offered
from library_exchange.catalogue.models import Holding, Import, ImportState, Item, LocalState, SourceRecord
from library_exchange.catalogue.queries.availability import promised
from library_exchange.catalogue.services import records, removing
from library_exchange.core import audit
from library_exchange.core.actor import clock
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.imports.models import DoubtState, ImportDoubt, SourceRecordBefore
from library_exchange.imports.services import keeping
from library_exchange.imports.services.keeping import KEPT

PIECE = 100


def run(database: Database, import_id: int) -> None:
    """Take an import back, going on where it was if it was stopped; repeating it changes nothing."""
    with database.reading() as session:
        if session.get_one(Import, import_id).state is not ImportState.UNDOING:
            return
    for verb in (_put_back, _take_out):
        going = True
        while going:
            with database.transaction() as session:
                going = verb(session, import_id)
                session.get_one(Import, import_id).touched_at = now()
    with database.transaction() as session:
        _forget_questions(session, import_id)
        found = session.get_one(Import, import_id)
        removing.remove_emptied(session, found.started_at or found.created_at, found.finished_at or found.created_at)
        found.state, found.finished_at, found.held, found.missing = ImportState.UNDONE, now(), 0, 0
        found.version += 1
        audit.record(session, clock(), "undone", "import", import_id)


def _put_back(session: Session, import_id: int) -> bool:
    """Put some of the changed records back as they were, the last first; return whether there were any."""
    before = sa.select(SourceRecordBefore).where(col(SourceRecordBefore.import_id) == import_id)
    rows = session.scalars(before.order_by(col(SourceRecordBefore.id).desc()).limit(PIECE)).all()
    touched: set[int] = set()
    went: dict[int, int] = {}
    for row in rows:
        source = session.get_one(SourceRecord, row.source_record_id)
        touched |= {source.record_id, row.record_id}
        went[source.record_id] = row.record_id
        for name in KEPT:
            setattr(source, name, getattr(row, name))
        source.import_id = row.before_import_id
        session.delete(row)
    session.flush()
    told = session.get_one(Import, import_id).copies or {}
    _put_copies_back(session, import_id, {row.source_record_id: row for row in rows}, bool(told.get("state")))
    back = {row.record_id for row in rows}
    keeping.part(session, import_id, back)
    removing.revive(session, back)
    records.tell_anew(session, touched, now())
    for record_id in sorted(removing.remove_untold(session, touched)):
        removing.join(session, record_id, went[record_id], now())
    return bool(rows)


def _put_copies_back(session: Session, import_id: int, before: dict[int, SourceRecordBefore], has_states: bool) -> None:
    """Have the holdings follow their records, and each copy be where it was, unless it is promised now.

    Number and place are what they were, too; what was kept before there were any leaves them. A state other than
    withdrawn is put back only if the file told states.
    """
    was = {item_id: state for row in before.values() for item_id, state, *_more in row.copies}
    more = {item_id: rest for row in before.values() for item_id, _state, *rest in row.copies}
    for holding in session.scalars(sa.select(Holding).where(col(Holding.source_record_id).in_(before))):
        holding.record_id = before[holding.source_record_id or 0].record_id
    session.flush()
    here = col(Item.holding_id).in_(sa.select(col(Holding.id)).where(col(Holding.source_record_id).in_(before)))
    taken = set(session.scalars(sa.select(col(Item.id)).where(here, promised())))
    new: list[int] = []
    gone: list[int] = []
    for item in session.scalars(sa.select(Item).where(here, col(Item.id).not_in(taken))):
        if item.id not in was:
            new.append(item.id)
        elif has_states or LocalState.WITHDRAWN in (item.local_state, was[item.id]):
            item.local_state = LocalState(was[item.id])
            gone += [item.id] * (item.local_state in GONE)
        kept = more.get(item.id, [])
        item.barcode = kept[0] if kept else item.barcode
        item.place = kept[1] if len(kept) > 1 else item.place
    session.flush()
    _withdraw_offers(session, import_id, [*new, *gone])
    _keep_copies(session, import_id, taken - was.keys())
    removing.remove_copies(session, new)


def _withdraw_offers(session: Session, import_id: int, item_ids: Collection[int]) -> None:
    session.get_one(Import, import_id).withdrawn_offers += withdraw_offered(session, item_ids, now())


def _keep_copies(session: Session, import_id: int, item_ids: Collection[int]) -> None:
    found = session.get_one(Import, import_id)
    found.kept_copies = sorted({*found.kept_copies, *item_ids})


def _take_out(session: Session, import_id: int) -> bool:
    """Take some of the records out that came with the import; return whether there were any."""
    came = sa.select(SourceRecord).where(
        col(SourceRecord.import_id) == import_id, col(SourceRecord.withdrawn_at).is_(None)
    )
    found = session.scalars(came.order_by(col(SourceRecord.id).desc()).limit(PIECE)).all()
    if found:
        _take_sources_out(session, import_id, found)
    return bool(found)


def _take_sources_out(session: Session, import_id: int, found: Sequence[SourceRecord]) -> None:
    touched = {source.record_id for source in found}
    ids = [source.id for source in found]
    _forget_questions_about(session, ids)
    session.execute(sa.update(SourceRecord).where(col(SourceRecord.id).in_(ids)).values(seen_in=None))
    here = col(Item.holding_id).in_(sa.select(col(Holding.id)).where(col(Holding.source_record_id).in_(ids)))
    _keep_copies(session, import_id, session.scalars(sa.select(col(Item.id)).where(here, promised())).all())
    going = session.scalars(sa.select(col(Item.id)).where(here, ~promised())).all()
    _withdraw_offers(session, import_id, going)
    removing.remove_copies(session, going)
    left = removing.remove_sources(session, ids)
    session.execute(sa.update(SourceRecord).where(col(SourceRecord.id).in_(left)).values(withdrawn_at=now()))
    records.tell_anew(session, touched, now())


def _forget_questions_about(session: Session, source_ids: Collection[int]) -> None:
    session.execute(sa.delete(ImportDoubt).where(col(ImportDoubt.known_id).in_(source_ids)))


def _forget_questions(session: Session, import_id: int) -> None:
    """Forget what was asked about the file, and what was answered: that was put back too."""
    asked: list[Any] = [col(ImportDoubt.import_id) == import_id, col(ImportDoubt.state) != DoubtState.OVERTAKEN]
    session.execute(sa.delete(ImportDoubt).where(*asked))
    session.execute(sa.update(SourceRecord).where(col(SourceRecord.seen_in) == import_id).values(seen_in=None))


def let_kept_copies_go(session: Session, at: datetime) -> int:
    """Take out the copies that stayed when their file was taken back and are free now; return how many.

    What a later file of the library has brought again stays.
    """
    keeps_some = sa.cast(col(Import.kept_copies), sa.Text) != "[]"
    undone = sa.select(Import).where(col(Import.state) == ImportState.UNDONE, keeps_some).order_by(col(Import.id))
    return sum(_let_go(session, found, at) for found in session.scalars(undone).all())


def _let_go(session: Session, found: Import, at: datetime) -> int:
    items = sa.select(col(Item.id), SourceRecord)
    items = items.join(Holding, col(Holding.id) == col(Item.holding_id))
    items = items.join(SourceRecord, col(SourceRecord.id) == col(Holding.source_record_id))
    free = session.execute(items.where(col(Item.id).in_(found.kept_copies), ~promised())).all()
    here = {item_id: source for item_id, source in free if not _is_back(source, found)}
    _withdraw_offers(session, found.id, list(here))
    removing.remove_copies(session, list(here))
    told = {source.record_id for source in here.values()}
    removing.remove_sources(session, [source.id for source in here.values() if source.withdrawn_at is not None])
    records.tell_anew(session, told, at)
    still = sa.select(col(Item.id)).where(col(Item.id).in_(found.kept_copies), promised())
    found.kept_copies = sorted(session.scalars(still))
    return len(here)


def _is_back(source: SourceRecord, found: Import) -> bool:
    return source.withdrawn_at is None and (source.import_id or 0) > found.id
