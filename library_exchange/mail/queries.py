"""Reading mails."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.errors import NotFound
from library_exchange.mail.models import Mail


def count_mails(session: Session) -> int:
    """Return how many mails were made."""
    return session.scalar(sa.select(sa.func.count()).select_from(Mail)) or 0


def mails(session: Session, offset: int, limit: int) -> Sequence[Mail]:
    """Return mails, newest first."""
    return session.scalars(sa.select(Mail).order_by(col(Mail.id).desc()).offset(offset).limit(limit)).all()


def get_mail(session: Session, mail_id: int) -> Mail:
    """Return a mail; raises NotFound."""
    mail = session.get(Mail, mail_id)
    if mail is None:
        raise NotFound("no-such-mail")
    return mail


def find_mail(session: Session, message_id: str) -> Mail | None:
    """Return the mail with the message id, if it was delivered before."""
    return session.scalar(sa.select(Mail).where(col(Mail.message_id) == message_id))
