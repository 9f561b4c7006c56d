"""The order of suppliers: who is asked first, why, and what each answered."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.directory.models import Library
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.queries import copies, requests
from library_exchange.loans.rules.codes import Action, RequestingState, State

ANSWERED: dict[State, AttemptState] = {
    RequestingState.WILL_SUPPLY: AttemptState.SUPPLYING,
    RequestingState.SHIPPED: AttemptState.SUPPLYING,
    RequestingState.REFUSED: AttemptState.REFUSED,
    RequestingState.RETRY_PENDING: AttemptState.LATER,
    RequestingState.CANCELLED: AttemptState.ENDED,
    RequestingState.COMPLETED: AttemptState.ENDED,
    RequestingState.LOST: AttemptState.ENDED,
    RequestingState.CLOSED: AttemptState.ENDED,
}
OURS: dict[str, AttemptState] = {
    Action.WITHDRAW: AttemptState.SILENT,
    Action.REJECT_CONDITION: AttemptState.NOT_ON_TERMS,
}
"""What becomes of the library being asked by a step of our own: it has refused nothing."""
NOT_ASKED_ON = (AttemptState.REFUSED, *OURS.values())


def ask_next(session: Session, loan: LoanRequest, supplier_id: int | None, at: datetime) -> Library:
    """Mark the chosen library (the first of the order if None) as asked and return it.

    The order is computed anew from what is on the shelves now; a library that has been asked is in it no more.
    Raises Conflict if no library is left, InvalidInput if the chosen one cannot be asked.
    """
    ranked = suppliers(session, loan, at)
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


def suppliers(session: Session, loan: LoanRequest, at: datetime) -> list[tuple[Library, dict[str, object]]]:
    """Return the libraries that may be asked now, best first, each with the facts of its rank."""
    home = session.get_one(Library, loan.library_id)
    asked = requests.asked_library_ids(session, loan)
    if loan.record_id is None:
        return [(library, {}) for library in copies.other_lenders(session, home, asked)]
    return [(one.library, one.reasons()) for one in copies.candidates(session, home, loan.record_id, at, asked)]


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


def note_answer(session: Session, loan: LoanRequest, event: str, at: datetime) -> None:
    """Write into the order of suppliers what became of the library being asked, if where the request stands tells."""
    answer = OURS.get(event) or ANSWERED.get(loan.stands)
    if answer is None:
        return
    # A library that was asked no more may have sent the book before it heard of that.
    is_taken_back = answer is AttemptState.SUPPLYING
    before = (AttemptState.ASKED, *(NOT_ASKED_ON if is_taken_back else (AttemptState.SUPPLYING,)))
    is_said = answer not in (AttemptState.ENDED, AttemptState.SILENT)
    values = {"state": answer} | ({"reason": loan.reason, "answered_at": at} if is_said else {})
    session.execute(
        sa.update(SupplierAttempt)
        .where(
            col(SupplierAttempt.request_id) == loan.id,
            col(SupplierAttempt.number) == loan.attempt,
            col(SupplierAttempt.state).in_(before),
        )
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
