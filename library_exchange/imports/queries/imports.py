"""Reading imports: a library's files, one of them, what was rejected."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.catalogue.followers import left_behind
from library_exchange.catalogue.models import BibliographicRecord, Holding, Import, ImportState, Item, SourceRecord
from library_exchange.core.errors import NotFound
from library_exchange.imports.models import Rejection, SourceRecordBefore


def imports_of(session: Session, library_id: int, limit: int, offset: int) -> tuple[int, Sequence[Import]]:
    """Return how many files a library gave and one page of them, newest first."""
    of_library = (col(Import.library_id) == library_id, col(Import.state) != ImportState.DISCARDED)
    total = session.scalar(sa.select(sa.func.count()).select_from(Import).where(*of_library)) or 0
    page = sa.select(Import).where(*of_library).order_by(col(Import.id).desc()).limit(limit).offset(offset)
    return total, session.scalars(page).all()


def get_import(session: Session, library_id: int | None, import_id: int) -> Import:
    """Return an import of the library `library_id`. Raises NotFound, also for another library's."""
    found = session.get(Import, import_id)
    if found is None or found.library_id != library_id:
        raise NotFound("import", import_id=import_id)
    return found


def records_of(session: Session, found: Import, limit: int, offset: int) -> tuple[int, list[dict[str, Any]]]:
    """Return how many records came with a file or were changed by it, and one page of them as they stand now.

    Each tells its number, what it says as it is kept, the union record, the card of that, and whether it is withdrawn;
    two queries.
    """
    changed = sa.select(col(SourceRecordBefore.source_record_id)).where(col(SourceRecordBefore.import_id) == found.id)
    theirs = sa.or_(col(SourceRecord.import_id) == found.id, col(SourceRecord.id).in_(changed))
    total = session.scalar(sa.select(sa.func.count()).select_from(SourceRecord).where(theirs)) or 0
    own = SourceRecord
    shown = (col(own.source_id), col(own.said), col(own.record_id), col(own.withdrawn_at))
    page = (
        sa.select(*shown, col(BibliographicRecord.card))
        .join(BibliographicRecord, col(BibliographicRecord.id) == col(SourceRecord.record_id))
        .where(theirs)
        .order_by(col(SourceRecord.id))
        .limit(limit)
        .offset(offset)
    )
    return total, [dict(row) for row in session.execute(page).mappings()]


def about_books_of(session: Session, found: Import) -> list[str]:
    """Return in words what rooms above have open about books that came with a file; a query for each kind."""
    changed = sa.select(col(SourceRecordBefore.source_record_id)).where(col(SourceRecordBefore.import_id) == found.id)
    came = (col(SourceRecord.import_id) == found.id, col(SourceRecord.id).not_in(changed))
    return left_behind(session, found.library_id, sa.select(col(SourceRecord.record_id)).where(*came))


def count_corrected(session: Session, found: Import) -> int:
    """Return how many records that a file brought or changed were corrected by hand since: that goes with the file."""
    since = (col(SourceRecord.import_id) == found.id, col(SourceRecord.corrected_at).is_not(None))
    return session.scalar(sa.select(sa.func.count(col(SourceRecord.id))).where(*since)) or 0


def kept_copies_of(session: Session, found: Import) -> list[dict[str, Any]]:
    """Return the copies that stayed when a file was taken back: number, place, and the card of each one's record."""
    copies = (
        sa.select(
            *(col(Item.number), col(Item.barcode), col(Item.place)),
            *(col(Holding.record_id), col(BibliographicRecord.card)),
        )
        .select_from(Item)
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .join(BibliographicRecord, col(BibliographicRecord.id) == col(Holding.record_id))
        .where(col(Item.id).in_(found.kept_copies))
        .order_by(col(Item.id))
    )
    return [dict(row) for row in session.execute(copies).mappings()]


def rejections_of(session: Session, import_id: int, limit: int | None = 200) -> Sequence[Rejection]:
    """Return the first rejected records of an import, in the order of the file; all of them without a `limit`."""
    return session.scalars(
        sa.select(Rejection).where(col(Rejection.import_id) == import_id).order_by(col(Rejection.position)).limit(limit)
    ).all()


def rejected_bytes(session: Session, import_id: int) -> bytes:
    """Return the rejected records' bytes one after another, as they stood in the file."""
    rows = session.scalars(
        sa.select(col(Rejection.raw)).where(col(Rejection.import_id) == import_id).order_by(col(Rejection.position))
    )
    return b"".join(rows)


def names_of_files(session: Session, brought: Any, ids: Sequence[int]) -> Mapping[int, tuple[int, str]]:
    """Return import and name of the file that each row of the table `brought` came with; one query."""
    rows = sa.select(brought.id, col(Import.id), col(Import.filename)).join(Import, col(Import.id) == brought.import_id)
    found = session.execute(rows.where(brought.id.in_(ids)))
    return {number: (import_id, name) for number, import_id, name in found}


def later_file(session: Session, found: Import) -> Import | None:
    """Return a file that changed, after this one, a record that this one brought or changed; None if there is none."""
    own, later = aliased(SourceRecordBefore), SourceRecordBefore
    changed_again = (
        sa.select(col(own.id))
        .where(
            col(own.import_id) == found.id,
            col(own.source_record_id) == col(later.source_record_id),
            col(own.id) < col(later.id),
        )
        .exists()
    )
    is_later = sa.or_(col(later.before_import_id) == found.id, changed_again)
    return session.scalars(
        sa.select(Import)
        .join(later, col(later.import_id) == col(Import.id))
        .where(is_later, col(later.import_id) != found.id)
        .order_by(col(Import.id).desc())
        .limit(1)
    ).first()
