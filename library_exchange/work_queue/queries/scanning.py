"""What a scan means: the number of a request, the address in its QR code, or the barcode of a copy."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Item
from library_exchange.catalogue.queries.scanned_codes import readings
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side

MOST = 20
_ATTEMPT = re.compile(r"-\d{1,3}$")


def requests_scanned(session: Session, library_id: int, scanned: str) -> Sequence[LoanRequest]:
    """Return the library's requests of the number scanned; if none has it, the open ones of the copy so marked.

    At most two queries. The last touched comes first.
    """
    codes = readings(scanned)
    if not codes:
        return []
    bases = [_ATTEMPT.sub("", code) for code in codes]
    numbered = sa.or_(
        col(LoanRequest.request_no).in_(codes),
        sa.and_(col(LoanRequest.side) == Side.REQUESTING, col(LoanRequest.request_no).in_(bases)),
    )
    mine = (
        sa.select(LoanRequest)
        .where(col(LoanRequest.library_id) == library_id)
        .order_by(col(LoanRequest.touched_at).desc(), col(LoanRequest.id).desc())
        .limit(MOST)
    )
    found = session.scalars(mine.where(numbered)).all()
    if found:
        return found
    copies = sa.select(col(Item.id)).where(col(Item.library_id) == library_id, col(Item.barcode).in_(codes))
    open_ones = mine.where(col(LoanRequest.item_id).in_(copies), col(LoanRequest.closed_at).is_(None))
    return session.scalars(open_ones).all()
