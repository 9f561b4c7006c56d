"""What a scan means: the number of a request, the address in its QR code, or the barcode of a copy."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Item
from library_exchange.catalogue.queries.correcting import CYRILLIC_KEYS, LATIN_KEYS
from library_exchange.core.text import clean
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side

WAY = "/q/"
"""What stands before the number in the address that the QR codes bear."""
LONGEST = 300
MOST = 20
_TO_LATIN = str.maketrans(CYRILLIC_KEYS, LATIN_KEYS)
_ATTEMPT = re.compile(r"-\d{1,3}$")


def readings(scanned: str) -> list[str]:
    """Return what `scanned` may stand for, the likeliest first.

    A scanner types like a keyboard: where the machine is switched to Russian letters, a Latin code comes in those.
    """
    text = clean(scanned)[:LONGEST]
    found = [text, text.translate(_TO_LATIN)]
    codes = [unquote(each.rpartition(WAY)[2]) if WAY in each else each for each in found]
    return [code for code in dict.fromkeys([*codes, *(code.upper() for code in codes)]) if code]


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
