"""How a consignment moves: step of the table, guards, guarded UPDATE and audit, all in one transaction."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor, clock
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _l
from library_exchange.core.procedure import NoSuchStep, find_step
from library_exchange.directory.models import Library
from library_exchange.shipping import labels, policy
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.queries.dated import rules_on
from library_exchange.shipping.rules.codes import ShipmentEvent
from library_exchange.shipping.rules.machine import Step
from library_exchange.shipping.rules.shipments import BEFORE_PACKING, FINAL, SHIPMENTS
from library_exchange.shipping.services import guards, letters
from library_exchange.shipping.services.guards import Case

CHANGED_MEANWHILE = _l("This consignment changed meanwhile. Look at its present state and decide again.")
SERVICE = clock("service")
"""Who takes the steps that follow by themselves from what somebody did."""


def day_of(session: Session, library_id: int, at: datetime) -> date:
    """Return which day it is in the library at the instant `at`."""
    return at.astimezone(ZoneInfo(session.get_one(Library, library_id).timezone)).date()


def case_of(session: Session, consignment: Consignment, at: datetime) -> Case:
    """Return what guards look at, as it stands now; the day is that of the giver."""
    session.flush()
    today = day_of(session, consignment.giver_id, at)
    days_here = _days_here(session, consignment, at)
    return Case(consignment, contents_of(session, consignment), rules_on(session, today), today, days_here)


def _days_here(session: Session, consignment: Consignment, at: datetime) -> int | None:
    if consignment.received_at is None:
        return None
    received_on = day_of(session, consignment.receiver_id, consignment.received_at)
    return (day_of(session, consignment.receiver_id, at) - received_on).days


def require_version(consignment: Consignment, version: int | None) -> None:
    """Raise Conflict if the person was looking at another version."""
    if version is not None and version != consignment.version:
        raise Conflict("changed-meanwhile", CHANGED_MEANWHILE, consignment=consignment.id)


def require_open(consignment: Consignment) -> None:
    """Raise Conflict unless titles and parcels may still be changed."""
    if consignment.state not in BEFORE_PACKING:
        raise Conflict("already-packed", labels.ALREADY_PACKED, consignment=consignment.id)


def step_of(consignment: Consignment, event: ShipmentEvent) -> Step:
    """Return the step of `event` from where the consignment stands; raises Conflict with what to do instead."""
    try:
        return find_step(SHIPMENTS, consignment.state, event)
    except NoSuchStep as error:
        raise Conflict("no-such-step", labels.not_now(consignment.state), event=event) from error


def take(
    session: Session, actor: Actor, consignment: Consignment, event: ShipmentEvent, at: datetime, **changes: Any
) -> Step:
    """Take the step of `event` on behalf of `actor`, with the column `changes` that belong to it; return the step.

    Raises Conflict if there is no such step or a guard is not true, Forbidden if it is not the actor's to take.
    """
    step = step_of(consignment, event)
    policy.require(actor, consignment, *step.by)
    if step.guards:
        guards.require(step, case_of(session, consignment, at))
    before = consignment.state
    values = {"closed_at": at} if step.target in FINAL else {}
    write(session, consignment, values | changes | {"state": step.target, "touched_at": at})
    facts = {"from": str(before), "to": str(step.target), "number": consignment.number}
    audit.record(session, actor, f"shipping.{event}", "consignment", consignment.id, at=at, **facts)
    letters.tell(session, actor, consignment, event)
    return step


def touch(session: Session, consignment: Consignment, at: datetime) -> None:
    """Note that the contents changed, so that whoever looked at an older version is told."""
    write(session, consignment, {"touched_at": at})


def write(session: Session, row: Any, values: dict[str, Any]) -> None:
    """Change a row that carries a version, if it is still as it was read; raises Conflict if not."""
    versions.change(session, row, values, sentence=CHANGED_MEANWHILE)
