"""What waits for a library among its consignments, permissions and claims: found, and as its work list shows it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.i18n import _
from library_exchange.core.procedure import Part
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line, entries
from library_exchange.shipping.labels import claims as claim_labels
from library_exchange.shipping.labels import permissions as permission_labels
from library_exchange.shipping.models import Claim, Clearance, Consignment, ConsignmentLine
from library_exchange.shipping.queries.line_titles import titles_of
from library_exchange.shipping.rules import waiting_for
from library_exchange.shipping.rules.codes import DROPPED, ClaimState, ClearanceState, ShipmentState


def consignments(library_id: int, today: date) -> sa.Select[Any]:
    """Return the query that finds the consignments that the library has to move on."""
    return entries(
        Consignment, _is_to_move(library_id, today), since=col(Consignment.touched_at), partner=_other(library_id)
    )


def permits(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the permissions for which the library asks, or of which it enters the answer."""
    found = entries(Clearance, _is_asked_for(library_id), since=col(Consignment.touched_at), partner=_other(library_id))
    return found.join(Consignment, col(Consignment.id) == col(Clearance.consignment_id))


def disputes() -> sa.Select[Any]:
    """Return the query that finds the claims that the coordinator must decide."""
    return entries(Claim, col(Claim.state) == ClaimState.ESCALATED, since=col(Claim.touched_at))


def claims(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the claims that wait for what the library says to them."""
    found = entries(Claim, _is_to_answer(library_id), since=col(Claim.touched_at), partner=_other(library_id))
    return found.join(Consignment, col(Consignment.id) == col(Claim.consignment_id))


def waits_for(library_id: int, today: date) -> Any:
    """Return the condition that it is this library's turn in a consignment; `today` is the library's own day."""
    asks = sa.exists().where(col(Clearance.consignment_id) == col(Consignment.id), _is_asked_for(library_id))
    claimed = sa.exists().where(col(Claim.consignment_id) == col(Consignment.id), _is_to_answer(library_id))
    return sa.or_(_is_to_move(library_id, today), asks, claimed)


def first_to_move(session: Session, library_id: int, ids: Sequence[int], today: date) -> Consignment | None:
    """Return the first of some consignments in which it is this library's turn; one query, none without `ids`."""
    wanted = sa.select(Consignment).where(col(Consignment.id).in_(ids), waits_for(library_id, today))
    return session.scalars(wanted.order_by(col(Consignment.id)).limit(1)).first() if ids else None


def _is_to_move(library_id: int, today: date) -> Any:
    is_due = col(Consignment.eta_on) <= today
    return sa.or_(
        _in_state(library_id, waiting_for.AT_ONCE),
        sa.and_(_in_state(library_id, waiting_for.WHEN_DUE), is_due),
        sa.and_(_in_state(library_id, waiting_for.WHEN_FIGURES_LACK), _lacks_figures()),
        sa.and_(_in_state(library_id, waiting_for.WHEN_NOTES_LACK), _lacks_notes()),
    )


def _lacks_figures() -> Any:
    """Return the condition that a title of the consignment has no weight or no value, which every paper tells."""
    line = ConsignmentLine
    lacks = sa.or_(sa.func.coalesce(col(line.weight_g), 0) == 0, col(line.value_minor).is_(None))
    return col(Consignment.id).in_(sa.select(col(line.consignment_id)).where(col(line.state).not_in(DROPPED), lacks))


def _lacks_notes() -> Any:
    """Return the condition that another library is to send in its list, but a title has an annotation in no language.

    Until the consignor writes it in its own, there is nothing to translate.
    """
    line = ConsignmentLine
    empty = [sa.func.coalesce(column, "") == "" for column in (col(line.annotation_zh), col(line.annotation_ru))]
    lacking = sa.select(col(line.consignment_id)).where(col(line.state).not_in(DROPPED), *empty)
    asked = sa.exists().where(
        col(Clearance.consignment_id) == col(Consignment.id),
        col(Clearance.library_id) != col(Consignment.consignor_id),
        col(Clearance.state) == ClearanceState.TO_PREPARE,
    )
    return sa.and_(asked, col(Consignment.id).in_(lacking))


def _is_asked_for(library_id: int) -> Any:
    return sa.and_(
        col(Clearance.library_id) == library_id,
        col(Clearance.state).in_(waiting_for.ASKED_FOR),
        col(Consignment.state) == ShipmentState.AWAITING_CLEARANCE,
    )


def _is_to_answer(library_id: int) -> Any:
    return sa.or_(
        *(
            sa.and_(_is(part, library_id), col(Claim.state) == state)
            for state, part in sorted(waiting_for.CLAIMS.items())
        )
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


def _other(library_id: int) -> Any:
    """Return the library at the other end; a gateway is told who sends."""
    is_consignor = _is(Part.CONSIGNOR, library_id)
    return sa.case((is_consignor, col(Consignment.consignee_id)), else_=col(Consignment.consignor_id))


# As the list shows them -----------------------------------------------------------------------------------------------


def permit_lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how permissions stand on the list of work; one query."""
    rows = session.execute(_with_consignment(Clearance, ids))
    return {
        each.id: consignment_line(it.number, it.id, permission_labels.CLEARANCE_TASKS[each.state], "permits")
        for each, it in rows
    }


def claim_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how claims stand on the list of work; three queries."""
    rows = session.execute(
        sa.select(Claim, ConsignmentLine)
        .join(ConsignmentLine, col(ConsignmentLine.id) == col(Claim.line_id))
        .where(col(Claim.id).in_(ids))
    ).all()
    titled = titles_of(session, [line for _claim, line in rows], language)
    return {
        claim.id: Line(
            titled[line.id],
            claim_labels.CLAIM_TASKS[claim.state],
            "shipping.show",
            {"consignment_id": claim.consignment_id, "_anchor": "claims"},
        )
        for claim, line in rows
    }


def _with_consignment(table: Any, ids: Sequence[int]) -> sa.Select[Any]:
    joined = sa.select(table, Consignment).join(Consignment, col(Consignment.id) == table.consignment_id)
    return joined.where(table.id.in_(ids))


def consignment_line(number: str, consignment_id: int, task: Any, anchor: str) -> Line:
    """Return what stands on the list of work of a consignment: its number, the task, where on its page that is done."""
    what = as_written(_("Consignment %(number)s", number=number))
    return Line(what, task, "shipping.show", {"consignment_id": consignment_id, "_anchor": anchor})
