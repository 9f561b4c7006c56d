"""Asking leave to cross: what is needed by the rules of the day, the application, what the authority answered."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.core.procedure import NoSuchStep, find_step
from library_exchange.core.regions import REGIONS
from library_exchange.directory.models import Library
from library_exchange.shipping import labels, policy
from library_exchange.shipping.models import Clearance, ClearanceTitle, Consignment, ConsignmentLine
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.queries.dated import rules_on
from library_exchange.shipping.rules import clearances, reckoning
from library_exchange.shipping.rules.clearances import CLEARANCES, rule_code
from library_exchange.shipping.rules.codes import (
    ClearanceEvent,
    ClearanceState,
    Direction,
    LineState,
    Purpose,
    ShipmentEvent,
    ShipmentState,
)
from library_exchange.shipping.rules.machine import Guard, Step
from library_exchange.shipping.schemas import Permit
from library_exchange.shipping.services import letters, moves, news
from library_exchange.shipping.services.guards import Case


def make_ready(session: Session, actor: Actor, consignment: Consignment, now: datetime) -> None:
    """Close the list of titles: it waits for permission where the rules of the day need one, else it may be packed."""
    case = moves.case_of(session, consignment, now)
    needed = [direction for direction in Direction if concerned(session, case, direction)]
    event = ShipmentEvent.ASK_CLEARANCE if needed else ShipmentEvent.NO_CLEARANCE
    moves.take(session, actor, consignment, event, now)
    for direction in Direction:
        row = Clearance(
            consignment_id=consignment.id or 0,
            direction=direction,
            library_id=consignment.giver_id if direction is Direction.EXPORT else consignment.receiver_id,
            state=ClearanceState.NOT_NEEDED,
        )
        session.add(row)
        session.flush()
        if direction in needed:
            _step(session, moves.SERVICE, row, ClearanceEvent.NEED, now)


def concerned(session: Session, case: Case, direction: Direction) -> list[ConsignmentLine]:
    """Return the titles that need permission in `direction` by the rules of the day."""
    library_id = case.consignment.giver_id if direction is Direction.EXPORT else case.consignment.receiver_id
    country = session.get_one(Library, library_id).country
    return [line for line in case.contents.travelling if case.rules.is_set(rule_code(direction, country, line.purpose))]


def need_permission(session: Session, consignment: Consignment, purposes: Collection[Purpose], now: datetime) -> bool:
    """Whether titles that travel for one of `purposes` would need permission on this way."""
    rules = rules_on(session, moves.day_of(session, consignment.giver_id, now))
    ends = ((Direction.EXPORT, consignment.giver_id), (Direction.IMPORT, consignment.receiver_id))
    return any(
        rules.is_set(rule_code(direction, session.get_one(Library, library).country, purpose))
        for direction, library in ends
        for purpose in purposes
    )


def submit(session: Session, actor: Actor, consignment: Consignment, clearance: Clearance, now: datetime) -> None:
    """Note that the list was sent in; the titles cannot be changed until it is answered.

    Raises Conflict unless every title concerned has what the authority reads.
    """
    _require_applicant(actor, consignment, clearance)
    step = _find(clearance, ClearanceEvent.SUBMIT)
    case = moves.case_of(session, consignment, now)
    language = REGIONS[session.get_one(Library, clearance.library_id).country].written[0]
    short = [
        line
        for line in concerned(session, case, clearance.direction)
        if reckoning.missing_for_application(line, language)
    ]
    if Guard.LIST_COMPLETE in step.guards and short:
        raise Conflict("guard-list_complete", labels.GUARDS[Guard.LIST_COMPLETE], titles=len(short))
    _step(
        session,
        actor,
        clearance,
        ClearanceEvent.SUBMIT,
        now,
        submitted_on=moves.day_of(session, clearance.library_id, now),
    )
    moves.touch(session, consignment, now)


def question(session: Session, actor: Actor, consignment: Consignment, clearance: Clearance, now: datetime) -> None:
    """Note that the authority asks back: the list is open again."""
    _require_applicant(actor, consignment, clearance)
    _step(session, actor, clearance, ClearanceEvent.QUESTION, now)
    moves.touch(session, consignment, now)
    letters.tell(session, actor, consignment, ClearanceEvent.QUESTION)


def answer(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    clearance: Clearance,
    granted: Collection[int],
    permit: Permit,
    now: datetime,
) -> None:
    """Note what the authority answered; `granted` are the ids of the titles it lets pass.

    The others leave the consignment without a reason that anybody else could read. When no answer is awaited any
    more, the consignment may be packed, or is given up if nothing is left.
    """
    _require_applicant(actor, consignment, clearance)
    lines = concerned(session, moves.case_of(session, consignment, now), clearance.direction)
    passed = [line for line in lines if line.id in granted]
    event = clearances.answer(len(passed), len(lines))
    _step(session, actor, clearance, event, now, permit_no=permit.permit_no, valid_until=permit.valid_until)
    session.execute(sa.delete(ClearanceTitle).where(col(ClearanceTitle.clearance_id) == clearance.id))
    for line in lines:
        session.add(ClearanceTitle(clearance_id=clearance.id or 0, line_id=line.id or 0, is_granted=line in passed))
    _drop(session, actor, consignment, [line for line in lines if line not in passed], now)
    _go_on(session, consignment, now)


def _drop(
    session: Session, actor: Actor, consignment: Consignment, refused: list[ConsignmentLine], now: datetime
) -> None:
    for line in refused:
        line.state, line.parcel_id = LineState.NOT_CLEARED, None
        session.add(line)
        session.flush()
        news.tell(session, actor, consignment, line, news.NewsKind.NOT_CLEARED, now, was_counted=False)


def _go_on(session: Session, consignment: Consignment, now: datetime) -> None:
    session.flush()
    contents = contents_of(session, consignment)
    if consignment.state is not ShipmentState.AWAITING_CLEARANCE or not all(c.is_decided for c in contents.clearances):
        moves.touch(session, consignment, now)
        return
    event = ShipmentEvent.CLEARED if contents.travelling else ShipmentEvent.NOTHING_CLEARED
    moves.take(session, moves.SERVICE, consignment, event, now)


def lapse(session: Session, consignment: Consignment, clearance: Clearance, now: datetime) -> None:
    """Note that a permit's time is over: it must be asked for again, and the consignment waits if it has not left."""
    _step(session, moves.SERVICE, clearance, ClearanceEvent.LAPSE, now, permit_no=None, valid_until=None)
    if consignment.state in (ShipmentState.READY, ShipmentState.PACKED):
        moves.take(session, moves.SERVICE, consignment, ShipmentEvent.PERMIT_LAPSED, now)


def _require_applicant(actor: Actor, consignment: Consignment, clearance: Clearance) -> None:
    if not policy.is_applicant(actor, consignment, clearance):
        raise Forbidden("not-the-applicant", clearance=clearance.id)


def _find(clearance: Clearance, event: ClearanceEvent) -> Step:
    try:
        return find_step(CLEARANCES, clearance.state, event)
    except NoSuchStep as error:
        raise Conflict("no-such-step", labels.CLEARANCE_NOT_NOW, event=event) from error


def _step(
    session: Session, actor: Actor, clearance: Clearance, event: ClearanceEvent, at: datetime, **changes: object
) -> None:
    step = _find(clearance, event)
    before = clearance.state
    moves.write(session, clearance, changes | {"state": step.target})
    facts = {"from": str(before), "to": str(step.target), "direction": str(clearance.direction)}
    audit.record(session, actor, f"clearance.{event}", "clearance", clearance.id, at=at, **facts)
