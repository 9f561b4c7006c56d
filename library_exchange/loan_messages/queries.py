"""Messages that have waited for a day: one that must be taken before them has not come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import outbox_queues
from library_exchange.core.db import begins_with
from library_exchange.core.models import OutboxMessage
from library_exchange.directory.models import Library
from library_exchange.loan_messages.rules import said_by
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Incoming
from library_exchange.loans.schemas import OUTBOX_KIND, WIRE_KIND, LoanMessage, line


@dataclass(frozen=True)
class Waiting:
    """A message that has waited for a day: between whom, about which request, what it says, since when, how tried."""

    sender: Library
    recipient: Library
    request_no: str
    said: Incoming | None
    since: datetime
    tries: int


def messages_waiting_for(session: Session, loan: LoanRequest, at: datetime) -> Sequence[OutboxMessage]:
    """Return the messages about the row `loan` that have waited for a day by the instant `at`; one query.

    Those of the partner wait for one before them; our own (of `WIRE_KIND`) for the partner's system.
    """
    if loan.partner_id is None:
        return []
    home, partner = session.get_one(Library, loan.library_id), session.get_one(Library, loan.partner_id)
    number, key, kind = loan.public_no, col(OutboxMessage.key), col(OutboxMessage.kind)
    theirs = sa.and_(kind == OUTBOX_KIND, begins_with(session, key, line(partner.code, home.code, number)))
    ours = sa.and_(kind == WIRE_KIND, begins_with(session, key, line(home.code, partner.code, number)))
    return session.scalars(outbox_queues.stuck(at).where(sa.or_(theirs, ours))).all()


def waiting_messages(at: datetime) -> sa.Select[Any]:
    """Return the query that finds the messages between libraries that have waited for a day by the instant `at`."""
    return outbox_queues.stuck(at, OUTBOX_KIND, WIRE_KIND)


def all_messages_waiting(session: Session, at: datetime) -> list[Waiting]:
    """Return every message between libraries that has waited for a day by the instant `at`, the oldest first."""
    rows = session.scalars(waiting_messages(at)).all()
    known = _by_code(session, {row.payload[end] for row in rows for end in ("sender", "recipient")})
    return [_shown(row, known) for row in rows if {row.payload["sender"], row.payload["recipient"]} <= set(known)]


def _by_code(session: Session, codes: set[str]) -> dict[str, Library]:
    found = session.scalars(sa.select(Library).where(col(Library.code).in_(codes)))
    return {library.code: library for library in found}


def _shown(row: OutboxMessage, known: Mapping[str, Library]) -> Waiting:
    message = LoanMessage.model_validate(row.payload)
    return Waiting(
        sender=known[message.sender],
        recipient=known[message.recipient],
        request_no=message.request_no,
        said=said_by(message.form),
        since=row.created_at,
        tries=row.waits + row.attempts,
    )
