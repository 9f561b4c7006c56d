"""A library says on which day it leaves, and takes the further steps."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.days import refuse_past
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.steps import take as take_step
from library_exchange.directory.models import Library
from library_exchange.directory.policy import require_editor
from library_exchange.directory.queries import find_member
from library_exchange.leaving import labels
from library_exchange.leaving.models import Departure
from library_exchange.leaving.rules import LONGEST_AHEAD_DAYS, DepartureEvent
from library_exchange.leaving.schemas import NewDeparture
from library_exchange.leaving.services import letters, night
from library_exchange.leaving.services.transitions import DEPARTURES


def announce(session: Session, actor: Actor, library: Library, given: NewDeparture, at: datetime) -> Departure:
    """Say that a library leaves on a day, and tell its partners; if the day is today, nothing new begins at once.

    Raises Forbidden for all but its administrators and the platform, InvalidInput for a day that is past or too far
    and for a successor that is no other member, Conflict if it leaves already or has left.
    """
    require_editor(actor, library)
    if library.has_left:
        raise Conflict("has-left", labels.HAS_LEFT)
    today = library.day_at(at)
    refuse_past({"leaves_on": given.leaves_on}, today)
    if given.leaves_on > today + timedelta(days=LONGEST_AHEAD_DAYS):
        raise InvalidInput({"leaves_on": labels.TOO_FAR})
    if given.successor_id is not None:
        successor = find_member(session, given.successor_id)
        if successor is None or successor.id == library.id or successor.leaves_on is not None:
            raise InvalidInput({"successor_id": labels.ANOTHER_LIBRARY})
    departure = Departure(library_id=library.id, **given.model_dump(), announced_at=at, touched_at=at)
    session.add(departure)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("leaves-already", labels.LEAVES_ALREADY) from error
    library.leaves_on = given.leaves_on
    audit.record(session, actor, "departure.announce", "departure", departure.id, at=at, leaves_on=str(given.leaves_on))
    letters.tell_partners(session, departure, "announced")
    if given.leaves_on <= today:
        night.close(session, departure, at)
    return departure


def take(
    session: Session, actor: Actor, departure: Departure, event: DepartureEvent, at: datetime, version: int | None
) -> None:
    """Let a library stay after all, or have left. Raises Conflict while something is open or if it has changed."""
    # Nobody accepts to take over while it is looked whether something is left.
    session.refresh(departure, with_for_update=True)
    take_step(DEPARTURES, session, actor, departure, event, at, version=version)
