"""A request and the consignment of its book keep step: what the one does, the other knows."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _l
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.parcels import KIND, Travelling, find_waiting, parcels_of, sent_by
from library_exchange.loans.rules.codes import Action, RequestingState, SupplyingState
from library_exchange.loans.rules.steps import MAY_STILL_GO
from library_exchange.shipping.models import Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.rules.codes import DROPPED, LineState, ParcelState, ShipmentState
from library_exchange.shipping.services import leaving, transit

SENDING = (Action.SHIP, Action.SHIP_RETURN)
RECEIVING = {
    Action.RECEIVE: LineState.GOOD,
    Action.TURNED_UP: LineState.GOOD,
    Action.CHECK_IN: LineState.GOOD,
    Action.CHECK_IN_DAMAGED: LineState.DAMAGED,
}
"""How a book has come, by the step that says that it has."""
GIVEN_UP = (RequestingState.LOST_CLAIMED, SupplyingState.LOST)
"""Where a request stands whose library does not wait for the book any more."""


def is_left_to_consignment(action: Action, found: Collection[Travelling], loan: LoanRequest) -> bool:
    """Whether `action` is not the request's to take while its book lies in one of these consignments."""
    sent = [each for each in found if each.is_sent_by(loan)]
    if action in SENDING:
        return any(each.is_waiting for each in sent)
    return action is Action.UNDO_SHIP_RETURN and any(each.is_under_way for each in sent)


def require_not_in_consignment(session: Session, loan: LoanRequest, action: Action) -> None:
    """Raise Conflict if `action` is done with the consignment in which the book lies, or is undone by it."""
    if action in SENDING:
        waiting = find_waiting(session, loan)
        if waiting is not None:
            number = waiting.consignment.number
            sentence = _l(
                "The book lies in consignment %(number)s. Hand that over and this request moves too, or take the book"
                " out of it first.",
                number=number,
            )
            raise Conflict("in-a-consignment", sentence, loan=loan.id)
    elif action is Action.UNDO_SHIP_RETURN:
        under_way = next((each for each in sent_by(session, loan) if each.is_under_way), None)
        if under_way is not None:
            sentence = _l(
                "Consignment %(number)s with this book has been handed over, so it is not in your library any more.",
                number=under_way.consignment.number,
            )
            raise Conflict("under-way", sentence, loan=loan.id)


def follow(session: Session, actor: Actor, loan: LoanRequest, due_before: date | None, now: datetime) -> None:
    """Have the consignment of the book follow a step of its row: one that ended leaves it, a new due date is written.

    Papers that a carrier or the customs may hold already are not changed: `waiting_papers` finds them.
    """
    if loan.stands not in MAY_STILL_GO[loan.side]:
        for each in sent_by(session, loan):
            if each.is_waiting:
                leaving.leave(session, actor, each.consignment, each.line, now)
    if loan.due_on is None or loan.due_on == due_before:
        return
    for each in (each for each in sent_by(session, loan)[:1] if not each.line.goes_home):
        if (each.is_waiting and each.consignment.state is not ShipmentState.PACKED) or _is_domestic(session, each):
            leaving.set_return_day(session, actor, each.consignment, _earliest(session, each) or loan.due_on, now)


def _is_domestic(session: Session, each: Travelling) -> bool:
    ends = (each.consignment.consignor_id, each.consignment.consignee_id)
    return len({session.get_one(Library, end).country for end in ends}) == 1


def _earliest(session: Session, each: Travelling) -> date | None:
    """Return the earliest due date of the loans that travel together."""
    together = (
        sa.select(sa.func.min(col(LoanRequest.due_on)))
        .join(ConsignmentLine, col(ConsignmentLine.subject_id) == col(LoanRequest.id))
        .where(
            col(ConsignmentLine.subject_kind) == KIND,
            col(ConsignmentLine.consignment_id) == each.consignment.id,
            col(ConsignmentLine.state).not_in(DROPPED),
            col(ConsignmentLine.goes_home).is_(False),
        )
    )
    return session.scalar(together)


def note_receipt(session: Session, actor: Actor, loan: LoanRequest, action: Action, now: datetime) -> None:
    """Note in the consignment too how a book has come, if it lies in a parcel that is on its last stretch.

    Where the book was given up the consignment does not wait for it either: it was missing among those that came, or
    its overdue consignment is lost with it.
    """
    if action not in RECEIVING and loan.stands not in GIVEN_UP:
        return
    for each in parcels_of(session, loan):
        how = RECEIVING.get(action)
        if not each.is_under_way:
            continue
        if how is None and _is_gone(session, loan, each):
            transit.declare_lost(session, actor.at_desk(), each.consignment, now)
        elif each.consignment.consignee_id == loan.library_id and _has_come(session, each.line):
            if how is None and _is_missed(session, loan, each):
                how = LineState.MISSING
            if how is not None:
                transit.receive(session, actor.at_desk(), each.consignment, {each.line.id: how}, now)


def _is_gone(session: Session, loan: LoanRequest, each: Travelling) -> bool:
    """Whether the book of a loan that ended was all that an overdue consignment held: it never came.

    While the loan goes on it may still turn up.
    """
    if loan.closed_at is None or each.consignment.state is not ShipmentState.OVERDUE:
        return False
    return [line.id for line in contents_of(session, each.consignment).going] == [each.line.id]


def _is_missed(session: Session, loan: LoanRequest, each: Travelling) -> bool:
    """Whether a book that was given up is known not to be in its parcel.

    Others of it have come, or the loan has ended and nothing else is in it. A parcel with more may come unopened.
    """
    lines = contents_of(session, each.consignment).going
    together = [line for line in lines if line.parcel_id == each.line.parcel_id and line.id != each.line.id]
    if any(line.state is not LineState.EXPECTED for line in together):
        return True
    return loan.closed_at is not None and not together


def _has_come(session: Session, line: ConsignmentLine) -> bool:
    parcel = session.get(Parcel, line.parcel_id) if line.parcel_id else None
    consignment = session.get_one(Consignment, line.consignment_id)
    can_be_received = consignment.state in (ShipmentState.IN_TRANSIT, ShipmentState.OVERDUE)
    return can_be_received and parcel is not None and parcel.state is ParcelState.IN_TRANSIT
