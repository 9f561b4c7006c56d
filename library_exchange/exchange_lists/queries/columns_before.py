"""What the columns of a library's last lists held, so that it need not name them anew."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.exchange_lists.models import ListImport, ListImportLine, Source

LOOKED_BACK = 20
"""So many of a library's lists are looked at."""
ROWS_LOOKED_AT = 50
"""Among so many rows one has no gaps."""


def columns_before(session: Session, library_id: int) -> list[list[str]]:
    """Return what the columns of a library's last lists held, the newest list first; a row without gaps tells it."""
    latest = (
        sa.select(col(ListImport.id))
        .where(col(ListImport.library_id) == library_id, col(ListImport.source).in_((Source.TABLE, Source.PASTE)))
        .order_by(col(ListImport.id).desc())
        .limit(LOOKED_BACK)
    )
    newest = list(session.scalars(latest))
    lines = session.execute(
        sa.select(col(ListImportLine.list_import_id), col(ListImportLine.told)).where(
            col(ListImportLine.list_import_id).in_(newest), col(ListImportLine.number) <= ROWS_LOOKED_AT
        )
    )
    widest: dict[int, list[str]] = {}
    for list_id, told in lines:
        names = told.get("columns") or []
        if len(names) > len(widest.get(list_id, ())):
            widest[list_id] = names
    return [widest[list_id] for list_id in newest if list_id in widest]
