"""The steps people take: check the procedure and the right, gather what belongs to the step, move the row."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item, LocalState
from library_exchange.catalogue.services import index
from library_exchange.catalogue.services.items import require_free_number
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.text import narrow, one_line, widths
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.loans import policy
from library_exchange.loans.labels import actions, sentences
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies
from library_exchange.loans.rules.codes import Action, DueState, Outgoing
from library_exchange.loans.rules.due_dates import is_overdue, may_be_recalled
from library_exchange.loans.rules.loan_steps import LoanStep
from library_exchange.loans.rules.requesting import NOT_DELIVERED
from library_exchange.loans.rules.standard_codes import ReasonUnfilled, ServiceType
from library_exchange.loans.rules.steps import AWAY
from library_exchange.loans.rules.tasks import asks_first, next_action
from library_exchange.loans.schemas import CopyDelivered, StepInput
from library_exchange.loans.services import asking_readers, charges, own_copy, parcels, rota, transitions, undoing
from library_exchange.loans.services.copies_on_word import copy_on_word
from library_exchange.loans.services.proposed_days import check_in_future, proposed_day, proposed_due_date

WORD = "as promised"
"""How a copy is marked that its librarian promised before the catalogue knew of it; kept as data."""
NEEDED = _l("Fill in this field.")
Changes = dict[str, Any]
Gather = Callable[[Session, LoanRequest, StepInput, LoanStep, datetime], Changes]


def take_step(
    session: Session, actor: Actor, loan: LoanRequest, action: Action, given: StepInput, now: datetime
) -> None:
    """Move `loan`, one library's side of a request, one step on behalf of `actor`.

    Puts the message for the other side, if the step has one, in the outbox; a consignment in which the book came notes
    that it did. Raises Forbidden if `actor` may not act for the loan's library, Conflict if the step does not exist
    from the present state, if the row changed since it was shown (`given.version`), if the copy is promised elsewhere
    or the book is sent with its consignment, and InvalidInput for what the step still needs.
    """
    policy.require(actor, action, loan)
    if given.version is not None and given.version != loan.version:
        raise Conflict("changed-meanwhile", sentences.CHANGED_MEANWHILE, loan=loan.id)
    found = policy.find_step(actor, action, loan)
    if found is None:
        advice = actions.advice(loan.side, loan.stands, action)
        raise Conflict("no-such-step", advice, state=loan.state, action=action)
    parcels.require_not_in_consignment(session, loan, action)
    undoing.require(session, loan, action)
    at = transitions.at_or_after(now, loan)
    if action is Action.PATRON_RETURNED and loan.due is DueState.RENEW_ASKED:
        take_step(session, actor, loan, Action.UNDO_RENEW, StepInput(), now)  # nobody needs the book longer
        at = transitions.at_or_after(now, loan)
    gather = GATHER.get(action)
    changes = gather(session, loan, given, found, at) if gather else {}
    transitions.move(session, actor, loan, action, found, changes, at)
    parcels.note_receipt(session, actor, loan, action, at)


def usual_step(session: Session, loan: LoanRequest, at: datetime) -> Action | None:
    """Return what usually comes next, None if that is nothing of ours, or asks before it is taken."""
    late = is_late(session, loan, at)
    found = next_action(loan.side, loan.stands, loan.due, late, service=loan.service)
    return None if found is None or asks_first(loan.side, loan.stands, found, late) else found


def is_to_send(session: Session, loan: LoanRequest, at: datetime) -> bool:
    """Whether the book is to be sent next: what else may be done with it then is not what usually comes next."""
    late = is_late(session, loan, at)
    return next_action(loan.side, loan.stands, loan.due, late, service=loan.service) in parcels.SENDING


def is_late(session: Session, loan: LoanRequest, at: datetime) -> bool:
    """Whether the book of `loan` is overdue at its own library's day at `at`."""
    return is_overdue(loan.side, loan.stands, loan.due, loan.due_on, day_at(session, loan.library_id, at))


def _need(given: StepInput, name: str) -> None:
    """Raise InvalidInput at the field `name` if nothing was told there."""
    if not getattr(given, name):
        raise InvalidInput({name: NEEDED})


ASKED_ANEW: Changes = {
    "sent_seq": 1,
    "received_seq": 0,
    "renewals": 0,
    **NOT_DELIVERED,
    **dict.fromkeys(
        (
            *("reason", "reason_retry", "retry_after", "loan_condition", "answered_at", "acknowledged_at"),
            *("copy_fault", "told_status", "told_status_at", "shipped_at", "ship_method", "tracking_no"),
            *("due_on", "damage"),
        )
    ),
}
"""What the row forgets of the library that was asked before."""


def _ask_a_library(session: Session, loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    supplier = rota.ask_next(session, loan, given.supplier_id, at)
    return (
        ASKED_ANEW
        | {"partner_id": supplier.id, "attempt": loan.attempt + 1, "sent_at": at, "previous_no": None}
        | {"asks_on": given.asks_on}
        | charges.asked(session, loan, supplier)
    )


def _ask_again(session: Session, loan: LoanRequest, _given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    """Ask the same library once more, naming the request that it answered before."""
    supplier = rota.ask_again(session, loan, at)
    return (
        ASKED_ANEW
        | charges.asked(session, loan, supplier)
        | {"attempt": loan.attempt + 1, "sent_at": at, "previous_no": loan.public_no}
    )


def _decline(_s: Session, _loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    _need(given, "decline_reason")
    return {"decline_reason": given.decline_reason, "answered_at": at}


def _promise_a_copy(session: Session, loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    if loan.service is ServiceType.COPY:
        return {"call_number": copies.find_call_number(session, loan.library_id, loan.record_id), "answered_at": at}
    if loan.record_id is None and given.item_id is None and not given.barcode:
        return {"item_id": copy_on_word(session, loan, WORD, at), "answered_at": at}
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
    has_code = col(Item.barcode).in_(widths(given.barcode or ""))
    named = col(Item.id) == given.item_id if given.item_id is not None else has_code
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


def _found(session: Session, loan: LoanRequest, given: StepInput, _step: LoanStep, _at: datetime) -> Changes:
    """Note by which barcode or inventory number the copy from the shelf is known from now on."""
    code = one_line(narrow(given.barcode or ""))
    if not code or loan.item_id is None:
        return {}
    require_free_number(session, loan.library_id, loan.item_id, code)
    nameless = (col(Item.id) == loan.item_id, col(Item.barcode).is_(None))
    session.execute(sa.update(Item).where(*nameless).values(barcode=code))
    return {}


def _set_condition(session: Session, loan: LoanRequest, given: StepInput, step: LoanStep, at: datetime) -> Changes:
    _need(given, "condition")
    return _promise_a_copy(session, loan, given, step, at) | {"loan_condition": given.condition}


def _retry_later(session: Session, loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    _need(given, "reason_retry")
    if given.retry_after is not None and given.retry_after <= day_at(session, loan.library_id, at):
        raise InvalidInput({"retry_after": _l("Name a day in the future, or leave the field empty.")})
    return {"reason_retry": given.reason_retry, "retry_after": given.retry_after, "answered_at": at}


def _refuse(_s: Session, _loan: LoanRequest, given: StepInput, found: LoanStep, at: datetime) -> Changes:
    if "reason" in found.facts:
        return {"answered_at": at}
    _need(given, "reason")
    return {"reason": given.reason, "answered_at": at}


def _not_found(session: Session, loan: LoanRequest, given: StepInput, found: LoanStep, at: datetime) -> Changes:
    own_copy.mark_missing(session, loan, at)
    return _refuse(session, loan, given, found, at)


def _write_off(session: Session, loan: LoanRequest, _given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    own_copy.mark_missing(session, loan, at)
    return {}


def _undo(session: Session, loan: LoanRequest, _given: StepInput, _step: LoanStep, _at: datetime) -> Changes:
    own_copy.have_lent_again(session, loan)
    return {}


def _take_refusal_back(session: Session, loan: LoanRequest, _g: StepInput, _s: LoanStep, _at: datetime) -> Changes:
    if loan.reason is ReasonUnfilled.NOT_ON_SHELF and loan.item_id and not own_copy.why_not_undone(session, loan):
        own_copy.have_lent_again(session, loan)
        index.announce_items(session, [loan.item_id])
    return {}


def _ship(session: Session, loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    _need(given, "method")
    due_on = given.due_on or proposed_due_date(session, loan, at)
    check_in_future(session, loan, due_on, at)
    return {"ship_method": given.method, "due_on": due_on, "tracking_no": given.tracking, "shipped_at": at}


def _deliver_copy(_s: Session, _loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    """Hand the file over by its link; it goes no other way."""
    if not isinstance(given, CopyDelivered):
        raise InvalidInput({"file": NEEDED})
    link = given.link
    told = {"delivered_url": link.url, "copy_until": link.until, "copy_openings": link.openings}
    return told | {"ship_method": None, "tracking_no": None, "delivered_at": at}


def _send_copy(_s: Session, _loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    _need(given, "method")
    told = {"ship_method": given.method, "tracking_no": given.tracking, "delivered_at": at}
    return dict.fromkeys(("delivered_url", "copy_until", "copy_openings")) | told


def _report_unreadable(_s: Session, _loan: LoanRequest, given: StepInput, _step: LoanStep, _at: datetime) -> Changes:
    _need(given, "copy_fault")
    return {"copy_fault": given.copy_fault}


def _correct_shipping(_s: Session, _loan: LoanRequest, given: StepInput, _step: LoanStep, _at: datetime) -> Changes:
    _need(given, "method")
    return {"ship_method": given.method, "tracking_no": given.tracking}


def _renew(session: Session, loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    """Give the loan a later day than it has."""
    due_on = given.due_on or proposed_day(session, loan, Action.RENEW_YES, at)
    check_in_future(session, loan, due_on, at)
    if loan.due is not DueState.RECALLED and loan.due_on is not None and due_on <= loan.due_on:
        raise InvalidInput({"due_on": _l("The new due date must lie after the present one.")})
    return {"due_on": due_on, "renewals": loan.renewals + 1, "renewal_refusal": None}


def _refuse_renewal(_s: Session, _loan: LoanRequest, given: StepInput, _step: LoanStep, _at: datetime) -> Changes:
    _need(given, "renewal_refusal")
    return {"renewal_refusal": given.renewal_refusal}


def why_not_recalled(session: Session, loan: LoanRequest, at: datetime) -> Any:
    """Return why the book of a loan cannot be called back at `at`, None if it can."""
    today = day_at(session, loan.library_id, at)
    if may_be_recalled(loan.due, loan.due_on, today) or loan.due_on is None:
        return None
    return sentences.due_passed(loan.due_on) if loan.due_on < today else sentences.DUE_ALREADY


def _recall(session: Session, loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    """Call the book back by a day before the one it had."""
    refusal = why_not_recalled(session, loan, at)
    if refusal is not None:
        raise Conflict("due-already", refusal, loan=loan.id)
    due_on = given.due_on or proposed_day(session, loan, Action.RECALL, at)
    check_in_future(session, loan, due_on, at)
    if loan.due_on is not None and loan.due is not DueState.HOLD_RETURN and due_on >= loan.due_on:
        raise InvalidInput({"due_on": _l("A recalled book is due sooner than it was.")})
    return {"due_on": due_on}


def _release_return(session: Session, loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    due_on = given.due_on or proposed_day(session, loan, Action.RELEASE_RETURN, at)
    check_in_future(session, loan, due_on, at)
    return {"due_on": due_on}


def _receive(_s: Session, _loan: LoanRequest, _given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    return {"received_at": at}


def _found_again(_s: Session, loan: LoanRequest, _given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    """Have the book be in the library: it may have been given up before it was received."""
    return {"received_at": loan.received_at or at, "return_shipped_at": None}


def _note_damage(_s: Session, _loan: LoanRequest, given: StepInput, _step: LoanStep, _at: datetime) -> Changes:
    _need(given, "damage")
    return {"damage": given.damage}


def _note_return_damaged(s: Session, loan: LoanRequest, given: StepInput, step: LoanStep, at: datetime) -> Changes:
    """Note what came back damaged, and keep what the borrower had told: if this was a mistake, that stands again."""
    return _note_damage(s, loan, given, step, at) | {"damage_before": loan.damage}


def _take_damage_back(_s: Session, loan: LoanRequest, _given: StepInput, _step: LoanStep, _at: datetime) -> Changes:
    return {"damage": loan.damage_before, "damage_before": None}


def _settle(session: Session, loan: LoanRequest, given: StepInput, step: LoanStep, at: datetime) -> Changes:
    _need(given, "settlement")
    if step.message == Outgoing.COMPLETED_WITHOUT_RETURN:
        _write_off(session, loan, given, step, at)
    return charges.settled(given)


def _close(session: Session, loan: LoanRequest, given: StepInput, step: LoanStep, at: datetime) -> Changes:
    """End the row by hand; a copy that is not in the house counts as missing, as when it is written off."""
    _need(given, "note")
    if loan.stands in AWAY:
        _write_off(session, loan, given, step, at)
    return {"close_note": given.note}


def _check_out(_s: Session, _loan: LoanRequest, _given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    return {"lent_at": at}


def _ship_back(_s: Session, _loan: LoanRequest, given: StepInput, _step: LoanStep, at: datetime) -> Changes:
    return _correct_return(_s, _loan, given, _step, at) | {"return_shipped_at": at}


def _correct_return(_s: Session, _loan: LoanRequest, given: StepInput, _step: LoanStep, _at: datetime) -> Changes:
    _need(given, "method")
    return {"return_method": given.method, "return_tracking_no": given.tracking}


def _forward(session: Session, loan: LoanRequest, given: StepInput, step: LoanStep, at: datetime) -> Changes:
    """Send the book on to a third library, as the supplying library asked."""
    holder = session.get(Library, given.holder_id) if given.holder_id else None
    if holder is None or holder.id in (loan.library_id, loan.partner_id):
        raise InvalidInput({"holder_id": _l("Choose a library that is neither yours nor the supplying one.")})
    return _ship_back(session, loan, given, step, at) | {"holder_id": holder.id}


GATHER: dict[Action, Gather] = {
    Action.SEND: _ask_a_library,
    Action.ASK_NEXT: _ask_a_library,
    Action.ASK_AGAIN: _ask_again,
    Action.DECLINE: _decline,
    Action.ASK_READER: asking_readers.ask_reader,
    Action.ANSWER_LIBRARY: asking_readers.answer_library,
    Action.NOTE_ANSWER: asking_readers.answer_library,
    Action.WILL_SUPPLY: _promise_a_copy,
    Action.SET_CONDITION: _set_condition,
    Action.RETRY_LATER: _retry_later,
    Action.REFUSE: _refuse,
    Action.FOUND: _found,
    Action.NOT_ON_SHELF: _not_found,
    Action.WRITE_OFF: _write_off,
    Action.SHIP: _ship,
    Action.DELIVER_COPY: _deliver_copy,
    Action.SEND_COPY: _send_copy,
    Action.REPORT_UNREADABLE: _report_unreadable,
    Action.CORRECT_SHIPPING: _correct_shipping,
    Action.RECEIVE: _receive,
    Action.REPORT_DAMAGE: _note_damage,
    Action.CHECK_OUT: _check_out,
    Action.SHIP_RETURN: _ship_back,
    Action.CORRECT_RETURN: _correct_return,
    Action.FORWARD: _forward,
    Action.FOUND_AGAIN: _found_again,
    Action.TURNED_UP: _receive,
    Action.CLOSE_REQUEST: _close,
    Action.RENEW_YES: _renew,
    Action.RENEW_NO: _refuse_renewal,
    Action.RECALL: _recall,
    Action.RELEASE_RETURN: _release_return,
    Action.CHECK_IN_DAMAGED: _note_return_damaged,
    Action.SETTLE: _settle,
    Action.CLOSE_LOAN: _close,
    Action.UNDO_REFUSE: _take_refusal_back,
    Action.UNDO_CHECK_IN: _undo,
    Action.UNDO_CHECK_IN_DAMAGED: _take_damage_back,
    Action.UNDO_SETTLE: _undo,
    Action.UNDO_WRITE_OFF: _undo,
}
"""What each step writes beside the state; a step that is missing writes nothing more."""
