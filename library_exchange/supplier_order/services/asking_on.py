"""Asking the next library by itself, as the librarian has decided once for a request."""

from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import clock
from library_exchange.core.errors import Conflict
from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendars_of
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, RequestingState, State
from library_exchange.loans.rules.rota import is_silent
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services import notices
from library_exchange.loans.services.steps import take_step

BY_ITSELF = StepInput(asks_on=True)


STEPS: dict[State, Action] = {RequestingState.REVIEW: Action.SEND, RequestingState.REFUSED: Action.ASK_NEXT}
"""Where a request is taken on by itself, and by which step."""


def ask_on(session: Session, loan_id: int, now: datetime) -> bool:
    """Ask the next library of the order for a request that was refused, or the first for one that staff need not see.

    Only if the request still stands so and a library is left; else a new one waits for staff, who are told.
    """
    loan = session.get(LoanRequest, loan_id)
    if loan is None or loan.stands not in STEPS or not loan.asks_on:
        return False
    try:
        take_step(session, clock(), loan, STEPS[loan.stands], BY_ITSELF, now)
    except Conflict:
        if loan.stands is RequestingState.REVIEW:
            loan.asks_on = False
            notices.tell(session, clock(), loan, "ask")
        return False
    return True


def withdraw_from_the_silent(session: Session, now: datetime) -> int:
    """Ask libraries no more that have not answered for too many of their working days; return how many.

    Only where the next one is to be asked by itself. A request that somebody changes meanwhile is left for the next
    night.
    """
    rows = session.execute(
        sa.select(LoanRequest, Library)
        .join(Library, col(Library.id) == col(LoanRequest.partner_id))
        .where(col(LoanRequest.state) == str(RequestingState.SENT), col(LoanRequest.asks_on))
        .order_by(col(LoanRequest.id))
    ).all()
    calendars = calendars_of(session, [library for _loan, library in rows])
    withdrawn = 0
    for loan, library in rows:
        asked_on = library.day_at(loan.sent_at or loan.created_at)
        if is_silent(asked_on, library.day_at(now), calendars[library.id]):
            with suppress(Conflict):
                take_step(session, clock(), loan, Action.WITHDRAW, StepInput(), now)
                withdrawn += 1
    return withdrawn
