"""How one row moves: guarded UPDATE, audit, message to the partner and notices, all in one transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from library_exchange.catalogue.services import index
from library_exchange.core import audit, outbox, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _l
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Incoming, MessageType, Side, State, Status
from library_exchange.loans.rules.messages import form_of
from library_exchange.loans.rules.steps import HOLDS_ITEM, Step, is_closed
from library_exchange.loans.schemas import Book, LoanMessage, MessageForm
from library_exchange.loans.services import notices, rota

OUTBOX_KIND = "loans.message"
CHANGED_MEANWHILE = _l("This request changed meanwhile. Look at its present state and decide again.")
COPY_TAKEN = _l(
    "This copy is already promised to another library. Choose another copy or answer that you cannot supply."
)


def at_or_after(now: datetime, loan: LoanRequest) -> datetime:
    """Return `now`, but never before the row's last change: a clock set back must not disorder its instants."""
    return max(now, loan.touched_at)


def move(
    session: Session, actor: Actor, loan: LoanRequest, name: str, step: Step, changes: dict[str, Any], at: datetime
) -> None:
    """Take `step`, called `name`, on `loan` with the column `changes` that belong to it.

    Raises Conflict if somebody moved the row meanwhile or the copy is promised to another library.
    """
    before, target = loan.stands, step.target or loan.stands
    values = {"sent_seq": loan.sent_seq} | changes | {"state": str(target)}
    values |= {"touched_at": at, "sent_seq": values["sent_seq"] + (step.message is not None)}
    if is_closed(loan.side, target) and loan.closed_at is None:
        values["closed_at"] = at
    write(session, loan, values)
    facts: dict[str, Any] = {"from": str(before), "to": str(target), "number": loan.public_no}
    audit.record(session, actor, f"loan.{name}", "loan", loan.id, at=at, **facts)
    if loan.side is Side.REQUESTING:
        rota.note_answer(session, loan, target, loan.reason, at)
    if step.message is not None:
        send(session, loan, step.message, before, at)
    if loan.item_id is not None and (before in HOLDS_ITEM) != (target in HOLDS_ITEM):
        index.announce_items(session, [loan.item_id])
    if target != before:
        notices.tell(session, actor, loan, name)


def write(session: Session, loan: LoanRequest, values: dict[str, Any]) -> None:
    """Change the row if it is still as `loan` was read; raises Conflict if not, or if an index forbids it."""
    try:
        versions.change(session, loan, values, sentence=CHANGED_MEANWHILE)
    except IntegrityError as error:
        if is_taken_copy(error):
            raise Conflict("copy-taken", COPY_TAKEN, loan=loan.id) from error
        raise


def is_taken_copy(error: IntegrityError) -> bool:
    """Whether the database refused a second active loan of one copy."""
    text = str(error.orig)
    return "one_active_loan_per_item" in text or "loan_request.item_id" in text


def send(session: Session, loan: LoanRequest, said: Incoming, before: State, at: datetime) -> None:
    """Put what `loan`'s library says to its partner into the outbox."""
    message = compose(session, loan, said, before, at)
    key = f"{message.sender}>{message.recipient} {message.request_no} {message.seq}"
    outbox.put(session, OUTBOX_KIND, message.model_dump(mode="json", exclude_none=True), key=key)


def compose(session: Session, loan: LoanRequest, said: Incoming, before: State, at: datetime) -> LoanMessage:
    """Return the message; what it tells beside its codes depends on what is said, and is never about a person."""
    form = form_of(said, before, loan.stands)
    is_request = form.type is MessageType.REQUEST
    is_loaned = form.status is Status.LOANED
    is_parcel = said in (Incoming.LOANED, Incoming.SHIPPED_RETURN)
    return LoanMessage(
        sender=session.get_one(Library, loan.library_id).code,
        recipient=session.get_one(Library, loan.partner_id).code,
        request_no=loan.public_no,
        seq=loan.sent_seq,
        sent_at=at,
        form=MessageForm(**vars(form)),
        book=Book.model_validate(loan.book) if is_request else None,
        needed_by=loan.needed_by if is_request else None,
        reason_unfilled=loan.reason if said is Incoming.UNFILLED else None,
        due_on=loan.due_on if is_loaned else None,
        ship_method=loan.ship_method if is_parcel else None,
        tracking_no=loan.tracking_no if is_parcel else None,
    )
