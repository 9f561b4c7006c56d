"""What the night does in this room: silent sponsors are waited for no longer, and what is over is forgotten."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import clock
from library_exchange.core.steps import take
from library_exchange.joining.models import LibraryApplication
from library_exchange.joining.rules import (
    CONFIRM_WITHIN,
    KEPT_AFTER,
    SPONSOR_WITHIN,
    ApplicationEvent,
    ApplicationState,
)
from library_exchange.joining.services import explaining, letters
from library_exchange.joining.services.transitions import APPLICATIONS
from library_exchange.mail.services import forget_letters

CLOCK = clock("joining")


def let_sponsors_lapse(session: Session, now: datetime) -> int:
    """Decline what a sponsor has not answered in time, and tell who asked; return how many there were."""
    silent = (
        col(LibraryApplication.state) == ApplicationState.AT_SPONSOR,
        col(LibraryApplication.confirmed_at) <= now - SPONSOR_WITHIN,
    )
    found = session.scalars(sa.select(LibraryApplication).where(*silent).order_by(col(LibraryApplication.id))).all()
    for row in found:
        take(APPLICATIONS, session, CLOCK, row, ApplicationEvent.LAPSE, now, decided_at=now)
    return len(found)


def forget(session: Session, now: datetime) -> int:
    """Delete what nobody has confirmed in time and what was decided long ago, with its letters; return how many."""
    unconfirmed = sa.and_(
        col(LibraryApplication.state) == ApplicationState.UNCONFIRMED,
        col(LibraryApplication.asked_at) <= now - CONFIRM_WITHIN,
    )
    over = sa.or_(unconfirmed, col(LibraryApplication.decided_at) <= now - KEPT_AFTER)
    found = session.scalars(sa.select(LibraryApplication).where(over).order_by(col(LibraryApplication.id))).all()
    for row in found:
        audit.record(session, CLOCK, "application.forget", "application", row.id, at=now, state=row.state.value)
        forget_letters(session, letters.begins(row.id))
        explaining.forget(session, row.id)
        session.delete(row)
    return len(found)


VERBS: dict[str, Callable[[Session, datetime], object]] = {"let_sponsors_lapse": let_sponsors_lapse, "forget": forget}
"""What the night does in this room, by name."""
