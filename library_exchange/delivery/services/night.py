"""What the night does with delivered scans: it deletes those whose days are over and ends their requests."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import clock
from library_exchange.core.errors import Conflict
from library_exchange.core.versions import rows_changed
from library_exchange.delivery.models import DeliveredFile
from library_exchange.directory.queries import day_at
from library_exchange.directory.rules.calendars import furthest_back_day, furthest_day
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, RequestingState
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services.steps import take_step


def delete_expired(session: Session, now: datetime) -> int:
    """Delete the scans whose last day has passed everywhere; return how many."""
    return rows_changed(session, sa.delete(DeliveredFile).where(col(DeliveredFile.until) < furthest_back_day(now)))


def end_expired(session: Session, now: datetime) -> int:
    """End the requests whose copy can be opened no more, by their own library's day; return how many.

    A row that somebody changes meanwhile is left for the next night.
    """
    wanted = (
        col(LoanRequest.state) == str(RequestingState.DELIVERED),
        col(LoanRequest.copy_until) < furthest_day(now),
    )
    ended = 0
    for loan in session.scalars(sa.select(LoanRequest).where(*wanted).order_by(col(LoanRequest.id))).all():
        if loan.copy_until is not None and loan.copy_until < day_at(session, loan.library_id, now):
            with suppress(Conflict):
                take_step(session, clock(), loan, Action.ACCEPT_COPY, StepInput(), now)
                ended += 1
    return ended


VERBS: dict[str, Callable[[Session, datetime], object]] = {
    "delete_expired": delete_expired,
    "end_expired": end_expired,
}
"""What the night does in this room, by name."""
