"""Begin a practice loan, take its steps by the true procedure, hear the library that is played, remove it all."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, outbox, versions
from library_exchange.core.actor import Actor, clock
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.rights import library_of
from library_exchange.directory.models import Library
from library_exchange.loans.rules.codes import Action, Incoming, Outgoing, Side
from library_exchange.loans.rules.loan_steps import LoanStep
from library_exchange.loans.rules.steps import FIRST, FULFILLED, is_closed
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services.steps import NEEDED
from library_exchange.practice.books import book_for
from library_exchange.practice.labels import BEGUN_ALREADY, NOT_NOW
from library_exchange.practice.models import PracticeLoan
from library_exchange.practice.queries import loans_of
from library_exchange.practice.rules import FINISHED, PLAYED, find_step
from library_exchange.practice.services import letters
from library_exchange.shipping.rules.codes import Mode

PLAY = "practice.play"
"""What the outbox calls the turn of the library that is played."""
PLAYER = clock("practice")


def begin(session: Session, actor: Actor, side: Side, at: datetime) -> PracticeLoan:
    """Begin a practice loan of the actor's library, in place of one that is over.

    Raises Conflict if one of this side is still open.
    """
    library = session.get_one(Library, library_of(actor))
    for row in loans_of(session, library.id):
        if row.side is side:
            if not is_closed(side, row.stands):
                raise Conflict("practised-already", BEGUN_ALREADY, practice=row.id)
            session.delete(row)
    session.flush()
    loan = PracticeLoan(
        library_id=library.id, side=side, state=FIRST[side], book=book_for(library, side), begun_at=at, history=[]
    )
    if side is Side.SUPPLYING:
        loan.history = [_event(Incoming.REQUEST, at)]
    session.add(loan)
    session.flush()
    if side is Side.SUPPLYING:
        letters.tell(session, loan, Incoming.REQUEST)
    audit.record(session, actor, "begin_practice", "library", library.id, at=at, side=side.value)
    return loan


def take_step(
    session: Session, actor: Actor, loan: PracticeLoan, action: Action, given: StepInput, at: datetime
) -> None:
    """Move a practice loan one step, as a true one moves; the library that is played has its turn after the commit.

    Raises Conflict if there is no such step, or the loan has moved since it was looked at; InvalidInput for what lacks.
    """
    step = find_step(loan.side, loan.stands, action)
    if step is None:
        raise Conflict("no-such-step", NOT_NOW, practice=loan.id)
    _move(session, actor, loan, action, step, at, _told(session, loan, action, given, at), given.version)
    if step.message in PLAYED:
        told = {"practice": loan.id, "version": loan.version, "told": str(step.message)}
        outbox.put(session, PLAY, told)


def play(session: Session, practice_id: int, version: int, told: Outgoing, at: datetime) -> None:
    """Let the library that is played answer what it was `told`, unless it has done so or the loan is gone."""
    loan = session.get(PracticeLoan, practice_id)
    if loan is None or loan.version != version:
        return
    for said in PLAYED[told]:
        step = find_step(loan.side, loan.stands, said)
        if step is not None:
            _move(session, PLAYER, loan, said, step, at, _said(session, loan, said, at))
            letters.tell(session, loan, said)


def remove(session: Session, actor: Actor, at: datetime) -> int:
    """Remove all practice loans of the actor's library; return how many there were."""
    library_id = library_of(actor)
    mine = sa.delete(PracticeLoan).where(col(PracticeLoan.library_id) == library_id)
    audit.record(session, actor, "remove_practice", "library", library_id, at=at)
    return versions.rows_changed(session, mine)


def _move(
    session: Session,
    actor: Actor,
    loan: PracticeLoan,
    event: Action | Incoming,
    step: LoanStep,
    at: datetime,
    told: dict[str, Any],
    version: int | None = None,
) -> None:
    target = step.leads_to(loan.stands)
    moved = {"state": target, "history": [*loan.history, _event(event, at)]}
    versions.change(session, loan, moved | told, version)
    if target in FULFILLED[loan.side]:
        audit.record(session, actor, FINISHED[loan.side], "library", loan.library_id, at=at)


def _event(event: Action | Incoming, at: datetime) -> dict[str, Any]:
    return {"event": event.value, "at": at.isoformat(), "by_partner": isinstance(event, Incoming)}


def _told(session: Session, loan: PracticeLoan, action: Action, given: StepInput, at: datetime) -> dict[str, Any]:
    """Return what a step writes of what was filled in."""
    if action not in (Action.SHIP, Action.SHIP_RETURN):
        return {}
    if given.method is None:
        raise InvalidInput({"method": NEEDED})
    if action is Action.SHIP_RETURN:
        return {"return_method": given.method, "return_tracking_no": given.tracking}
    due_on = given.due_on or proposed_day(session, loan, at)
    if due_on <= session.get_one(Library, loan.library_id).day_at(at):
        raise InvalidInput({"due_on": _l("The due date must lie in the future.")})
    return {"ship_method": given.method, "tracking_no": given.tracking, "due_on": due_on}


def _said(session: Session, loan: PracticeLoan, said: Incoming, at: datetime) -> dict[str, Any]:
    if said is Incoming.LOANED:
        return {"ship_method": Mode.POST, "due_on": proposed_day(session, loan, at)}
    return {"return_method": Mode.POST} if said is Incoming.SHIPPED_RETURN else {}


def proposed_day(session: Session, loan: PracticeLoan, at: datetime) -> date:
    """Return the due date of a practice loan: the days for which the library itself lends, from today."""
    library = session.get_one(Library, loan.library_id)
    return library.day_at(at) + timedelta(days=library.loan_days)
