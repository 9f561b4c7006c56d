"""A library that leaves asks its successor to take over, and the successor answers."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.steps import take as take_step
from library_exchange.directory.models import Library
from library_exchange.leaving.models import Departure
from library_exchange.leaving.queries import OPEN_DEPARTURES
from library_exchange.succession import labels, policy
from library_exchange.succession.models import Succession
from library_exchange.succession.rules import SuccessionEvent, in_order
from library_exchange.succession.services import letters
from library_exchange.succession.services.transitions import SUCCESSIONS


def ask(session: Session, actor: Actor, departure: Departure, kinds: Collection[str], at: datetime) -> Succession:
    """Ask the successor of a library that leaves to take these kinds over, and write to it.

    Raises NotFound for whom it does not concern, InvalidInput where nothing is ticked, Conflict if the library stays or
    has left, has named no successor, or has asked already.
    """
    if not policy.may_ask(actor, departure):
        raise NotFound("another-librarys")
    if departure.state not in OPEN_DEPARTURES:
        raise Conflict("does-not-leave", labels.NOT_NOW)
    if departure.successor_id is None:
        raise Conflict("no-successor", labels.NO_SUCCESSOR)
    chosen = _chosen(kinds)
    row = Succession(
        departure_id=departure.id,
        library_id=departure.library_id,
        successor_id=departure.successor_id,
        asked=chosen,
        asked_at=at,
        touched_at=at,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("asked-already", labels.ASKED_ALREADY) from error
    audit.record(session, actor, "succession.ask", "succession", row.id, at=at, asked=chosen)
    letters.tell_successor(session, row)
    return row


def take(
    session: Session,
    actor: Actor,
    row: Succession,
    event: SuccessionEvent,
    at: datetime,
    version: int | None,
    kinds: Collection[str] = (),
) -> None:
    """Answer the question, or take it back; who accepts says which of the `kinds` asked for are taken over.

    Raises NotFound for whom it does not concern, InvalidInput where nothing is ticked, Conflict if it was answered.
    """
    # Nobody leaves while the answer is given: who was faster is seen.
    if session.get_one(Departure, row.departure_id, with_for_update=True).state not in OPEN_DEPARTURES:
        raise Conflict("does-not-leave", labels.NOT_NOW)
    accepts = event is SuccessionEvent.ACCEPT
    if accepts and session.get_one(Library, row.successor_id).leaves_on is not None:
        raise Conflict("successor-leaves", labels.SUCCESSOR_LEAVES)
    changes: dict[str, Any] = {"taken": _chosen(set(kinds) & set(row.asked))} if accepts else {}
    take_step(SUCCESSIONS, session, actor, row, event, at, version=version, **changes)


def _chosen(kinds: Collection[str]) -> list[str]:
    chosen = in_order(kinds)
    if not chosen:
        raise InvalidInput({"kinds": labels.NOTHING_CHOSEN})
    return chosen
