"""What has been built on a step since, so that it cannot be undone any more."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.bounds import find_number
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _l
from library_exchange.directory.models import Library
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.queries.requests import find_asked_again
from library_exchange.loans.rules.codes import Action, RequestingState, Side
from library_exchange.loans.rules.steps import ASKED_FOR_READER
from library_exchange.loans.services.own_copy import why_not_undone

MADE_ANEW = _l("The book has been asked for anew since, so this cannot be undone any more.")
SENT_AFTER_ALL = _l("The other library has sent it after all, so this cannot be undone any more.")
GONE_ON = _l("A refusal is taken back only as long as the other library has heard it and has asked nobody else.")
ELSEWHERE = _l("The other library works in another system, which does not understand that a refusal is taken back.")


def require(session: Session, loan: LoanRequest, action: Action) -> None:
    """Raise Conflict if `action` takes a step back on which something has been built since."""
    refusal = why_not(session, loan, action)
    if refusal is not None:
        raise Conflict("built-upon", refusal, loan=loan.id)


def why_not(session: Session, loan: LoanRequest, action: Action) -> Any:
    """Return why `action` cannot take its step back any more, None if it can, or takes nothing back."""
    ask = BUILT_UPON.get(action)
    return ask(session, loan) if ask else None


def _made_anew(session: Session, loan: LoanRequest) -> Any:
    """Return why a request that its own library has ended stays so: it is there again, or its book came after all."""
    if loan.due_on or loan.delivered_at:
        return SENT_AFTER_ALL
    hers = (col(LoanRequest.reader_id) == loan.reader_id, col(LoanRequest.record_id) == loan.record_id)
    still = (col(LoanRequest.id) != loan.id, col(LoanRequest.state).in_([str(one) for one in ASKED_FOR_READER]))
    is_there = session.scalar(sa.select(sa.exists().where(*hers, *still)))
    return MADE_ANEW if is_there or find_asked_again(session, loan) else None


def _gone_on(session: Session, loan: LoanRequest) -> Any:
    """Return why a refusal stands: the partner has not heard it, has gone on, or would not understand.

    The partner's row is only looked up. It moves when it hears, and who has gone on by then says so.
    """
    if session.get_one(Library, loan.partner_id).is_remote:
        return ELSEWHERE
    number, _dash, attempt = loan.request_no.rpartition("-")
    theirs = (col(LoanRequest.side) == Side.REQUESTING, col(LoanRequest.library_id) == loan.partner_id)
    this = (col(LoanRequest.request_no) == number, col(LoanRequest.attempt) == (find_number(attempt) or 0))
    refused = sa.select(col(SupplierAttempt.id)).where(
        col(SupplierAttempt.request_id) == col(LoanRequest.id),
        col(SupplierAttempt.number) == col(LoanRequest.attempt),
        col(SupplierAttempt.state) == AttemptState.REFUSED,
    )
    waits = (col(LoanRequest.state) == str(RequestingState.REFUSED), sa.exists(refused))
    found = session.scalar(sa.select(col(LoanRequest.id)).where(*theirs, *this, *waits))
    return GONE_ON if found is None else None


BUILT_UPON: dict[Action, Callable[[Session, LoanRequest], Any]] = {
    Action.UNDO_DECLINE: _made_anew,
    Action.UNDO_CLOSE_UNFILLED: _made_anew,
    Action.UNDO_REFUSE: _gone_on,
    **dict.fromkeys((Action.UNDO_CHECK_IN, Action.UNDO_SETTLE, Action.UNDO_WRITE_OFF), why_not_undone),
}
"""What is asked before a step is taken back; what is not here, nobody builds on unseen."""
