"""Which numbers were put right, read from the audit: it is the trace."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.models import AuditEntry
from library_exchange.shipping.models import Consignment

CORRECTED = "consignment.correct_tracking"


def corrections(session: Session, consignment: Consignment) -> Sequence[AuditEntry]:
    """Return the corrections of a consignment, the last first; one query."""
    of_it = (col(AuditEntry.subject) == "consignment", col(AuditEntry.subject_id) == consignment.id)
    wanted = sa.select(AuditEntry).where(*of_it, col(AuditEntry.action) == CORRECTED)
    return session.scalars(wanted.order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())).all()
