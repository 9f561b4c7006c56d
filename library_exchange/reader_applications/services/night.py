"""What the night does in this room: silent libraries are waited for no longer, the unconfirmed forgotten."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import clock
from library_exchange.core.steps import take
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.rules import (
    CONFIRM_WITHIN,
    DECIDE_WITHIN,
    ReaderApplicationEvent,
    ReaderApplicationState,
)
from library_exchange.reader_applications.services.deleting import delete_applications
from library_exchange.reader_applications.services.transitions import APPLICATIONS

CLOCK = clock("reader_applications")


def let_silence_end(session: Session, now: datetime) -> int:
    """Decline what a library has not answered in time, and tell who asked; return how many there were."""
    silent = (
        col(ReaderApplication.state) == ReaderApplicationState.WAITING,
        col(ReaderApplication.confirmed_at) <= now - DECIDE_WITHIN,
    )
    found = session.scalars(sa.select(ReaderApplication).where(*silent).order_by(col(ReaderApplication.id))).all()
    for row in found:
        take(APPLICATIONS, session, CLOCK, row, ReaderApplicationEvent.LAPSE, now, decided_at=now)
    return len(found)


def forget(session: Session, now: datetime) -> int:
    """Delete what nobody has confirmed in time, with its letters; return how many there were.

    What was decided goes after the term of its library (see `retention`).
    """
    unconfirmed = (
        col(ReaderApplication.state) == ReaderApplicationState.UNCONFIRMED,
        col(ReaderApplication.asked_at) <= now - CONFIRM_WITHIN,
    )
    numbers = sa.select(col(ReaderApplication.id)).where(*unconfirmed).order_by(col(ReaderApplication.id))
    for number in session.scalars(numbers).all():
        facts = {"state": ReaderApplicationState.UNCONFIRMED.value}
        audit.record(session, CLOCK, "reader_application.forget", "reader_application", number, at=now, **facts)
    return delete_applications(session, *unconfirmed)


VERBS: dict[str, Callable[[Session, datetime], object]] = {"let_silence_end": let_silence_end, "forget": forget}
"""What the night does in this room, by name."""
