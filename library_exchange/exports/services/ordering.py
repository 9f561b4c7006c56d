"""Exports: ordered, made piece by piece, and forgotten after a week."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import SourceRecord
from library_exchange.catalogue.services.sources import described
from library_exchange.core import audit, kept_files, outbox
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.rights import library_of
from library_exchange.directory.models import Library
from library_exchange.exports.models import Covers, Export, ExportState
from library_exchange.exports.queries.exports import count_listed, count_own, own_pieces, union_records
from library_exchange.exports.rules.forms import Form
from library_exchange.exports.services.files import RecordFile, opened
from library_exchange.marc.description import Description
from library_exchange.marc.writing.files import Unwritable
from library_exchange.marc.writing.record import Origin

MAKE, REMOVE = "exports.make", "exports.remove"
KEPT = timedelta(days=7)
"""So long after it was ordered a file can be fetched."""
MOST_NAMED = 200
"""So many records that were left out are named."""


def order(
    session: Session,
    actor: Actor,
    form: Form,
    language: str,
    record_ids: Sequence[int] | None = None,
    asked: str = "",
    covers: Covers = Covers.OWN,
) -> Export:
    """Have a file made for the actor's library: of its own records, or of what `covers` says the `record_ids` are.

    Raises InvalidInput if there are none.
    """
    library_id = library_of(actor)
    expected = _expected(session, library_id, record_ids, covers)
    if not expected:
        raise InvalidInput({"asked": _l("Your library has given no such records. Choose others, or all.")})
    at = now()
    export = Export(
        library_id=library_id,
        form=form,
        language=language,
        asked=asked[:300],
        covers=covers,
        record_ids=None if record_ids is None else list(record_ids),
        state=ExportState.WAITING,
        expected=expected,
        stored_name=secrets.token_hex(16),
        created_at=at,
        touched_at=at,
    )
    session.add(export)
    session.flush()
    outbox.put(session, MAKE, {"export": export.id})
    audit.record(session, actor, "export.order", "export", export.id, form=str(form))
    return export


def _expected(session: Session, library_id: int, record_ids: Sequence[int] | None, covers: Covers) -> int:
    if covers is Covers.OWN:
        return count_own(session, library_id, record_ids)
    listed = record_ids or []
    return len(listed) if covers is Covers.UNION else count_listed(session, library_id, listed)


def make(database: Database, export_id: int, folder: Path) -> None:
    """Write the file of an export from its beginning; what was written by a worker that died is written anew."""
    with database.transaction() as session:
        export = session.get(Export, export_id)
        if export is None or export.state is ExportState.DONE:
            return
        export.state, export.touched_at = ExportState.RUNNING, now()
        export.written, export.mended, export.left_out, export.troubles = 0, 0, 0, []
        library = session.get_one(Library, export.library_id)
        day, is_union = library.day_at(now()), export.covers is Covers.UNION
        origin = Origin(day) if is_union else Origin(day, library.code, library.country)
    path = folder / export.stored_name
    with opened(path, export.form, export.language, origin) as file:
        for outcomes in _outcomes(database, export, file):
            with database.transaction() as session:
                _note(session.get_one(Export, export_id), outcomes)
    size = path.stat().st_size
    kept_files.keep(path)
    with database.transaction() as session:
        export = session.get_one(Export, export_id)
        export.state, export.finished_at, export.size_bytes = ExportState.DONE, now(), size


def _outcomes(database: Database, export: Export, file: RecordFile) -> Iterator[list[tuple[bool, list[str] | None]]]:
    if export.covers is Covers.UNION:
        for said in union_records(database, export.record_ids or []):
            yield [_said(file, each) for each in said]
        return
    for piece in own_pieces(database, export):
        yield [_written(file, source) for source in piece]


def _said(file: RecordFile, found: Description) -> tuple[bool, list[str] | None]:
    try:
        trouble = file.add_said(found)
    except Unwritable as refused:
        return False, [found.source_id or "", found.title, str(refused.trouble)]
    return True, None if trouble is None else [found.source_id or "", "", str(trouble)]


def _written(file: RecordFile, source: SourceRecord) -> tuple[bool, list[str] | None]:
    """Return whether a record is in the file, and what is to be told of it."""
    try:
        trouble = file.add(source)
    except Unwritable as refused:
        found = described(source)
        return False, [source.source_id, found.title if found else "", str(refused.trouble)]
    return True, None if trouble is None else [source.source_id, "", str(trouble)]


def _note(export: Export, outcomes: Sequence[tuple[bool, list[str] | None]]) -> None:
    export.touched_at = now()
    export.written += sum(is_in for is_in, _told in outcomes)
    export.left_out += sum(not is_in for is_in, _told in outcomes)
    export.mended += sum(is_in and told is not None for is_in, told in outcomes)
    lines = [told for _is_in, told in outcomes if told is not None]
    export.troubles = [*export.troubles, *lines][:MOST_NAMED]


def fail(session: Session, export_id: int) -> None:
    """Note that an export stopped by an unexpected error."""
    export = session.get(Export, export_id)
    if export is not None:
        export.state = ExportState.FAILED


def forget(session: Session, at: datetime) -> int:
    """Forget exports of more than a week before the instant `at`, and have their files removed; return how many."""
    old = session.scalars(sa.select(Export).where(col(Export.created_at) < at - KEPT)).all()
    for export in old:
        outbox.put(session, REMOVE, {"name": export.stored_name})
        session.delete(export)
    return len(old)
