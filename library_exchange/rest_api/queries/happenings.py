"""What happened to things of the key's library, out of the audit; nothing of who did it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import, Item, SourceRecord
from library_exchange.core.models import AuditEntry
from library_exchange.loans.models import LoanRequest
from library_exchange.offers.models import Offer, Want
from library_exchange.rest_api.queries.own import Piece, is_of_consignment
from library_exchange.shipping.models import Consignment

SETTLED = timedelta(seconds=15)
"""Where many write at once a row with a lower number may become visible later; after so long it has."""
_TABLES: dict[str, Any] = {
    "item": Item,
    "source_record": SourceRecord,
    "import": Import,
    "loan": LoanRequest,
    "offer": Offer,
    "want": Want,
    "consignment": Consignment,
}


def happened(
    session: Session, library_id: int, subjects: Sequence[str], piece: Piece, at: datetime
) -> list[tuple[int, datetime, str, str, int]]:
    """Return number, instant, action, subject and its id of what happened, in order; one query."""
    if not subjects:
        return []
    number = col(AuditEntry.id)
    wanted = [sa.or_(*(_of(subject, library_id) for subject in subjects)), *piece.oldest(number)]
    if session.get_bind().dialect.name != "sqlite":
        wanted.append(col(AuditEntry.at) <= at - SETTLED)
    columns = (number, col(AuditEntry.at), col(AuditEntry.action), col(AuditEntry.subject), col(AuditEntry.subject_id))
    rows = session.execute(sa.select(*columns).where(*wanted).order_by(number).limit(piece.limit))
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def _of(subject: str, library_id: int) -> sa.ColumnElement[bool]:
    table = _TABLES[subject]
    is_own = is_of_consignment(library_id) if table is Consignment else col(table.library_id) == library_id
    return sa.and_(
        col(AuditEntry.subject) == subject, col(AuditEntry.subject_id).in_(sa.select(col(table.id)).where(is_own))
    )
