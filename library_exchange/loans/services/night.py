"""The due dates of loans come: each night the clock marks what is near its day and what is past it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import clock
from library_exchange.core.errors import Conflict
from library_exchange.directory.models import Library
from library_exchange.directory.rules.calendars import furthest_day
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import DueEvent, DueState
from library_exchange.loans.rules.due import DUE
from library_exchange.loans.rules.due_dates import DAYS_NEAR, due_event
from library_exchange.loans.services import transitions
from library_exchange.loans.services.reader_questions import wait_no_longer
from library_exchange.loans.services.reminders import remind


def let_due_dates_come(session: Session, now: datetime) -> int:
    """Mark on every row, by its own library's day, that its due date is near or past; return how many were marked.

    Nothing else changes, neither where the book is nor since when somebody must act; the supplying library tells that
    the date has passed. A row that somebody changes meanwhile is left for the next night.
    """
    latest = furthest_day(now) + timedelta(days=DAYS_NEAR)
    rows = session.execute(
        sa.select(LoanRequest, Library)
        .join(Library, col(Library.id) == col(LoanRequest.library_id))
        .where(col(LoanRequest.due).in_((DueState.OK, DueState.DUE_SOON)), col(LoanRequest.due_on) <= latest)
        .order_by(col(LoanRequest.id))
    ).all()
    marked = 0
    for loan, library in rows:
        event = due_event(loan.due, loan.due_on, library.day_at(now))
        if event is not None:
            with suppress(Conflict):
                _mark(session, loan, event, now)
                marked += 1
    return marked


def _mark(session: Session, loan: LoanRequest, event: DueEvent, now: datetime) -> None:
    step = loan.step(event)
    if step is not None:
        target = DUE.step(loan.due, event).leads_to(loan.due)
        transitions.move(session, clock(), loan, target, step, {}, now)


VERBS: dict[str, Callable[[Session, datetime], object]] = {
    "let_due_dates_come": let_due_dates_come,
    "remind": remind,
    "wait_no_longer": wait_no_longer,
}
"""What the night does in this room, by name."""
