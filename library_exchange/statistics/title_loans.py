"""The interlibrary loans of one title at one library, without who read it: what the record page shows to its staff."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlmodel import Session, col

from library_exchange.directory.models import Library
from library_exchange.loans.labels import states
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side

MOST = 20


def history(session: Session, library_id: int, record_id: int, language: str) -> list[dict[str, Any]]:
    """Return the library's last requests for the record, the newest first, those of both sides; two queries."""
    home = session.get_one(Library, library_id)
    rows = session.execute(
        sa.select(LoanRequest, Library)
        .outerjoin(Library, col(Library.id) == col(LoanRequest.partner_id))
        .where(col(LoanRequest.record_id) == record_id, col(LoanRequest.library_id) == library_id)
        .order_by(col(LoanRequest.created_at).desc(), col(LoanRequest.id).desc())
        .limit(MOST)
    )
    return [_row(loan, home, partner, language) for loan, partner in rows]


def _row(loan: LoanRequest, home: Library, partner: Library | None, language: str) -> dict[str, Any]:
    """Return one request as a line; neither the reader nor her note is in it."""
    ends = (home, partner) if loan.side is Side.SUPPLYING else (partner, home)
    lender, borrower = (library.name_in(language) if library else None for library in ends)
    return {
        "url": url_for("loans.show", loan_id=loan.id),
        "number": loan.public_no,
        "asked_on": _day(loan.created_at, home),
        "ended_on": _day(loan.closed_at, home),
        "lender": lender,
        "borrower": borrower,
        "state": states.state(loan.side, loan.stands),
        "tone": states.tone(loan.side, loan.stands, is_late=False),
    }


def _day(at: Any, home: Library) -> date | None:
    return home.day_at(at) if at else None
