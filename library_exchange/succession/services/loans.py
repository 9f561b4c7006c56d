"""Loans and consignments go over to a successor: its side of a loan, and the partner's row that names it."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.versions import change
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.rules.codes import Side
from library_exchange.shipping.models import Clearance, Consignment, Leg
from library_exchange.succession import queries
from library_exchange.succession.models import Succession
from library_exchange.succession.services import loan_attachments
from library_exchange.succession.services.loan_attachments import STAYS


def carry_lent(session: Session, _actor: Actor, row: Succession, _at: datetime) -> list[tuple[int, int]]:
    """Carry over what the library lends or is asked for; return the number of each row with the partner."""
    return _carry(session, Side.SUPPLYING, row)


def carry_borrowed(session: Session, _actor: Actor, row: Succession, _at: datetime) -> list[tuple[int, int]]:
    """Carry over what the library itself borrows, without its notes; return the number of each row with the partner."""
    return _carry(session, Side.REQUESTING, row)


def _carry(session: Session, side: Side, row: Succession) -> list[tuple[int, int]]:
    library_id, successor_id = row.library_id, row.successor_id
    pairs = queries.going(session, library_id, successor_id, row.taken).pairs[side]
    for mine, theirs in pairs:
        holder = _holder(mine, library_id, successor_id)
        change(session, mine, {"library_id": successor_id, **holder, **STAYS[side]})
        change(session, theirs, {"partner_id": successor_id} | _holder(theirs, library_id, successor_id))
    loan_attachments.carry(session, side, pairs, library_id, successor_id)
    if side is Side.SUPPLYING:
        _asked_instead(session, [theirs.id for _mine, theirs in pairs], library_id, successor_id)
    else:
        _ask_itself_no_more(session, [mine.id for mine, _theirs in pairs], successor_id)
    return [(mine.id, theirs.library_id) for mine, theirs in pairs]


def _holder(row: LoanRequest, library_id: int, successor_id: int) -> dict[str, int]:
    return {"holder_id": successor_id} if row.holder_id == library_id else {}


def _asked_instead(session: Session, request_ids: Sequence[int], library_id: int, successor_id: int) -> None:
    """Let the partners' orders of suppliers name the successor where they ask the library now."""
    attempt = SupplierAttempt
    asked = (
        col(attempt.library_id) == library_id,
        col(attempt.state).in_((AttemptState.ASKED, AttemptState.SUPPLYING)),
    )
    found = sa.update(attempt).where(col(attempt.request_id).in_(request_ids), *asked)
    session.execute(found.values(library_id=successor_id))


def _ask_itself_no_more(session: Session, request_ids: Sequence[int], successor_id: int) -> None:
    """Take the successor out of the orders of suppliers of what it borrows now."""
    attempt = SupplierAttempt
    itself = (col(attempt.library_id) == successor_id, col(attempt.state) == AttemptState.WAITING)
    session.execute(sa.delete(attempt).where(col(attempt.request_id).in_(request_ids), *itself))


def carry_consignments(session: Session, _actor: Actor, row: Succession, _at: datetime) -> list[tuple[int, int]]:
    """Carry over consignments at either end or as a gateway; return the number of each with the other end."""
    library_id, successor_id = row.library_id, row.successor_id
    carried = []
    for found in queries.going(session, library_id, successor_id, row.taken).consignments:
        ends = {end: successor_id for end in queries.ENDS if getattr(found, end) == library_id}
        change(session, found, ends)
        _carry_ways(session, found, library_id, successor_id)
        carried += [(found.id, end) for end in (found.consignor_id, found.consignee_id) if end != successor_id]
    return carried


def _carry_ways(session: Session, row: Consignment, library_id: int, successor_id: int) -> None:
    for table, column in ((Leg, Leg.from_id), (Leg, Leg.to_id), (Clearance, Clearance.library_id)):
        mine = (col(table.consignment_id) == row.id, col(column) == library_id)
        session.execute(sa.update(table).where(*mine).values({column: successor_id}))
