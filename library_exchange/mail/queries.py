"""Reading mails."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.errors import NotFound
from library_exchange.core.models import OutboxMessage
from library_exchange.mail import delivery
from library_exchange.mail.models import KIND, Mail

TOLD = timedelta(days=7)
"""So long a mail that was refused is told to who runs the platform."""


def count_mails(session: Session, *these: sa.ColumnElement[bool]) -> int:
    """Return how many mails were made that meet `these` conditions."""
    return session.scalar(sa.select(sa.func.count()).select_from(Mail).where(*these)) or 0


def mails(session: Session, offset: int, limit: int, *these: sa.ColumnElement[bool]) -> Sequence[Mail]:
    """Return mails that meet `these` conditions, newest first."""
    found = sa.select(Mail).where(*these).order_by(col(Mail.id).desc())
    return session.scalars(found.offset(offset).limit(limit)).all()


def get_mail(session: Session, mail_id: int) -> Mail:
    """Return a mail; raises NotFound."""
    mail = session.get(Mail, mail_id)
    if mail is None:
        raise NotFound("no-such-mail")
    return mail


def find_mail(session: Session, message_id: str) -> Mail | None:
    """Return the mail with the message id, if it was delivered before."""
    return session.scalar(sa.select(Mail).where(col(Mail.message_id) == message_id))


def not_handed_over() -> sa.Select[Any]:
    """Return the query that finds by id what the mail server could not take yet; it is tried again and again."""
    in_vain = (col(OutboxMessage.attempts) > 0, col(OutboxMessage.done_at).is_(None))
    return sa.select(col(OutboxMessage.id).label("id")).where(col(OutboxMessage.kind) == KIND, *in_vain)


def refused(at: datetime) -> sa.Select[Any]:
    """Return the query that finds by id the mails that the mail server refused in the week before the instant `at`.

    Where none is set, every mail is kept as a file, and none is refused.
    """
    unsent = (col(Mail.sent_at).is_(None), col(Mail.created_at) > at - TOLD)
    return sa.select(col(Mail.id).label("id")).where(*unsent, sa.literal(delivery.has_server()))


def failed(at: datetime) -> sa.Select[Any]:
    """Return the query that finds the mails that did not go: refused of late, or not handed over yet."""
    both = sa.union_all(refused(at), not_handed_over()).subquery()
    return sa.select(both.c.id)


def count_not_handed_over(session: Session) -> int:
    """Return how many mails the mail server could not take yet."""
    return session.scalar(sa.select(sa.func.count()).select_from(not_handed_over().subquery())) or 0
