"""What entries about fees are about: the request behind each, as the library that looks knows it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.ledger.schemas import Reference
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side

KIND = "loan"
"""What the ledger calls entries about requests."""


def reference(loan: LoanRequest, number: int) -> Reference:
    """Return how the ledger knows the `number`-th entry of a request's fee, the same for both libraries."""
    requesting_id = loan.library_id if loan.side is Side.REQUESTING else loan.partner_id
    supplying_id = loan.partner_id if loan.side is Side.REQUESTING else loan.library_id
    return Reference(kind=KIND, id=f"{requesting_id} {supplying_id} {loan.public_no} {number}")


def requests_of(session: Session, library_id: int, references: Sequence[Reference]) -> dict[Reference, LoanRequest]:
    """Return the library's own row of the request behind each entry about a fee; one query."""
    numbers = {each: each.id.split(" ") for each in references if each.kind == KIND}
    if not numbers:
        return {}
    whole = {parts[2] for parts in numbers.values()}
    ours = {number.rpartition("-")[0] for number in whole}
    is_charged = (col(LoanRequest.library_id) == library_id, col(LoanRequest.fee_minor).is_not(None))
    is_meant = sa.or_(
        sa.and_(col(LoanRequest.side) == Side.SUPPLYING, col(LoanRequest.request_no).in_(whole)),
        sa.and_(col(LoanRequest.side) == Side.REQUESTING, col(LoanRequest.request_no).in_(ours)),
    )
    rows = session.scalars(sa.select(LoanRequest).where(*is_charged, is_meant))
    known = {_parties(row): row for row in rows}
    return {each: known[key] for each, parts in numbers.items() if (key := tuple(parts[:3])) in known}


def _parties(row: LoanRequest) -> tuple[str, ...]:
    both = (row.library_id, row.partner_id) if row.side is Side.REQUESTING else (row.partner_id, row.library_id)
    return (*(str(each) for each in both), row.public_no)
