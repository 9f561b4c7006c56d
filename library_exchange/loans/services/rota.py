"""The order of suppliers: who is asked first, why, and what each answered."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.directory.lending import not_connected
from library_exchange.directory.models import Library
from library_exchange.loans.labels.sentences import CHANGED_MEANWHILE
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.queries.suppliers import Supplier, suppliers
from library_exchange.loans.rules.codes import Action, Incoming, RequestingState, State

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


NOT_CONNECTED = _l(
    "This library works in another system that is not yet connected: the key is missing. Choose another library, or ask"
    " the platform's administrator (“Whom to ask”, at the foot of the page) to give that system a key."
)
NO_LOCAL_CHECK = _l(
    "This library takes a request only with a certificate that the book was looked for near you first. Record it under"
    " “Local check” on the page of the request, then send it."
)


def ask_next(session: Session, loan: LoanRequest, supplier_id: int | None, at: datetime) -> Library:
    """Mark the chosen library (the first of the order if None) as asked and return it.

    The order is computed anew from what is on the shelves now, as staff has arranged it; a library that has been asked
    is in it no more. Raises Conflict if no library is left or the chosen one asks for a certificate that is missing,
    InvalidInput if it cannot be asked.
    """
    ranked = suppliers(session, loan, at)
    if supplier_id is None and loan.record_id is not None:
        # Whether a library of another system has the book is not known: only a person decides to ask it.
        ranked = [one for one in ranked if not one.library.is_remote]
    if supplier_id in not_connected(session):
        raise InvalidInput({"supplier_id": NOT_CONNECTED})
    if not ranked:
        raise Conflict("no-supplier", _l("No other library has a free copy now. Close the request or try again later."))
    if supplier_id is None and ranked[0].is_doubtful:
        raise Conflict("nobody-likely", _l("No library is left that reads the language of this book. Choose one."))
    chosen = next((one.library for one in ranked if supplier_id in (None, one.library.id)), None)
    if chosen is None:
        raise InvalidInput({"supplier_id": _l("This library has no free copy now. Choose another one.")})
    _require_local_check(loan, chosen)
    _keep(session, loan, ranked, chosen, at)
    return chosen


def ask_again(session: Session, loan: LoanRequest, at: datetime) -> Library:
    """Mark the library that said it can supply later as asked once more, and return it."""
    partner = session.get_one(Library, loan.partner_id)
    _require_local_check(loan, partner)
    asked = SupplierAttempt(
        request_id=loan.id,
        library_id=partner.id,
        rank=0,
        number=loan.attempt + 1,
        state=AttemptState.ASKED,
        asked_at=at,
    )
    _write(session, loan, [asked])
    return partner


def _require_local_check(loan: LoanRequest, supplier: Library) -> None:
    """Raise Conflict if `supplier` asks for a certificate that the request does not have; nothing is written yet."""
    if supplier.needs_local_check and loan.local_check_on is None:
        raise Conflict("no-local-check", NO_LOCAL_CHECK, loan=loan.id)


def _keep(
    session: Session,
    loan: LoanRequest,
    ranked: list[Supplier],
    chosen: Library,
    at: datetime,
) -> None:
    waiting = (col(SupplierAttempt.request_id) == loan.id, col(SupplierAttempt.state) == AttemptState.WAITING)
    session.execute(sa.delete(SupplierAttempt).where(*waiting))
    attempts = []
    for rank, one in enumerate(ranked, start=1):
        is_chosen = one.library.id == chosen.id
        attempts.append(
            SupplierAttempt(
                request_id=loan.id,
                library_id=one.library.id,
                rank=rank,
                number=loan.attempt + 1 if is_chosen else None,
                reasons=one.facts,
                state=AttemptState.ASKED if is_chosen else AttemptState.WAITING,
                asked_at=at if is_chosen else None,
            )
        )
    _write(session, loan, attempts)


def _write(session: Session, loan: LoanRequest, attempts: list[SupplierAttempt]) -> None:
    """Write whom the request asks now; raises Conflict if another act has asked somebody meanwhile."""
    number = loan.id
    session.add_all(attempts)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("changed-meanwhile", CHANGED_MEANWHILE, loan=number) from error


def note_answer(session: Session, loan: LoanRequest, event: str, at: datetime) -> None:
    """Write into the order of suppliers what became of the library being asked, if where the request stands tells."""
    answer = OURS.get(event) or ANSWERED.get(loan.stands)
    if event == Incoming.NOT_REFUSED and loan.stands is RequestingState.SENT:
        answer = AttemptState.ASKED
    if answer is None:
        return
    # A library that was asked no more may have sent the book before it heard of that.
    is_taken_back = answer in (AttemptState.SUPPLYING, AttemptState.ASKED)
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
