"""Reading the questions about records that were held."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import DoubtKind, Import, ImportState, SourceRecord
from library_exchange.core.errors import NotFound
from library_exchange.core.worklist import entries
from library_exchange.imports.models import DoubtState, ImportDoubt


def _open(import_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return col(ImportDoubt.import_id) == import_id, col(ImportDoubt.state) == DoubtState.OPEN


def count_open(session: Session, import_id: int) -> dict[DoubtKind, int]:
    """Return how many questions of each kind are open about a file; one query."""
    counted = sa.select(col(ImportDoubt.kind), sa.func.count()).where(*_open(import_id)).group_by(col(ImportDoubt.kind))
    return {DoubtKind(kind): count for kind, count in session.execute(counted)}


def open_doubts(
    session: Session, import_id: int, limit: int, offset: int
) -> Sequence[tuple[ImportDoubt, SourceRecord]]:
    """Return some of the open questions about a file with the source records they are about; one query."""
    joined = sa.select(ImportDoubt, SourceRecord).join(SourceRecord, col(SourceRecord.id) == col(ImportDoubt.known_id))
    page = joined.where(*_open(import_id)).order_by(col(ImportDoubt.kind), col(ImportDoubt.id))
    return [(doubt, known) for doubt, known in session.execute(page.limit(limit).offset(offset))]


def get_doubt(session: Session, found: Import, doubt_id: int) -> ImportDoubt:
    """Return a question about a file. Raises NotFound, also for one about another file."""
    doubt = session.get(ImportDoubt, doubt_id)
    if doubt is None or doubt.import_id != found.id:
        raise NotFound("import-doubt", doubt=doubt_id)
    return doubt


def files_with_questions(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the files of a library about whose records somebody must decide."""
    ended = col(Import.state).in_([ImportState.DONE, ImportState.GIVEN_UP])
    ours = col(Import.library_id) == library_id
    return entries(Import, ours, ended, col(Import.held) > 0, since=col(Import.finished_at))
