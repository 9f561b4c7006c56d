"""Open requests about titles of the catalogue: they go with their copy when one is split."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.followers import Follower
from library_exchange.core.i18n import _n
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side


def open_rows() -> Any:
    """Return the query of the open rows, either side's, with the library whose copy each is about."""
    loan = LoanRequest
    supplier = sa.case((col(loan.side) == Side.SUPPLYING, col(loan.library_id)), else_=col(loan.partner_id))
    return sa.select(col(loan.id), supplier, col(loan.item_id), sa.null()).where(col(loan.closed_at).is_(None))


def counted(number: int) -> str:
    """Return so many open requests in words."""
    return _n("%(num)s open request", "%(num)s open requests", number)


def left(number: int) -> str:
    """Return that so many open requests are about books that leave the catalogue with the file they came with."""
    return _n(
        "%(num)s open request waits for a book that came with this file.",
        "%(num)s open requests wait for books that came with this file.",
        number,
    )


_NUMBER = sa.case(
    (
        col(LoanRequest.side) == Side.REQUESTING,
        col(LoanRequest.request_no) + "-" + sa.cast(col(LoanRequest.attempt), sa.String),
    ),
    else_=col(LoanRequest.request_no),
)
FOLLOWER = Follower(LoanRequest, open_rows, counted, left, one=_NUMBER.label("number"))
