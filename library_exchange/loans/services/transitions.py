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
from library_exchange.loans.labels.sentences import CHANGED_MEANWHILE
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import DueEvent, Outgoing, RequestingState, Side, State
from library_exchange.loans.rules.due import DUE
from library_exchange.loans.rules.loan_steps import LoanStep
from library_exchange.loans.rules.messages import form_of
from library_exchange.loans.rules.steps import (
    HOLDS_ITEM,
    STANDS_SINCE,
    TABLES,
    TAKEN_BACK,
    due_change,
    is_closed,
    state_to_keep,
)
from library_exchange.loans.schemas import ASK_ON, OUTBOX_KIND, WIRE_KIND, BibliographicInfo, LoanMessage, line
from library_exchange.loans.services import charges, notices, parcels, rota

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
    # What the step is about to forget is still told to the partner's librarian.
    taking = Taking(session, actor, loan, event, step, loan.stands, at, {name: getattr(loan, name) for name in SETTLED})
    due_before, item_before = loan.due_on, loan.item_id
    try:
        take_found(MACHINES[loan.side], taking, changes)
    except IntegrityError as error:
        if is_taken_copy(error):
            raise Conflict("copy-taken", COPY_TAKEN, loan=loan.id) from error
        raise
    # A promise that is taken back names no copy any more; the one it named is free again.
    item_id = loan.item_id or item_before
    if item_id is not None and (taking.before in HOLDS_ITEM) != (loan.stands in HOLDS_ITEM):
        index.announce_items(session, [item_id])
    charges.follow(session, actor, loan, at)
    if loan.stands is not taking.before or loan.due_on != due_before:
        parcels.follow(session, actor, loan, due_before, at)


COMING = (DueEvent.COMES_NEAR, DueEvent.PASSES)
"""That a day comes, or that the partner says so, changes nothing of since when somebody must act."""


def _stamps(taking: Taking, target: State) -> dict[str, Any]:
    """Return what a step writes beside what it was given: where a step back leads, the due date's axis, instants."""
    loan, step = taking.row, taking.step
    kept = state_to_keep(loan.side, taking.before, target, loan.stood_before)
    values: dict[str, Any] = {"state_before": str(kept) if kept else None}
    if step.sets_due not in COMING:
        values["touched_at"] = _since(taking, target)
    if step.message is not None:
        values["sent_seq"] = loan.sent_seq + 1
    values |= _due_values(loan, due_change(loan.side, step, taking.before, target))
    if not is_closed(loan.side, target):
        values["closed_at"] = None
    elif loan.closed_at is None:
        values["closed_at"] = taking.at
    return values


def _since(taking: Taking, target: State) -> datetime:
    """Return since when the row stands at `target`: after a step back since when the book has been there."""
    loan, moves_back = taking.row, taking.event in TAKEN_BACK and target is not taking.before
    column = STANDS_SINCE[loan.side].get(target) if moves_back else None
    kept: datetime | None = getattr(loan, column) if column else None
    return taking.at if kept is None else max(kept, loan.created_at)


def _due_values(loan: LoanRequest, event: DueEvent | None) -> dict[str, Any]:
    """Return how the due date stands after `event`; one that comes too late for how it stands changes nothing.

    A date that begins or is set anew is reminded of from the beginning.
    """
    found = DUE.find(loan.due, event) if event else None
    if found is None:
        return {}
    is_new_date = event in (DueEvent.BEGINS, DueEvent.RENEWED, DueEvent.IS_RECALLED)
    return {"due": found.leads_to(loan.due)} | ({"reminded_days": None} if is_new_date else {})


def _tell(taking: Taking) -> None:
    """Let the rota, the partner and the people concerned know of a step that was written."""
    session, loan, before = taking.session, taking.row, taking.before
    target = loan.stands
    if loan.side is Side.REQUESTING:
        rota.note_answer(session, loan, str(taking.event), taking.at)
        if is_closed(loan.side, before) and not is_closed(loan.side, target):
            rota.take_up_again(session, loan)
    if target is RequestingState.REFUSED and loan.asks_on:
        outbox.put(session, ASK_ON, {"loan": loan.id}, key=f"ask on {loan.id} {loan.attempt}")
    if taking.step.message is not None:
        send(session, loan, Outgoing(taking.step.message), taking.at)
    had = taking.given if loan.settlement is None else None
    notices.tell(session, taking.actor, loan, str(taking.event), has_moved=target is not before, had=had)


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
    kind = WIRE_KIND if session.get_one(Library, loan.partner_id).is_remote else OUTBOX_KIND
    key = f"{line(message.sender, message.recipient, message.request_no)}{message.seq}"
    outbox.put(session, kind, message.model_dump(mode="json", exclude_none=True), key=key)


FEE = ("fee_minor", "fee_currency")
SETTLED = ("settlement", "settlement_minor", "settlement_currency")
TOLD: dict[Outgoing, tuple[str, ...]] = {
    Outgoing.REQUEST: ("service", "needed_by", "previous_no", "local_check_on", *FEE),
    Outgoing.WILL_SUPPLY: FEE,
    Outgoing.UNREADABLE: ("copy_fault",),
    Outgoing.COPY_COMPLETED: ("delivered_url", "copy_until", "copy_openings", "ship_method", "tracking_no", *FEE),
    Outgoing.UNFILLED: ("reason",),
    Outgoing.UNFILLED_AFTER_ALL: ("reason",),
    Outgoing.CONDITION: ("loan_condition", *FEE),
    Outgoing.RETRY: ("reason_retry", "retry_after"),
    Outgoing.LOANED: ("due_on", "ship_method", "tracking_no", *FEE),
    Outgoing.TRACKING: ("ship_method", "tracking_no"),
    Outgoing.SHIPPED_RETURN: ("return_method", "return_tracking_no"),
    Outgoing.RETURN_TRACKING: ("return_method", "return_tracking_no"),
    Outgoing.SHIPPED_FORWARD: ("return_method", "return_tracking_no"),
    Outgoing.RENEW_YES: ("due_on",),
    Outgoing.RENEW_NO: ("due_on", "renewal_refusal"),
    Outgoing.OVERDUE: ("due_on",),
    Outgoing.RECALLED: ("due_on",),
    Outgoing.RELEASE_RETURN: ("due_on",),
    Outgoing.CANCEL_NO: ("due_on",),
    Outgoing.NOT_COMPLETED: ("due_on",),
    Outgoing.ARRIVED_DAMAGED: ("damage",),
    Outgoing.DAMAGED_ON_LOAN: ("damage",),
    Outgoing.RETURNED_DAMAGED: ("damage",),
    Outgoing.NOT_RETURNED_DAMAGED: ("damage",),
    Outgoing.LOAN_COMPLETED: SETTLED,
    Outgoing.COMPLETED_WITHOUT_RETURN: SETTLED,
}
"""The columns of the row that are told with what is said; no other leaves the library."""
CALLED = {
    "service": "service_type",
    "reason": "reason_unfilled",
    "return_method": "ship_method",
    "return_tracking_no": "tracking_no",
}
"""What a column is called in a message, where it is called otherwise."""


def compose(session: Session, loan: LoanRequest, said: Outgoing, at: datetime) -> LoanMessage:
    """Return the message; what it tells beside its codes depends on what is said, and is never about a person."""
    holder = session.get(Library, loan.holder_id) if said is Outgoing.SHIPPED_FORWARD and loan.holder_id else None
    return LoanMessage(
        sender=session.get_one(Library, loan.library_id).code,
        recipient=session.get_one(Library, loan.partner_id).code,
        request_no=loan.public_no,
        seq=loan.sent_seq,
        sent_at=at,
        form=form_of(said, loan.stands, loan.due),
        book=BibliographicInfo.model_validate(loan.book) if said is Outgoing.REQUEST else None,
        holder=holder.code if holder else None,
        **{CALLED.get(name, name): getattr(loan, name) for name in TOLD.get(said, ())},
    )
