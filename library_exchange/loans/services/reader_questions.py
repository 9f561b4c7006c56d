"""Questions to readers whose requests do not say enough: who does not answer is waited for no longer."""

from contextlib import suppress
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import clock
from library_exchange.core.errors import Conflict
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, RequestingState
from library_exchange.loans.rules.reminders import READER_ANSWERS_DAYS
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services.steps import take_step


def wait_no_longer(session: Session, now: datetime) -> int:
    """Give requests back to staff whose readers have not answered in time; return how many.

    One that somebody changes meanwhile is left for the next night.
    """
    since = now - timedelta(days=READER_ANSWERS_DAYS)
    asked = col(LoanRequest.state) == str(RequestingState.READER_ASKED)
    waiting = sa.select(LoanRequest).where(asked, col(LoanRequest.touched_at) <= since)
    given_back = 0
    for loan in session.scalars(waiting.order_by(col(LoanRequest.id))).all():
        with suppress(Conflict):
            take_step(session, clock(), loan, Action.GO_ON_WITHOUT, StepInput(), now)
            given_back += 1
    return given_back
