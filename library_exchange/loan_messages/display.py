"""What pages show of messages that have waited for a day."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.directory.models import Library
from library_exchange.loan_messages import labels, queries
from library_exchange.loans.labels import history
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.schemas import OUTBOX_KIND, WIRE_KIND

SINCE = {OUTBOX_KIND: labels.waits_since, WIRE_KIND: labels.not_sent_since}


def waiting_messages(session: Session, loan: LoanRequest, at: datetime) -> list[Any]:
    """Return a sentence for each message that has waited for a day, of the partner or for its system."""
    zone = session.get_one(Library, loan.library_id).zone
    return [
        SINCE[each.kind](each.created_at.astimezone(zone).date())
        for each in queries.messages_waiting_for(session, loan, at)
    ]


def waiting_row(row: queries.Waiting, language: str) -> dict[str, Any]:
    return {
        "number": row.request_no,
        "sender": row.sender.name_in(language),
        "recipient": row.recipient.name_in(language),
        "said": history.event(str(row.said)),
        "since": row.since,
        "tries": row.tries,
    }
