"""How files with records to decide about stand on the list of work."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core.i18n import _n
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line


def ids_to_look_at(library_id: int) -> sa.Select[Any]:
    """Return the query that finds the ids of a library's files that nobody has taken in or given up yet."""
    return sa.select(col(Import.id)).where(
        col(Import.library_id) == library_id, col(Import.state) == ImportState.UPLOADED
    )


def lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return the line of each file; one query."""
    rows = session.scalars(sa.select(Import).where(col(Import.id).in_(ids)))
    return {
        row.id: Line(
            as_written(row.filename),
            _n("Decide about %(num)s record", "Decide about %(num)s records", row.held),
            "imports.questions",
            {"import_id": row.id},
        )
        for row in rows
    }
