"""What waits in the outbox, for who looks after it: how much, since when, and what was tried in vain."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.models import OutboxMessage
from library_exchange.core.outbox import INDEX, OF_A_MACHINE, is_open

LONGEST_WAIT = timedelta(days=1)
"""After which a person should see that something has not been carried out."""


def stuck(at: datetime, *kinds: str) -> sa.Select[OutboxMessage]:
    """Return a query of what has been tried in vain for a day by the instant `at`, oldest first; of `kinds` if given.

    It is tried on and on all the same: a row is never given up, but a person should know of it.
    """
    tried = sa.or_(col(OutboxMessage.waits) > 0, col(OutboxMessage.attempts) > 0)
    old = (col(OutboxMessage.done_at).is_(None), col(OutboxMessage.created_at) <= at - LONGEST_WAIT)
    found = sa.select(OutboxMessage).where(*old, tried).order_by(col(OutboxMessage.id))
    return found.where(col(OutboxMessage.kind).in_(kinds)) if kinds else found


class Queue(NamedTuple):
    """What waits in a lane: how much, how much of it was tried in vain, since when the oldest waits."""

    lane: str
    waiting: int
    failed: int
    oldest: datetime


_QUEUE = sa.case((col(OutboxMessage.lane).startswith(OF_A_MACHINE), sa.literal(INDEX)), else_=col(OutboxMessage.lane))
"""The lane that a row counts to; what one machine has to do counts to the index."""


def queues(session: Session) -> list[Queue]:
    """Return the lanes in which something has still to be done; one query."""
    failed = sa.func.count().filter(col(OutboxMessage.attempts) > 0)
    told = (_QUEUE.label("queue"), sa.func.count(), failed, sa.func.min(col(OutboxMessage.created_at)))
    found = sa.select(*told).where(col(OutboxMessage.done_at).is_(None)).group_by(sa.text("queue"))
    return [Queue(*row) for row in session.execute(found.order_by(sa.text("queue")))]


def overdue(session: Session, at: datetime) -> dict[str, datetime]:
    """Return since when the oldest row of each queue has been due by the instant `at` that nobody has begun; one query.

    What failed is tried again later and later, and what waits for another row waits: neither tells how fast work goes.
    """
    row = OutboxMessage
    fresh = (*is_open(at), col(row.attempts) == 0, col(row.waits) == 0)
    found = sa.select(_QUEUE.label("queue"), sa.func.min(col(row.due_at))).where(*fresh).group_by(sa.text("queue"))
    return {lane: due for lane, due in session.execute(found)}  # noqa: C416 - rows are no pairs to a type checker


def failing(session: Session, limit: int) -> Sequence[OutboxMessage]:
    """Return what was tried in vain and is not done yet, oldest first; one query."""
    row = OutboxMessage
    wanted = (col(row.done_at).is_(None), col(row.attempts) > 0)
    return session.scalars(sa.select(row).where(*wanted).order_by(col(row.id)).limit(limit)).all()
