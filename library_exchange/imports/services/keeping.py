"""What source records were before an import changed them, so that it can be taken back as a whole."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item, SourceRecord
from library_exchange.catalogue.services import merging
from library_exchange.catalogue.services.merging import Merged
from library_exchange.core import many_rows
from library_exchange.imports.models import ImportMerger, SourceRecordBefore

KEPT = (
    *("record_id", "source_id", "profile", "encoding", "digest", "raw", "said"),
    *("withdrawn_at", "corrected_at", "imported_at"),
)
"""Columns that are the same in both tables."""


def keep(session: Session, import_id: int, changing: Sequence[SourceRecord]) -> None:
    """Keep what these source records are now, unless the import changed them before; four queries at most."""
    before = sa.select(col(SourceRecordBefore.source_record_id)).where(col(SourceRecordBefore.import_id) == import_id)
    ids = {source.id for source in changing}
    ids -= set(session.scalars(before.where(col(SourceRecordBefore.source_record_id).in_(ids)))) if ids else set()
    if not ids:
        return
    table = SourceRecord.__table__  # type: ignore[attr-defined]
    columns = [table.c[name] for name in (*KEPT, "id", "import_id")]
    copies = copies_of(session, ids)
    rows: list[dict[str, Any]] = []
    for row in session.execute(sa.select(*columns).where(table.c.id.in_(ids))).mappings():
        facts = {name: row[name] for name in KEPT}
        told = {"source_record_id": row["id"], "before_import_id": row["import_id"], "copies": copies[row["id"]]}
        rows.append(facts | told | {"import_id": import_id})
    many_rows.insert(session, SourceRecordBefore, rows)


def keep_mergers(session: Session, import_id: int, gone: Sequence[tuple[Merged, int]]) -> None:
    """Keep which titles became part of others by an import, and what went along; one statement."""
    rows = [
        {"import_id": import_id, "record_id": each.old, "into_id": into, "moved": each.stored()} for each, into in gone
    ]
    many_rows.insert(session, ImportMerger, rows)


def part(session: Session, import_id: int, record_ids: Collection[int]) -> None:
    """Have what went from these records to others by an import be theirs again, the last first."""
    mine = (col(ImportMerger.import_id) == import_id, col(ImportMerger.record_id).in_(record_ids))
    for row in session.scalars(sa.select(ImportMerger).where(*mine).order_by(col(ImportMerger.id).desc())).all():
        merging.part(session, Merged.read(row.record_id, row.moved), row.into_id)
    session.execute(sa.delete(ImportMerger).where(*mine))


def copies_of(session: Session, source_ids: set[int]) -> dict[int, list[list[Any]]]:
    """Return the copies of each source record: `[item, state, number, place]` each; one query."""
    found: dict[int, list[list[Any]]] = defaultdict(list)
    columns = (col(Item.id), col(Item.local_state), col(Item.barcode), col(Item.place))
    rows = session.execute(
        sa.select(col(Holding.source_record_id), *columns)
        .join(Item, col(Item.holding_id) == col(Holding.id))
        .where(col(Holding.source_record_id).in_(source_ids))
        .order_by(col(Item.id))
    )
    for source_id, item_id, state, number, place in rows:
        found[source_id].append([item_id, str(state), number, place])
    return found
