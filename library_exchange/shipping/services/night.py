"""What the clock does with consignments every night: overdue, closed, lapsed permits, claims that nobody answered."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendar_of
from library_exchange.directory.rules.calendars import deadline
from library_exchange.shipping.models import Claim, Clearance, Consignment
from library_exchange.shipping.queries.regulations import rules_on
from library_exchange.shipping.rules import customs_rules
from library_exchange.shipping.rules.codes import (
    ClaimEvent,
    ClaimState,
    ShipmentEvent,
    ShipmentState,
)
from library_exchange.shipping.rules.shipments import ON_THE_WAY
from library_exchange.shipping.services import claims, guards, permits, transitions


def _mark_overdue(session: Session, now: datetime) -> int:
    days = rules_on(session, now.date()).number(customs_rules.OVERDUE_DAYS)
    states = [state for state in ON_THE_WAY if state is not ShipmentState.OVERDUE]
    late = session.scalars(
        sa.select(Consignment).where(
            col(Consignment.state).in_(states), col(Consignment.eta_on) < now.date() - timedelta(days=days)
        )
    ).all()
    for each in late:
        transitions.take(session, transitions.SERVICE, each, ShipmentEvent.TIME_PASSED, now)
    return len(late)


def _close_received(session: Session, now: datetime) -> int:
    days = rules_on(session, now.date()).number(customs_rules.CLAIM_DAYS)
    done = session.scalars(
        sa.select(Consignment).where(
            col(Consignment.state) == ShipmentState.RECEIVED,
            col(Consignment.received_at) < now - timedelta(days=days + 1),
        )
    ).all()
    for each in done:
        transitions.take(session, transitions.SERVICE, each, ShipmentEvent.CLOSE, now)
    return len(done)


def answer_by(session: Session, claim: Claim, days: int) -> date:
    """Return the last day for the consignor to answer a claim: so many of its own working days after it was opened."""
    consignor_id = session.get_one(Consignment, claim.consignment_id).consignor_id
    return deadline(calendar_of(session, session.get_one(Library, consignor_id)), claim.opened_at, days)


def _lapse_permits(session: Session, now: datetime) -> int:
    open_states = (ShipmentState.READY, ShipmentState.PACKED, ShipmentState.IN_TRANSIT, ShipmentState.AT_GATEWAY)
    rows = session.execute(
        sa.select(Clearance, Consignment)
        .join(Consignment, col(Consignment.id) == col(Clearance.consignment_id))
        .where(
            col(Clearance.state).in_(guards.IN_FORCE),
            col(Clearance.valid_until) < now.date(),
            col(Consignment.state).in_(open_states),
        )
    ).all()
    for clearance, consignment in rows:
        permits.lapse(session, consignment, clearance, now)
    return len(rows)


def _end_silence(session: Session, now: datetime) -> int:
    """Resolve the claims that the consignor has not answered on enough of its own working days; return how many."""
    days = rules_on(session, now.date()).number(customs_rules.SILENCE_DAYS)
    asked = session.scalars(
        sa.select(Claim).where(col(Claim.state) == ClaimState.OPENED, col(Claim.opened_at) < now - timedelta(days=days))
    ).all()
    silent = [claim for claim in asked if answer_by(session, claim, days) < now.date()]
    for claim in silent:
        consignment = session.get_one(Consignment, claim.consignment_id)
        event = ClaimEvent.SILENCE_WITH_PROOF if claim.has_proof_of_posting else ClaimEvent.SILENCE
        claims.take(session, transitions.SERVICE, consignment, claim, event, now)
    return len(silent)


VERBS: dict[str, Callable[[Session, datetime], int]] = {
    "overdue": _mark_overdue,
    "closed": _close_received,
    "lapsed": _lapse_permits,
    "silent": _end_silence,
}
"""What time brings: overdue, closed, lapsed permits, claims that nobody answered."""
