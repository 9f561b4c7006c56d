"""What the clock does with consignments every night: overdue, closed, lapsed permits, claims that nobody answered."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendar_of, day_at, on_own_day
from library_exchange.directory.rules.calendars import DAY, deadline
from library_exchange.shipping.models import Claim, Clearance, Consignment
from library_exchange.shipping.queries.regulations import rules_on
from library_exchange.shipping.rules import customs_rules
from library_exchange.shipping.rules.codes import ClaimEvent, ClaimState, ShipmentEvent, ShipmentState
from library_exchange.shipping.rules.shipments import ON_THE_WAY
from library_exchange.shipping.services import claims, guards, permits, transitions


def _days_of(session: Session, rule: str, today: date) -> timedelta:
    """Return the time that a rule in days gives, as it is in force on the day `today`."""
    return timedelta(days=rules_on(session, today).number(rule))


def _mark_overdue(session: Session, now: datetime) -> int:
    """Mark what has not come on enough days after it was expected where the consignee stands; return how many."""

    def is_late(today: date) -> sa.ColumnElement[bool]:
        return col(Consignment.eta_on) < today - _days_of(session, customs_rules.OVERDUE_DAYS, today)

    states = [state for state in ON_THE_WAY if state is not ShipmentState.OVERDUE]
    waited = on_own_day(session, col(Consignment.consignee_id), now, is_late)
    late = session.scalars(sa.select(Consignment).where(col(Consignment.state).in_(states), waited)).all()
    for each in late:
        transitions.take(session, transitions.SERVICE, each, ShipmentEvent.TIME_PASSED, now)
    return len(late)


def _close_received(session: Session, now: datetime) -> int:
    """Close, a whole day after the last for claims, what nothing can be claimed about any more; return how many."""

    def is_over(today: date) -> sa.ColumnElement[bool]:
        return col(Consignment.received_at) < now - _days_of(session, customs_rules.CLAIM_DAYS, today) - DAY

    done = session.scalars(
        sa.select(Consignment).where(
            col(Consignment.state) == ShipmentState.RECEIVED,
            on_own_day(session, col(Consignment.consignee_id), now, is_over),
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
            on_own_day(session, col(Clearance.library_id), now, lambda today: col(Clearance.valid_until) < today),
            col(Consignment.state).in_(open_states),
        )
    ).all()
    for clearance, consignment in rows:
        permits.lapse(session, consignment, clearance, now)
    return len(rows)


def _end_silence(session: Session, now: datetime) -> int:
    """Resolve the claims that the consignor has not answered on enough of its own working days; return how many."""

    def may_be_silent(today: date) -> sa.ColumnElement[bool]:
        return col(Claim.opened_at) < now - _days_of(session, customs_rules.SILENCE_DAYS, today)

    waited = on_own_day(session, col(Consignment.consignor_id), now, may_be_silent)
    asked = session.execute(
        sa.select(Claim, Consignment)
        .join(Consignment, col(Consignment.id) == col(Claim.consignment_id))
        .where(col(Claim.state) == ClaimState.OPENED, waited)
        .order_by(col(Claim.id))
    ).all()
    silent = [(claim, consignment) for claim, consignment in asked if _is_silent(session, claim, consignment, now)]
    for claim, consignment in silent:
        event = ClaimEvent.SILENCE_WITH_PROOF if claim.has_proof_of_posting else ClaimEvent.SILENCE
        claims.take(session, transitions.SERVICE, consignment, claim, event, now)
    return len(silent)


def _is_silent(session: Session, claim: Claim, consignment: Consignment, now: datetime) -> bool:
    today = day_at(session, consignment.consignor_id, now)
    return answer_by(session, claim, rules_on(session, today).number(customs_rules.SILENCE_DAYS)) < today


VERBS: dict[str, Callable[[Session, datetime], int]] = {
    "overdue": _mark_overdue,
    "closed": _close_received,
    "lapsed": _lapse_permits,
    "silent": _end_silence,
}
"""What time brings: overdue, closed, lapsed permits, claims that nobody answered."""
