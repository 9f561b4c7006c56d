"""The order of suppliers: who is asked first, why, and what each answered."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.directory.models import Library
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.queries import copies, requests
from library_exchange.loans.rules.codes import RequestingState, State
from library_exchange.loans.rules.standard_codes import ReasonUnfilled

ANSWERED: dict[State, AttemptState] = {
    RequestingState.WILL_SUPPLY: AttemptState.SUPPLYING,
    RequestingState.SHIPPED: AttemptState.SUPPLYING,
    RequestingState.REFUSED: AttemptState.REFUSED,
    RequestingState.RETRY_PENDING: AttemptState.REFUSED,
    RequestingState.CANCELLED: AttemptState.ENDED,
    RequestingState.COMPLETED: AttemptState.ENDED,
    RequestingState.LOST: AttemptState.ENDED,
    RequestingState.CLOSED: AttemptState.ENDED,
}


def ask_next(session: Session, loan: LoanRequest, supplier_id: int | None, at: datetime) -> Library:
    """Mark the chosen library (the first of the order if None) as asked and return it.

    The order is computed anew from what is on the shelves now; a library that has been asked is in it no more.
    Raises Conflict if no library is left, InvalidInput if the chosen one cannot be asked.
    """
    ranked = copies.suppliers(session, loan, at, requests.asked_library_ids(session, loan))
    if supplier_id is None and loan.record_id is not None:
        # Whether a library of another system has the book is not known: only a person decides to ask it.
        ranked = [(library, facts) for library, facts in ranked if not library.is_remote]
    if not ranked:
        raise Conflict("no-supplier", _l("No other library has a free copy now. Close the request or try again later."))
    chosen = next((library for library, _ in ranked if supplier_id in (None, library.id)), None)
    if chosen is None:
        raise InvalidInput({"supplier_id": _l("This library has no free copy now. Choose another one.")})
    _keep(session, loan, ranked, chosen, at)
    return chosen


def ask_again(session: Session, loan: LoanRequest, at: datetime) -> Library:
    """Mark the library that said it can supply later as asked once more, and return it."""
    partner = session.get_one(Library, loan.partner_id)
    session.add(
        SupplierAttempt(
            request_id=loan.id,
            library_id=partner.id,
            rank=0,
            number=loan.attempt + 1,
            state=AttemptState.ASKED,
            asked_at=at,
        )
    )
    session.flush()
    return partner


def _keep(
    session: Session,
    loan: LoanRequest,
    ranked: list[tuple[Library, dict[str, object]]],
    chosen: Library,
    at: datetime,
) -> None:
    waiting = (col(SupplierAttempt.request_id) == loan.id, col(SupplierAttempt.state) == AttemptState.WAITING)
    session.execute(sa.delete(SupplierAttempt).where(*waiting))
    for rank, (library, reasons) in enumerate(ranked, start=1):
        is_chosen = library.id == chosen.id
        session.add(
            SupplierAttempt(
                request_id=loan.id,
                library_id=library.id,
                rank=rank,
                number=loan.attempt + 1 if is_chosen else None,
                reasons=reasons,
                state=AttemptState.ASKED if is_chosen else AttemptState.WAITING,
                asked_at=at if is_chosen else None,
            )
        )
    session.flush()


def note_answer(
    session: Session, loan: LoanRequest, target: State, reason: ReasonUnfilled | None, at: datetime
) -> None:
    """Write into the order of suppliers what the library being asked has answered, if `target` is such an answer."""
    answer = ANSWERED.get(target)
    if answer is None:
        return
    open_states = (
        (AttemptState.ASKED,) if answer is AttemptState.SUPPLYING else (AttemptState.ASKED, AttemptState.SUPPLYING)
    )
    values = (
        {"state": answer} if answer is AttemptState.ENDED else {"state": answer, "reason": reason, "answered_at": at}
    )
    session.execute(
        sa.update(SupplierAttempt)
        .where(col(SupplierAttempt.request_id) == loan.id, col(SupplierAttempt.state).in_(open_states))
        .values(**values)
    )


def take_up_again(session: Session, loan: LoanRequest) -> None:
    """Write into the order of suppliers that the library whose loan seemed to be over is supplying after all."""
    session.execute(
        sa.update(SupplierAttempt)
        .where(
            col(SupplierAttempt.request_id) == loan.id,
            col(SupplierAttempt.library_id) == loan.partner_id,
            col(SupplierAttempt.state) == AttemptState.ENDED,
        )
        .values(state=AttemptState.SUPPLYING)
    )
