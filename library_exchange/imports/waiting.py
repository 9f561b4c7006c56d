"""How files with records to decide about stand on the list of work."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import
from library_exchange.core.i18n import _n
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line


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
