"""Which consignments wait for a library, as a condition and counted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.procedure import Part
from library_exchange.shipping.models import Claim, Clearance, Consignment
from library_exchange.shipping.rules import waiting_for
from library_exchange.shipping.rules.codes import ShipmentState


def waits_for(library_id: int, today: date) -> Any:
    """Return the condition that it is this library's turn in a consignment; `today` is the library's own day."""
    is_due = col(Consignment.eta_on) <= today
    prepares = sa.exists().where(
        col(Clearance.consignment_id) == col(Consignment.id),
        col(Clearance.library_id) == library_id,
        col(Clearance.state).in_(waiting_for.ASKED_FOR),
    )
    return sa.or_(
        _in_state(library_id, waiting_for.AT_ONCE),
        sa.and_(_in_state(library_id, waiting_for.WHEN_DUE), is_due),
        sa.and_(col(Consignment.state) == ShipmentState.AWAITING_CLEARANCE, prepares),
        *(_has_claim(library_id, part) for part in (Part.CONSIGNOR, Part.CONSIGNEE)),
    )


def _is(part: Part, library_id: int) -> Any:
    gateways = sa.or_(
        col(Consignment.consignor_gateway_id) == library_id, col(Consignment.consignee_gateway_id) == library_id
    )
    places = {
        Part.CONSIGNOR: col(Consignment.consignor_id) == library_id,
        Part.CONSIGNEE: col(Consignment.consignee_id) == library_id,
        Part.GATEWAY: gateways,
    }
    return places[part]


def _in_state(library_id: int, table: Mapping[ShipmentState, frozenset[Part]]) -> Any:
    parts = {part for told in table.values() for part in told}
    return sa.or_(
        *(
            sa.and_(
                _is(part, library_id), col(Consignment.state).in_([state for state in table if part in table[state]])
            )
            for part in sorted(parts)
        )
    )


def _has_claim(library_id: int, part: Part) -> Any:
    states = [state for state, whose in waiting_for.CLAIMS.items() if whose is part]
    claims = sa.exists().where(
        col(Claim.consignment_id) == col(Consignment.id),
        col(Claim.state).in_(states),
    )
    return sa.and_(_is(part, library_id), claims)


def counted(library_id: int, today: date) -> sa.Select[Any]:
    """Return the query that counts the consignments that wait for the library."""
    return sa.select(sa.func.count()).select_from(Consignment).where(waits_for(library_id, today))


def count_waiting(session: Session, library_id: int, today: date) -> int:
    """Return how many consignments wait for the library."""
    return session.scalar(counted(library_id, today)) or 0
