"""How one row moves: guarded UPDATE, audit, message to the partner and notices, all in one transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from library_exchange.catalogue.services import index
from library_exchange.core import outbox
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.core.i18n import _l
from library_exchange.core.steps import Machine, Taking, take_found
from library_exchange.directory.models import Library
from library_exchange.loans import policy
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import MessageType, Outgoing, Side, State, Status
from library_exchange.loans.rules.messages import form_of
from library_exchange.loans.rules.steps import DUE, HOLDS_ITEM, TABLES, LoanStep, due_change, is_closed, state_to_keep
from library_exchange.loans.schemas import OUTBOX_KIND, BibliographicInfo, LoanMessage, line
from library_exchange.loans.services import notices, rota

CHANGED_MEANWHILE = _l("This request changed meanwhile. Look at its present state and decide again.")
COPY_TAKEN = _l(
    "This copy is already promised to another library. Choose another copy or answer that you cannot supply."
)


def at_or_after(now: datetime, loan: LoanRequest) -> datetime:
    """Return `now`, but never before the row's last change: a clock set back must not disorder its instants."""
    return max(now, loan.touched_at)


def move(
    session: Session,
    actor: Actor,
    loan: LoanRequest,
    event: str,
    step: LoanStep,
    changes: dict[str, Any],
    at: datetime,
) -> None:
    """Take `step`, made by `event` or by what came unexpectedly, on `loan` with the columns that belong to it.

    A step that stays writes what it knows, answers and is told of as one that moves. Raises Forbidden if the step is
    not the actor's to take, Conflict if somebody changed the row meanwhile or the copy is promised to another library.
    """
    taking = Taking(session, actor, loan, event, step, loan.stands, at)
    try:
        take_found(MACHINES[loan.side], taking, changes)
    except IntegrityError as error:
        if is_taken_copy(error):
            raise Conflict("copy-taken", COPY_TAKEN, loan=loan.id) from error
        raise


def _stamps(taking: Taking, target: State) -> dict[str, Any]:
    """Return what a step writes beside what it was given: where a step back leads, the due date's axis, instants."""
    loan, step = taking.row, taking.step
    kept = state_to_keep(loan.side, taking.before, target, loan.stood_before)
    values: dict[str, Any] = {"state_before": str(kept) if kept else None, "touched_at": taking.at}
    if step.message is not None:
        values["sent_seq"] = loan.sent_seq + 1
    due = due_change(loan.side, step, taking.before, target)
    if due is not None:
        values["due"] = DUE.step(loan.due, due).target
    if not is_closed(loan.side, target):
        values["closed_at"] = None
    elif loan.closed_at is None:
        values["closed_at"] = taking.at
    return values


def _tell(taking: Taking) -> None:
    """Let the rota, the partner, the index and the people concerned know of a step that was written."""
    session, loan, before = taking.session, taking.row, taking.before
    target = loan.stands
    if loan.side is Side.REQUESTING:
        rota.note_answer(session, loan, target, loan.reason, taking.at)
        if is_closed(loan.side, before) and not is_closed(loan.side, target):
            rota.take_up_again(session, loan)
    if taking.step.message is not None:
        send(session, loan, Outgoing(taking.step.message), taking.at)
    if loan.item_id is not None and (before in HOLDS_ITEM) != (target in HOLDS_ITEM):
        index.announce_items(session, [loan.item_id])
    notices.tell(session, taking.actor, loan, str(taking.event), has_moved=target is not before)


_same: dict[str, Any] = {
    "parts": policy.parts_of,
    "not_yours": lambda taking: Forbidden("step", loan=taking.row.id),
    "changed_meanwhile": CHANGED_MEANWHILE,
    "stamps": _stamps,
    "notes": lambda taking: {"number": taking.row.public_no},
    "tell": _tell,
    "read_as": "stands",
    "before_as": "stood_before",
}
REQUESTING_LOAN = Machine(TABLES[Side.REQUESTING], "loan", **_same)
SUPPLYING_LOAN = Machine(TABLES[Side.SUPPLYING], "loan", **_same)
MACHINES = {Side.REQUESTING: REQUESTING_LOAN, Side.SUPPLYING: SUPPLYING_LOAN}
"""How each library's side of a request goes through its table."""


def is_taken_copy(error: IntegrityError) -> bool:
    """Whether the database refused a second active loan of one copy."""
    text = str(error.orig)
    return "one_active_loan_per_item" in text or "loan_request.item_id" in text


def send(session: Session, loan: LoanRequest, said: Outgoing, at: datetime) -> None:
    """Put what `loan`'s library says to its partner into the outbox."""
    message = compose(session, loan, said, at)
    key = f"{line(message.sender, message.recipient, message.request_no)}{message.seq}"
    outbox.put(session, OUTBOX_KIND, message.model_dump(mode="json", exclude_none=True), key=key)


def compose(session: Session, loan: LoanRequest, said: Outgoing, at: datetime) -> LoanMessage:
    """Return the message; what it tells beside its codes depends on what is said, and is never about a person."""
    form = form_of(said, loan.stands, loan.due)
    is_request = form.type is MessageType.REQUEST
    is_refusal = said in (Outgoing.UNFILLED, Outgoing.UNFILLED_AFTER_ALL)
    is_loaned = form.status in (Status.LOANED, Status.OVERDUE)
    is_parcel = said in (Outgoing.LOANED, Outgoing.SHIPPED_RETURN)
    return LoanMessage(
        sender=session.get_one(Library, loan.library_id).code,
        recipient=session.get_one(Library, loan.partner_id).code,
        request_no=loan.public_no,
        seq=loan.sent_seq,
        sent_at=at,
        form=form,
        book=BibliographicInfo.model_validate(loan.book) if is_request else None,
        needed_by=loan.needed_by if is_request else None,
        reason_unfilled=loan.reason if is_refusal else None,
        due_on=loan.due_on if is_loaned else None,
        ship_method=loan.ship_method if is_parcel else None,
        tracking_no=loan.tracking_no if is_parcel else None,
    )
