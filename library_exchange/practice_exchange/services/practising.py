"""Begin a practice exchange, take its steps by the true procedures, hear the library that is played, remove it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, outbox, versions
from library_exchange.core.actor import Actor, clock
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.rights import library_of
from library_exchange.directory.models import Library
from library_exchange.practice_exchange import rules
from library_exchange.practice_exchange.books import book_of
from library_exchange.practice_exchange.labels import BEGUN_ALREADY, NOT_NOW, WEIGHT_NEEDED
from library_exchange.practice_exchange.models import PracticeExchange
from library_exchange.practice_exchange.queries import exchange_of, get_exchange
from library_exchange.practice_exchange.rules import FINISHED, FIRST, LAST, PLAYED, Act
from library_exchange.practice_exchange.schemas import ActGiven

PLAY = "practice_exchange.play"
"""What the outbox calls the turn of the library that is played."""
PLAYER = clock("practice")


def begin(session: Session, actor: Actor, at: datetime) -> PracticeExchange:
    """Lay a practice book into the drafts of the actor's library, in place of an exchange that is over.

    Raises Conflict if one is still going on.
    """
    library = session.get_one(Library, library_of(actor))
    before = exchange_of(session, library.id)
    if before is not None:
        if before.stand != LAST:
            raise Conflict("practised-already", BEGUN_ALREADY)
        session.delete(before)
        session.flush()
    row = PracticeExchange(library_id=library.id, offer=FIRST.offer, book=book_of(library.language), begun_at=at)
    session.add(row)
    session.flush()
    audit.record(session, actor, "begin_practice", "library", library.id, at=at, side="exchange")
    return row


def take_step(session: Session, actor: Actor, act: Act, given: ActGiven, at: datetime) -> None:
    """Move the exchange of the actor's library one step; the library that is played has its turn after the commit.

    Raises NotFound, Conflict if there is no such step now or it has moved meanwhile, InvalidInput for what lacks.
    """
    row = get_exchange(session, library_of(actor))
    if act not in rules.open_acts(row.stand):
        raise Conflict("no-such-step", NOT_NOW)
    if act is Act.PUBLISH and given.weight_g is None:
        raise InvalidInput({"weight_g": WEIGHT_NEEDED})
    facts: dict[Act, dict[str, Any]] = {
        Act.PUBLISH: {"weight_g": given.weight_g},
        Act.HAND_OVER: {"tracking_no": given.tracking or None},
    }
    _move(session, actor, row, act, at, facts.get(act, {}), given.version)
    if row.stand in PLAYED:
        outbox.put(session, PLAY, {"practice": row.id, "version": row.version})


def play(session: Session, practice_id: int, version: int, at: datetime) -> None:
    """Let the library that is played act, unless it has done so or the exchange is gone."""
    row = session.get(PracticeExchange, practice_id)
    if row is not None and row.version == version and row.stand in PLAYED:
        _move(session, PLAYER, row, PLAYED[row.stand], at, {})


def remove(session: Session, actor: Actor, at: datetime) -> int:
    """Remove what the actor's library practises; return how many there were."""
    mine = sa.delete(PracticeExchange).where(col(PracticeExchange.library_id) == library_of(actor))
    audit.record(session, actor, "remove_practice", "library", library_of(actor), at=at)
    return versions.rows_changed(session, mine)


def forget(session: Session, now: datetime) -> int:
    """Remove practice exchanges that were begun long ago, wherever they stand; return how many."""
    old = sa.delete(PracticeExchange).where(col(PracticeExchange.begun_at) <= now - rules.KEPT)
    return versions.rows_changed(session, old)


def _move(
    session: Session,
    actor: Actor,
    row: PracticeExchange,
    act: Act,
    at: datetime,
    facts: dict[str, Any],
    version: int | None = None,
) -> None:
    there = rules.after(row.stand, act)
    history = [*row.history, {"act": act.value, "at": at.isoformat()}]
    moved = {"offer": there.offer, "consignment": there.consignment, "history": history}
    versions.change(session, row, moved | facts, version)
    if there == LAST:
        audit.record(session, actor, FINISHED, "library", row.library_id, at=at)
