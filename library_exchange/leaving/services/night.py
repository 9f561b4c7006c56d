"""What the night does in this room: with a library whose day has come nothing new begins; what is gone is forgotten."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col

from library_exchange.core.actor import clock
from library_exchange.core.steps import take
from library_exchange.directory.queries import on_own_day
from library_exchange.leaving.models import Departure
from library_exchange.leaving.queries import due_departures, to_forget
from library_exchange.leaving.rules import DepartureEvent
from library_exchange.leaving.services.transitions import DEPARTURES

CLOCK = clock("leaving")


def close(session: Session, departure: Departure, at: datetime) -> None:
    """Let nothing new begin with the library from now on."""
    take(DEPARTURES, session, CLOCK, departure, DepartureEvent.CLOSE, at)


def close_due(session: Session, at: datetime) -> int:
    """Let nothing new begin with libraries whose day has come where they stand; return how many there were."""
    is_due = on_own_day(session, col(Departure.library_id), at, lambda today: col(Departure.leaves_on) <= today)
    found = session.scalars(due_departures(is_due)).all()
    for departure in found:
        close(session, departure, at)
    return len(found)


def forget_due(session: Session, at: datetime) -> int:
    """Erase what was kept of libraries that do not come back, their last day for it having ended; return how many."""
    found = to_forget(session, at)
    for departure in found:
        take(DEPARTURES, session, CLOCK, departure, DepartureEvent.FORGET, at)
    return len(found)


VERBS: dict[str, Callable[[Session, datetime], object]] = {"close_due": close_due, "forget_due": forget_due}
"""What the night does in this room, by name."""
