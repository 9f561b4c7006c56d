"""Figures about loans that other rooms show."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side


def count_loans(session: Session) -> int:
    """Return how many books have been shipped to a borrowing library so far."""
    shipped = (col(LoanRequest.side) == Side.SUPPLYING, col(LoanRequest.shipped_at).is_not(None))
    return session.scalar(sa.select(sa.func.count()).select_from(LoanRequest).where(*shipped)) or 0
