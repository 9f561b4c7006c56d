"""What crossed borders, by month: what one library sent, or all."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.border_transfers.models import BorderTransfer
from library_exchange.directory.models import Library


@dataclass(frozen=True)
class Crossing:
    """How often a field went in a month, from which country to which library."""

    month: str
    sender: Library
    recipient: Library
    message: str
    field: str
    count: int


def crossings(session: Session, sender_id: int | None, month: str | None = None) -> Sequence[Crossing]:
    """Return what the library `sender_id` sent across borders, or all of them; one month or all, the newest first."""
    sender, recipient = aliased(Library), aliased(Library)
    asked = (
        sa.select(BorderTransfer, sender, recipient)
        .join(sender, col(BorderTransfer.sender_id) == sender.id)
        .join(recipient, col(BorderTransfer.recipient_id) == recipient.id)
        .where(*_of(sender_id))
    )
    if month is not None:
        asked = asked.where(col(BorderTransfer.month) == month)
    columns = (col(BorderTransfer.sender_id), col(BorderTransfer.recipient_id), col(BorderTransfer.message))
    rows = session.execute(asked.order_by(col(BorderTransfer.month).desc(), *columns, col(BorderTransfer.field)))
    return [Crossing(row.month, home, abroad, row.message, row.field, row.count) for row, home, abroad in rows]


def months(session: Session, sender_id: int | None) -> Sequence[str]:
    """Return the months of which something is counted, the newest first."""
    asked = sa.select(col(BorderTransfer.month)).where(*_of(sender_id)).distinct()
    return session.scalars(asked.order_by(col(BorderTransfer.month).desc())).all()


def _of(sender_id: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    return () if sender_id is None else (col(BorderTransfer.sender_id) == sender_id,)
