"""Count by night which fields crossed a border since the night before; no content is read or kept."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.border_transfers.models import BorderTransfer, CountedUntil
from library_exchange.border_transfers.rules import fields_in, month_of
from library_exchange.core.models import OutboxMessage
from library_exchange.directory.models import Library
from library_exchange.loans.schemas import OUTBOX_KIND, WIRE_KIND

AT_ONCE = 500


class Key(NamedTuple):
    """What is counted together."""

    month: str
    sender_id: int
    recipient_id: int
    message: str
    field: str


def count(session: Session, now: datetime) -> int:
    """Count the messages that went since they were last counted; return how many crossed a border."""
    mark = session.get(CountedUntil, 1)
    done = col(OutboxMessage.done_at)
    since = () if mark is None else (done > mark.until,)
    asked = sa.select(col(OutboxMessage.payload), done).where(
        col(OutboxMessage.kind).in_((OUTBOX_KIND, WIRE_KIND)), done <= now, *since
    )
    libraries = {row.code: row for row in session.scalars(sa.select(Library))}
    found, crossed = Counter[Key](), 0
    for payload, at in session.execute(asked.execution_options(yield_per=AT_ONCE)):
        keys = _keys(payload, month_of(at), libraries)
        found.update(keys)
        crossed += bool(keys)
    _add(session, found)
    if mark is None:
        session.add(CountedUntil(until=now))
    else:
        mark.until = now
    return crossed


def _keys(payload: Mapping[str, Any], month: str, libraries: Mapping[str, Library]) -> list[Key]:
    sender, recipient = libraries.get(payload.get("sender", "")), libraries.get(payload.get("recipient", ""))
    if sender is None or recipient is None or sender.country == recipient.country:
        return []
    message = str((payload.get("form") or {}).get("type", ""))
    return [Key(month, sender.id, recipient.id, message, name) for name in fields_in(payload)]


def _add(session: Session, found: Mapping[Key, int]) -> None:
    for key, more in sorted(found.items()):
        same = (getattr(BorderTransfer, name) == value for name, value in key._asdict().items())
        row = session.scalar(sa.select(BorderTransfer).where(*same)) or BorderTransfer(**key._asdict())
        row.count += more
        session.add(row)


VERBS: dict[str, Callable[[Session, datetime], object]] = {"count": count}
"""What the night does in this room, by name."""
