"""Reminders before and after the due date, each night, in the language of whoever is reminded."""

from contextlib import suppress
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, versions
from library_exchange.core.actor import clock
from library_exchange.core.errors import Conflict
from library_exchange.directory.models import Library
from library_exchange.directory.rules.calendars import furthest_day
from library_exchange.loans.labels.history import REMINDED
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.reminders import FIRST_DAYS, STOPPED, Addressee, letters_due
from library_exchange.loans.services import notices


def remind(session: Session, now: datetime) -> int:
    """Write the letters that the ladder asks for by each library's own day; return how many rows were reminded of.

    A row that somebody changes meanwhile is left for the next night.
    """
    latest = furthest_day(now) - timedelta(days=FIRST_DAYS)
    rows = session.execute(
        sa.select(LoanRequest, Library)
        .join(Library, col(Library.id) == col(LoanRequest.library_id))
        .where(col(LoanRequest.due).not_in(STOPPED), col(LoanRequest.due_on) <= latest)
        .order_by(col(LoanRequest.id))
    ).all()
    reminded = 0
    for loan, library in rows:
        with suppress(Conflict):
            reminded += _remind_of(session, loan, library, now)
    return reminded


def _remind_of(session: Session, loan: LoanRequest, library: Library, now: datetime) -> bool:
    stands = (loan.side, loan.stands, loan.due, loan.due_on)
    reached, letters = letters_due(*stands, loan.reminded_days, library.day_at(now))
    written = {to: letter for to, letter in letters.items() if to is not Addressee.READER or loan.reader_id}
    if not written:
        return False
    versions.change(session, loan, {"reminded_days": reached})
    audit.record(session, clock(), f"loan.{REMINDED}", "loan", loan.id, at=now, days=reached)
    for to, letter in written.items():
        notices.write(session, loan, letter, to_reader=to is Addressee.READER)
    return True
