"""Of how many pages or volumes the book of a record is, as its libraries wrote it."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import TextForm
from library_exchange.marc.description import TextField


def find_extent(session: Session, record_id: int | None) -> str | None:
    """Return the first extent of a record, None where no library told any; one query."""
    wanted = (col(TextForm.record_id) == record_id, col(TextForm.field) == str(TextField.EXTENT))
    found = sa.select(col(TextForm.value)).where(*wanted).order_by(col(TextForm.position), col(TextForm.id))
    return session.scalar(found.limit(1)) if record_id else None
