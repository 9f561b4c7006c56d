"""Asking leave to cross: what is needed by the rules of the day, the application, what the authority answered."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.days import refuse_past
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.regions import REGIONS
from library_exchange.core.steps import Machine, Taking, take
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.shipping import policy
from library_exchange.shipping.labels import refusals
from library_exchange.shipping.models import Clearance, ClearanceTitle, Consignment, ConsignmentLine
from library_exchange.shipping.queries import permissions
from library_exchange.shipping.queries.consignments import contents_of, languages_of
from library_exchange.shipping.queries.regulations import rules_on
from library_exchange.shipping.rules import clearances, customs_rules
from library_exchange.shipping.rules.clearances import CLEARANCE
from library_exchange.shipping.rules.codes import (
    ClearanceEvent,
    ClearanceState,
    Direction,
    Effect,
    Guard,
    LineState,
    Purpose,
    ShipmentEvent,
    ShipmentState,
)
from library_exchange.shipping.rules.shipments import FINAL
from library_exchange.shipping.schemas import Permit
from library_exchange.shipping.services import events, guards, transitions
from library_exchange.shipping.services.guards import Case


def make_ready(session: Session, actor: Actor, consignment: Consignment, now: datetime) -> None:
    """Close the list of titles: it waits for permission where the rules of the day need one, else it may be packed."""
    case = transitions.case_of(session, consignment, now)
    needed = [direction for direction in Direction if concerned(session, case, direction)]
    event = ShipmentEvent.ASK_CLEARANCE if needed else ShipmentEvent.NO_CLEARANCE
    transitions.take(session, actor, consignment, event, now)
    for direction in Direction:
        row = Clearance(
            consignment_id=consignment.id,
            direction=direction,
            library_id=consignment.consignor_id if direction is Direction.EXPORT else consignment.consignee_id,
            state=ClearanceState.NOT_NEEDED,
        )
        session.add(row)
        session.flush()
        if direction in needed:
            _step(session, transitions.SERVICE, consignment, row, ClearanceEvent.NEED, now)


def concerned(session: Session, case: Case, direction: Direction) -> list[ConsignmentLine]:
    """Return the titles that need permission in `direction` by the rules of the day; within a country none does."""
    return permissions.concerned(session, case.consignment, case.contents, direction, case.rules)


def in_need_of_permission(
    session: Session, consignment: Consignment, purposes: Collection[Purpose], now: datetime
) -> list[Purpose]:
    """Return for which of `purposes` titles would need permission on this way; within a country for none."""
    if not languages_of(session, consignment).crosses:
        return []
    rules = rules_on(session, day_at(session, consignment.consignor_id, now))
    return [
        purpose
        for purpose in Purpose
        if purpose in purposes
        and any(permissions.is_asked_for(session, consignment, each, purpose, rules) for each in Direction)
    ]


def closed_to(session: Session, consignment: Consignment, now: datetime) -> list[Purpose]:
    """Return for which purposes no title can be added any more: what needs permission, once the list is closed."""
    is_open = consignment.state is ShipmentState.PLANNED
    return [] if is_open else in_need_of_permission(session, consignment, list(Purpose), now)


def submit(session: Session, actor: Actor, consignment: Consignment, clearance: Clearance, now: datetime) -> None:
    """Note that the list was sent in; the titles cannot be changed until it is answered.

    Raises Conflict unless every title concerned has what the authority reads.
    """
    today = day_at(session, clearance.library_id, now)
    _step(session, actor, consignment, clearance, ClearanceEvent.SUBMIT, now, submitted_on=today)
    transitions.touch(session, consignment, now)


def question(session: Session, actor: Actor, consignment: Consignment, clearance: Clearance, now: datetime) -> None:
    """Note that the authority asks back: the list is open again."""
    _step(session, actor, consignment, clearance, ClearanceEvent.QUESTION, now)
    transitions.touch(session, consignment, now)


def answer(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    clearance: Clearance,
    granted: Collection[int],
    permit: Permit,
    now: datetime,
) -> ClearanceEvent:
    """Note what the authority answered, and return it; `granted` are the ids of the titles it lets pass.

    The others leave the consignment without a reason that anybody else could read. When no answer is awaited any
    more, the consignment may be packed, or is given up if nothing is left.
    """
    lines = concerned(session, transitions.case_of(session, consignment, now), clearance.direction)
    passed = [line for line in lines if line.id in granted]
    refused = [line for line in lines if line not in passed]
    event = clearances.answer(len(passed), len(lines))
    refuse_past({"valid_until": permit.valid_until}, day_at(session, clearance.library_id, now))
    # The day is the consignor's: on it, and not before, its parcels may go.
    came_on = day_at(session, consignment.consignor_id, now) if passed else None
    words = {"permit_no": permit.permit_no, "valid_until": permit.valid_until, "granted_on": came_on}
    _step(session, actor, consignment, clearance, event, now, {"refused": refused}, **words)
    session.execute(sa.delete(ClearanceTitle).where(col(ClearanceTitle.clearance_id) == clearance.id))
    for line in lines:
        session.add(ClearanceTitle(clearance_id=clearance.id, line_id=line.id, is_granted=line in passed))
    _go_on(session, consignment, now)
    return event


def note_permit(
    session: Session, actor: Actor, consignment: Consignment, clearance: Clearance, permit: Permit, now: datetime
) -> None:
    """Set the number of a permit that was granted and until when it is valid; what is not said stays.

    Raises Forbidden for who did not ask for it, Conflict if none was granted or the consignment is closed.
    """
    if not policy.is_applicant(actor, consignment, clearance):
        raise Forbidden("not-the-applicant", clearance=clearance.id)
    if not may_note_permit(consignment, clearance):
        raise Conflict("no-permit", refusals.CLEARANCE_NOT_NOW)
    refuse_past({"valid_until": permit.valid_until}, day_at(session, clearance.library_id, now), clearance)
    said = permit.model_dump(exclude_none=True)
    if not said:
        raise InvalidInput({"permit_no": _l("Fill in this field.")})
    for name, value in said.items():
        setattr(clearance, name, value)
    session.add(clearance)
    transitions.touch(session, consignment, now)
    audit.record(session, actor, "note_permit", "consignment", consignment.id, at=now, direction=clearance.direction)


def may_note_permit(consignment: Consignment, clearance: Clearance) -> bool:
    """Whether there is a permit whose number and last day can be noted."""
    return clearance.state in guards.IN_FORCE and consignment.state not in FINAL


def _go_on(session: Session, consignment: Consignment, now: datetime) -> None:
    session.flush()
    contents = contents_of(session, consignment)
    if consignment.state is not ShipmentState.AWAITING_CLEARANCE or not all(c.is_decided for c in contents.clearances):
        transitions.touch(session, consignment, now)
        return
    event = ShipmentEvent.CLEARED if contents.going else ShipmentEvent.NOTHING_CLEARED
    transitions.take(session, transitions.SERVICE, consignment, event, now)


def lapse(session: Session, consignment: Consignment, clearance: Clearance, now: datetime) -> None:
    """Note that a permit's time is over: it must be asked for again, and the consignment waits if it has not left."""
    nothing = {"permit_no": None, "valid_until": None, "granted_on": None}
    _step(session, transitions.SERVICE, consignment, clearance, ClearanceEvent.LAPSE, now, **nothing)
    if consignment.state in (ShipmentState.READY, ShipmentState.PACKED):
        transitions.take(session, transitions.SERVICE, consignment, ShipmentEvent.PERMIT_LAPSED, now)


# The procedure --------------------------------------------------------------------------------------------------------


def _step(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    clearance: Clearance,
    event: ClearanceEvent,
    at: datetime,
    given: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    take(CLEARANCES, session, actor, clearance, event, at, within=consignment, given=given, **changes)


def lacking(session: Session, case: Case, clearance: Clearance) -> list[ConsignmentLine]:
    """Return the titles concerned that lack something the authority reads."""
    country = session.get_one(Library, clearance.library_id).country
    lines = concerned(session, case, clearance.direction)
    return [line for line in lines if customs_rules.missing_for_application(line, REGIONS[country].written[0])]


def _require_complete(taking: Taking) -> None:
    short = lacking(taking.session, taking.case, taking.row)
    if short:
        raise Conflict("guard-list_complete", refusals.GUARDS[Guard.LIST_COMPLETE], titles=len(short))


def _drop(taking: Taking) -> None:
    for line in taking.given["refused"]:
        line.state, line.parcel_id = LineState.NOT_CLEARED, None
        taking.session.add(line)
        taking.session.flush()
        kind = events.OutcomeKind.NOT_CLEARED
        events.tell(taking.session, taking.actor, taking.within, line, kind, taking.at, was_counted=False)


CLEARANCES = Machine(
    CLEARANCE,
    "clearance",
    policy.parts_in_clearance,
    not_now=lambda _row, _event: refusals.CLEARANCE_NOT_NOW,
    not_yours=lambda taking: Forbidden("not-the-applicant", clearance=taking.row.id),
    changed_meanwhile=transitions.CHANGED_MEANWHILE,
    look=lambda taking: transitions.case_of(taking.session, taking.within, taking.at),
    guards={Guard.LIST_COMPLETE: _require_complete},
    effects={Effect.DROP_REFUSED_LINES: _drop},
    notes=lambda taking: {"direction": str(taking.row.direction)},
    tell=transitions.tell,
)
