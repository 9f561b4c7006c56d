"""The steps people take: check the procedure and the right, gather what belongs to the step, move the row."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item, LocalState
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendar_of, day_at
from library_exchange.loans import labels, policy
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.due_dates import due_date, is_overdue
from library_exchange.loans.rules.steps import LoanStep
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services import rota, transitions

NEEDED = _l("Fill in this field.")
Changes = dict[str, Any]
Gather = Callable[[Session, LoanRequest, StepInput, LoanStep, datetime], Changes]


def take_step(
    session: Session, actor: Actor, loan: LoanRequest, action: Action, given: StepInput, now: datetime
) -> None:
    """Move `loan`, one library's side of a request, one step on behalf of `actor`.

    Puts the message for the other side, if the step has one, in the outbox. Raises Forbidden if `actor` may not act
    for the loan's library, Conflict if the step does not exist from the present state, if the row changed since it was
    shown (`given.version`) or the copy is promised elsewhere, and InvalidInput for what the step still needs.
    """
    policy.require(actor, action, loan)
    if given.version is not None and given.version != loan.version:
        raise Conflict("changed-meanwhile", transitions.CHANGED_MEANWHILE, loan=loan.id)
    found = loan.step(action)
    if found is None:
        advice = labels.advice(loan.side, loan.stands, action)
        raise Conflict("no-such-step", advice, state=loan.state, action=action)
    at = transitions.at_or_after(now, loan)
    gather = GATHER.get(action)
    changes = gather(session, loan, given, found, at) if gather else {}
    transitions.move(session, actor, loan, action, found, changes, at)


def is_late(session: Session, loan: LoanRequest, at: datetime) -> bool:
    """Whether the book of `loan` is overdue at its own library's day at `at`."""
    return is_overdue(loan.side, loan.stands, loan.due_on, day_at(session, loan.library_id, at))


def proposed_due_date(session: Session, loan: LoanRequest, at: datetime) -> date:
    """Return the due date proposed for a parcel that leaves at `at`: the library's own days of transit and loan.

    It is a day on which the requesting library works.
    """
    home, partner = session.get_one(Library, loan.library_id), session.get_one(Library, loan.partner_id)
    shipped_on = day_at(session, loan.library_id, at)
    return due_date(shipped_on, home.transit_days, home.loan_days, calendar_of(session, partner))


def _ask_a_library(session: Session, loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    supplier = rota.ask_next(session, loan, given.supplier_id, at)
    return {
        "partner_id": supplier.id,
        "attempt": loan.attempt + 1,
        "sent_seq": 1,
        "received_seq": 0,
        "reason": None,
        "answered_at": None,
        "sent_at": at,
    }


def _decline(_s: Session, _loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    if given.decline_reason is None:
        raise InvalidInput({"decline_reason": NEEDED})
    return {"decline_reason": given.decline_reason, "answered_at": at}


def _promise_a_copy(session: Session, loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    item, call_number = _chosen_copy(session, loan, given)
    if item.local_state != LocalState.ON_SHELF:
        raise InvalidInput({"item_id": _l("This copy is not on the shelf. Choose another one.")})
    if copies.held_item_ids(session, [item.id]):
        raise Conflict("copy-taken", transitions.COPY_TAKEN, loan=loan.id)
    return {"item_id": item.id, "call_number": call_number, "answered_at": at}


def _chosen_copy(session: Session, loan: LoanRequest, given: StepInput) -> tuple[Item, str | None]:
    """Return the copy named by its id or barcode; a copy of another library is no copy."""
    if given.item_id is None and not given.barcode:
        raise InvalidInput({"item_id": NEEDED})
    named = col(Item.id) == given.item_id if given.item_id is not None else col(Item.barcode) == given.barcode
    row = session.execute(
        sa.select(Item, col(Holding.call_number))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .where(col(Item.library_id) == loan.library_id, named)
        .limit(1)
    ).first()
    if row is None:
        field = "item_id" if given.item_id is not None else "barcode"
        raise InvalidInput({field: _l("Your library has no such copy.")})
    return row[0], row[1]


def _refuse(_s: Session, _loan: LoanRequest, given: StepInput, found: LoanStep, at: datetime) -> Changes:
    if "reason" in found.facts:
        return {"answered_at": at}
    if given.reason is None:
        raise InvalidInput({"reason": NEEDED})
    return {"reason": given.reason, "answered_at": at}


def _not_found(session: Session, loan: LoanRequest, given: StepInput, found: LoanStep, at: datetime) -> Changes:
    _mark_missing(session, loan)
    return _refuse(session, loan, given, found, at)


def _write_off(session: Session, loan: LoanRequest, _given: StepInput, _step: LoanStep, _at: datetime) -> Changes:
    _mark_missing(session, loan)
    return {}


COPY_GONE = _l("The copy has been promised or lent to somebody else since, so this cannot be undone any more.")


def why_not_undone(session: Session, loan: LoanRequest) -> Any:
    """Return why the end of a loan of the own library cannot be taken back any more, None if it can."""
    item = session.get(Item, loan.item_id) if loan.item_id else None
    is_gone = item is None or item.local_state in (LocalState.OUT_LOCALLY, LocalState.WITHDRAWN)
    return COPY_GONE if item is None or is_gone or copies.held_item_ids(session, [item.id]) else None


def _undo_check_in(session: Session, loan: LoanRequest, _given: StepInput, _step: LoanStep, _at: datetime) -> Changes:
    """Have the copy be with the partner again, unless something was built on its return."""
    refusal = why_not_undone(session, loan)
    if refusal is not None:
        raise Conflict("built-upon", refusal, loan=loan.id)
    return {}


def _undo_write_off(session: Session, loan: LoanRequest, given: StepInput, step: LoanStep, at: datetime) -> Changes:
    """Have the copy be with the partner again; a book that was written off is not missing here."""
    _undo_check_in(session, loan, given, step, at)
    missing = (col(Item.id) == loan.item_id, col(Item.local_state) == LocalState.MISSING)
    session.execute(sa.update(Item).where(*missing).values(local_state=LocalState.ON_SHELF))
    return {}


def _mark_missing(session: Session, loan: LoanRequest) -> None:
    """Take the copy out of what can be lent, or the next library would be promised it again."""
    session.execute(sa.update(Item).where(col(Item.id) == loan.item_id).values(local_state=LocalState.MISSING))


def _ship(session: Session, loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    if given.method is None:
        raise InvalidInput({"method": NEEDED})
    due_on = given.due_on or proposed_due_date(session, loan, at)
    if due_on <= day_at(session, loan.library_id, at):
        raise InvalidInput({"due_on": _l("The due date must lie in the future.")})
    return {"ship_method": given.method, "due_on": due_on, "tracking_no": given.tracking, "shipped_at": at}


def _receive(_s: Session, _loan: LoanRequest, _given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    return {"received_at": at}


def _check_out(_s: Session, _loan: LoanRequest, _given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    return {"lent_at": at}


def _ship_back(_s: Session, _loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    if given.method is None:
        raise InvalidInput({"method": NEEDED})
    return {"ship_method": given.method, "tracking_no": given.tracking, "return_shipped_at": at}


GATHER: dict[Action, Gather] = {
    Action.SEND: _ask_a_library,
    Action.ASK_NEXT: _ask_a_library,
    Action.DECLINE: _decline,
    Action.WILL_SUPPLY: _promise_a_copy,
    Action.REFUSE: _refuse,
    Action.NOT_ON_SHELF: _not_found,
    Action.WRITE_OFF: _write_off,
    Action.SHIP: _ship,
    Action.RECEIVE: _receive,
    Action.CHECK_OUT: _check_out,
    Action.SHIP_RETURN: _ship_back,
    Action.UNDO_CHECK_IN: _undo_check_in,
    Action.UNDO_WRITE_OFF: _undo_write_off,
}
"""What each step writes beside the state; a step that is missing writes nothing more."""
