"""Issues that travel in consignments: where they wait to be sent, and how they came."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.rules.codes import LineState
from library_exchange.shipping.rules.shipments import NOT_SENT
from library_exchange.standing_exchange.models import SerialIssue, StandingSerial

KIND = "serial_issue"
"""What consignments call an issue that travels in them."""


def is_in_consignment() -> sa.ColumnElement[bool]:
    """Return the condition that an issue waits in a consignment that was not handed over yet."""
    of_issue = (col(ConsignmentLine.subject_kind) == KIND, col(ConsignmentLine.subject_id) == col(SerialIssue.id))
    return (
        sa.select(col(ConsignmentLine.id))
        .join(Consignment, col(Consignment.id) == col(ConsignmentLine.consignment_id))
        .where(*of_issue, col(ConsignmentLine.state) == LineState.EXPECTED, col(Consignment.state).in_(NOT_SENT))
        .exists()
    )


def waiting_in(session: Session, issue_ids: Collection[int]) -> Mapping[int, tuple[Consignment, ConsignmentLine]]:
    """Return the consignment that was not handed over yet, by the id of the issue that waits in it; one query."""
    rows = session.execute(
        sa.select(Consignment, ConsignmentLine)
        .join(ConsignmentLine, col(ConsignmentLine.consignment_id) == col(Consignment.id))
        .where(
            col(ConsignmentLine.subject_kind) == KIND,
            col(ConsignmentLine.subject_id).in_(issue_ids),
            col(ConsignmentLine.state) == LineState.EXPECTED,
            col(Consignment.state).in_(NOT_SENT),
        )
    )
    return {line.subject_id: (consignment, line) for consignment, line in rows if line.subject_id is not None}


def with_serials(session: Session, issue_ids: Collection[int]) -> list[tuple[SerialIssue, StandingSerial]]:
    """Return issues with their serials; one query."""
    rows = session.execute(
        sa.select(SerialIssue, StandingSerial)
        .join(StandingSerial, col(StandingSerial.id) == col(SerialIssue.serial_id))
        .where(col(SerialIssue.id).in_(issue_ids))
    )
    return [(issue, serial) for issue, serial in rows]
