"""Forms that were carried out: each carries a token that is spent once, in the transaction of what it did."""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core.errors import ExchangeError, Unavailable
from library_exchange.core.i18n import _l
from library_exchange.core.models import SentForm

KEPT = timedelta(days=7)
"""How long a form that lies open may be sent again without being carried out again."""
LONGEST_LOCATION = 500


class SentBefore(ExchangeError):
    """The form `key` was carried out already; `location` tells where that led, if that is known yet."""

    code = "sent-before"
    status = 409
    sentence = _l("This form was sent before and has been carried out. Open the list to see what it made.")

    def __init__(self, form: SentForm) -> None:
        super().__init__()
        self.key, self.location = form.key, form.location


def key_of(token: str, user_id: int | None, path: str, said: str) -> str:
    """Return under what a token is kept: it is one person's, for one address and for what the form `said`.

    It cannot be read from the table; a form that was changed before it is sent again is another one.
    """
    return hashlib.sha256(f"{user_id} {path} {token} {said}".encode(errors="replace")).hexdigest()


def spend(session: Session, key: str, request_id: str, at: datetime) -> None:
    """Note in the session's transaction that the request carries out the form `key`.

    Waits for another request that does the same; raises SentBefore once that is committed.
    """
    try:
        with session.begin_nested():
            session.add(SentForm(key=key, request_id=request_id, sent_at=at))
    except IntegrityError:
        form = session.get(SentForm, key)
        if form is None:
            raise Unavailable("form-taken-back") from None
        if form.request_id != request_id:
            raise SentBefore(form) from None


def find(session: Session, key: str) -> SentForm | None:
    """Return the form that was carried out under `key`."""
    return session.get(SentForm, key)


def led_to(session: Session, key: str, request_id: str, location: str | None) -> None:
    """Note where the form that the request carried out led; a form that led nowhere may be sent again."""
    mine = (col(SentForm.key) == key, col(SentForm.request_id) == request_id)
    if location is None:
        session.execute(sa.delete(SentForm).where(*mine))
    else:
        kept = location if len(location) <= LONGEST_LOCATION else location.partition("?")[0]
        session.execute(sa.update(SentForm).where(*mine).values(location=kept))


def forget(session: Session, at: datetime) -> None:
    """Forget forms that were sent longer ago than a week before the instant `at`."""
    session.execute(sa.delete(SentForm).where(col(SentForm.sent_at) < at - KEPT))
