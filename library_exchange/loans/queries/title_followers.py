"""Open requests that go with their copy when a title of the catalogue is split."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.i18n import _n
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side


def open_of(record_id: int) -> Any:
    """Return the query of the open rows of a record, either side's, with the library whose copy each is about."""
    loan = LoanRequest
    supplier = sa.case((col(loan.side) == Side.SUPPLYING, col(loan.library_id)), else_=col(loan.partner_id))
    return sa.select(col(loan.id), supplier, col(loan.item_id), sa.null()).where(
        col(loan.record_id) == record_id, col(loan.closed_at).is_(None)
    )


def counted(number: int) -> str:
    """Return so many open requests in words."""
    return _n("%(num)s open request", "%(num)s open requests", number)
