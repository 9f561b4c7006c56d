"""What a scan means: the number of a request, the address in its QR code, or the barcode of a copy."""

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item, LocalState
from library_exchange.core.text import widths
from library_exchange.holdings.queries.scanned_codes import readings
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.shipping.models import Consignment

MOST = 20
LONGEST_ATTEMPT = len("-999")
_ATTEMPT = re.compile(r"-\d{1,3}$")


def requests_scanned(session: Session, library_id: int, scanned: str) -> Sequence[LoanRequest]:
    """Return the library's requests of the number scanned; if none, the open ones of the copy or parcel so marked.

    At most two queries. The last touched comes first.
    """
    codes = readings(scanned)
    if not codes:
        return []
    bases = [_ATTEMPT.sub("", code) for code in codes]
    numbered = sa.or_(
        col(LoanRequest.request_no).in_(codes),
        sa.and_(col(LoanRequest.side) == Side.REQUESTING, col(LoanRequest.request_no).in_(bases)),
        sa.and_(col(LoanRequest.side) == Side.SUPPLYING, _is_an_attempt_of(codes)),
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
    return session.scalars(mine.where(_bears(library_id, codes), col(LoanRequest.closed_at).is_(None))).all()


def bears(library_id: int, text: str) -> Any:
    """Return the condition that a request's book or parcel bears what was typed: a barcode, shelf mark, number."""
    codes = readings(text)
    return _bears(library_id, codes) if codes else sa.false()


def _bears(library_id: int, codes: Sequence[str]) -> Any:
    copies = sa.select(col(Item.id)).where(_is_marked(library_id, codes))
    told = (LoanRequest.call_number, LoanRequest.tracking_no, LoanRequest.return_tracking_no)
    return sa.or_(col(LoanRequest.item_id).in_(copies), *(col(each).in_(codes) for each in told))


def _is_an_attempt_of(codes: Sequence[str]) -> Any:
    """Return the condition that a request bears one of the numbers with the attempt: its reader knows it without."""
    number = col(LoanRequest.request_no)
    return sa.or_(
        *(
            sa.and_(
                number.startswith(f"{code}-", autoescape=True), sa.func.length(number) <= len(code) + LONGEST_ATTEMPT
            )
            for code in codes
        )
    )


def records_scanned(session: Session, library_id: int, scanned: str) -> Sequence[int]:
    """Return the ids of the titles of which copies of the library bear the barcode scanned, some at most; one query.

    A copy that is withdrawn counts only where no other one bears it.
    """
    codes = readings(scanned)
    marked = sa.select(col(Holding.record_id), col(Item.local_state)).join(
        Item, col(Item.holding_id) == col(Holding.id)
    )
    rows = (
        session.execute(marked.where(_is_marked(library_id, codes)).order_by(col(Item.id)).limit(MOST)) if codes else ()
    )
    found = [(record_id, state) for record_id, state in rows]
    there = [record_id for record_id, state in found if state is not LocalState.WITHDRAWN]
    return list(dict.fromkeys(there or [record_id for record_id, _state in found]))


def find_consignment_scanned(session: Session, library_id: int, scanned: str) -> int | None:
    """Return the id of the consignment of that number which the library sends, gets or passes on; one query."""
    codes = readings(scanned)
    parts = (
        *(Consignment.consignor_id, Consignment.consignee_id),
        *(Consignment.consignor_gateway_id, Consignment.consignee_gateway_id),
    )
    is_ours = sa.or_(*(col(each) == library_id for each in parts))
    found = sa.select(col(Consignment.id)).where(col(Consignment.number).in_(codes), is_ours)
    return session.scalar(found) if codes else None


def _is_marked(library_id: int, codes: Sequence[str]) -> Any:
    """Return the condition that a copy is the library's and bears one of the `codes`, kept full-width or not."""
    kept = dict.fromkeys(each for code in codes for each in widths(code))
    return sa.and_(col(Item.library_id) == library_id, col(Item.barcode).in_(list(kept)))
