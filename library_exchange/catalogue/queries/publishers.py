"""Who published the book of a record, as its libraries wrote it."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import TextForm
from library_exchange.marc.description import TextField


def find_publisher(session: Session, record_id: int | None) -> str | None:
    """Return the first publisher of a record in the script of the book, None where no library told any."""
    named = (col(TextForm.field) == str(TextField.PUBLISHER), col(TextForm.kind) == "original")
    found = sa.select(col(TextForm.value)).where(col(TextForm.record_id) == record_id, *named)
    return session.scalar(found.order_by(col(TextForm.position), col(TextForm.id)).limit(1)) if record_id else None
