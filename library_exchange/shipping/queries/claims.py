"""The claims of a library: those that it made and those made to it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.directory.models import Library
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine


@dataclass(frozen=True)
class ClaimRow:
    """A claim in a list, with the title and the consignment that it is about; `partner` is the other library."""

    claim: Claim
    line: ConsignmentLine
    number: str
    partner: Library
    is_outgoing: bool


def claims_of(session: Session, library_id: int, limit: int, offset: int) -> tuple[int, Sequence[ClaimRow]]:
    """Return how many claims there are of what the library sends or receives, and a page, the last one first.

    Two queries.
    """
    is_outgoing = col(Consignment.consignor_id) == library_id
    partner = sa.case((is_outgoing, col(Consignment.consignee_id)), else_=col(Consignment.consignor_id))
    mine = sa.or_(is_outgoing, col(Consignment.consignee_id) == library_id)
    joined = sa.select(Claim).join(Consignment, col(Consignment.id) == col(Claim.consignment_id)).where(mine)
    total = session.scalar(sa.select(sa.func.count()).select_from(joined.subquery())) or 0
    rows = session.execute(
        joined.add_columns(ConsignmentLine, Consignment, Library)
        .join(ConsignmentLine, col(ConsignmentLine.id) == col(Claim.line_id))
        .join(Library, col(Library.id) == partner)
        .order_by(col(Claim.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return total, [
        ClaimRow(claim, line, found.number, library, found.consignor_id == library_id)
        for claim, line, found, library in rows
    ]
