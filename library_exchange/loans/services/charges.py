"""What a request costs: noted when it is sent, entered in the account of both libraries when it has been fulfilled."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.directory.fees import Fee, fees_for
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import FEES, Entry, Reason, Unit
from library_exchange.ledger.schemas import Given, Posting
from library_exchange.ledger.services import post, reverse
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.charged import reference
from library_exchange.loans.rules.codes import HAS_A_SUM, Settlement, Side
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import FULFILLED
from library_exchange.loans.schemas import LoanMessage, StepInput

WHAT_WAS_PAID = _l("Say what was paid, so that both libraries keep it.")
NO_SUM = _l("Only of a book that was paid for or repaired there is a sum. Leave the field empty.")
WHICH_CURRENCY = _l("Choose the currency of the sum.")
USUAL_ENTRIES = 8
"""How many entries of one fee are asked for at once."""


def _columns(fee: Fee) -> dict[str, Any]:
    return (
        {"fee_minor": fee.minor, "fee_currency": fee.currency}
        if fee.minor
        else {"fee_minor": None, "fee_currency": None}
    )


def _fee(session: Session, supplier: Library, requesting_id: int, service: ServiceType) -> Fee:
    return fees_for(session, [supplier], requesting_id, is_copy=service is ServiceType.COPY)[supplier.id]


def asked(session: Session, loan: LoanRequest, supplier: Library) -> dict[str, Any]:
    """Return what `supplier` asks for the request, as columns of the row that is sent to it."""
    return _columns(_fee(session, supplier, loan.library_id, loan.service))


def told(session: Session, message: LoanMessage, requesting_id: int, supplying_id: int) -> dict[str, Any]:
    """Return the fee of a request that has come, as columns; a system that is not ours tells none: our rules count."""
    if not session.get_one(Library, requesting_id).is_remote:
        return _columns(Fee(message.fee_minor or 0, message.fee_currency or ""))
    supplier = session.get_one(Library, supplying_id)
    said = {name: getattr(message, name) for name in ("most_minor", "most_currency", "payment_method")}
    return _columns(_fee(session, supplier, requesting_id, message.service_type or ServiceType.LOAN)) | said


def offered(session: Session, loan: LoanRequest, message: LoanMessage) -> dict[str, Any]:
    """Return what a supplying library of another system asks for, as columns; what ours ask was known before."""
    told = {"fee_minor": message.fee_minor, "fee_currency": message.fee_currency}
    said = (told if message.fee_minor else {}) | (
        {"payment_method": message.payment_method} if message.payment_method else {}
    )
    return said if said and session.get_one(Library, loan.partner_id).is_remote else {}


def follow(session: Session, actor: Actor, loan: LoanRequest, at: datetime) -> None:
    """Enter the fee once the request is fulfilled, and take it back when that is undone.

    A book that came back before it arrived costs nothing. The supplying library's row does so; the requesting one's
    only where the supplying library is on another system. A number has one entry that counts: what stands already is
    not entered again. A fee in a currency in which no accounts are kept is shown on the request alone.
    """
    is_owed = loan.stands in FULFILLED[loan.side] and not loan.came_back_unopened
    if loan.fee_minor is None or loan.fee_currency not in FEES:
        return
    partner = session.get_one(Library, loan.partner_id)
    if loan.side is Side.REQUESTING and not partner.is_remote:
        return
    happened_on = day_at(session, loan.library_id, at)
    entry, stands, tries = _last_entry(session, loan)
    if entry is not None and stands and not is_owed:
        reverse(session, actor, entry, happened_on, at)
    elif is_owed and not stands:
        giver, receiver = (
            (loan.library_id, partner.id) if loan.side is Side.SUPPLYING else (partner.id, loan.library_id)
        )
        given = Given(giver_id=giver, receiver_id=receiver, unit=Unit(loan.fee_currency), amount=loan.fee_minor)
        about = reference(loan, tries + 1)
        post(session, actor, Posting(reason=Reason.FEE, reference=about, happened_on=happened_on, given=(given,)), at)


def settled(given: StepInput) -> dict[str, Any]:
    """Return how a lost or damaged book was settled, as columns.

    Raises InvalidInput for a sum that lacks or is not whole.
    """
    minor, currency = given.settlement_minor, given.settlement_currency
    if minor is not None and given.settlement not in HAS_A_SUM:
        raise InvalidInput({"settlement_minor": NO_SUM})
    if minor is None and given.settlement is Settlement.PAID:
        raise InvalidInput({"settlement_minor": WHAT_WAS_PAID})
    if minor is not None and currency is None:
        raise InvalidInput({"settlement_currency": WHICH_CURRENCY})
    return {
        "settlement": given.settlement,
        "settlement_minor": minor,
        "settlement_currency": None if minor is None else currency,
    }


def _last_entry(session: Session, loan: LoanRequest, after: int = 0) -> tuple[Entry | None, bool, int]:
    """Return the last entry of the request's fee, whether it stands, and how many there are; all before are reversed.

    One query, unless endings were undone more often than anybody does.
    """
    numbers = range(after + 1, after + USUAL_ENTRIES + 1)
    found = ledger.entries_of(session, [reference(loan, number) for number in numbers])
    if len(found) == USUAL_ENTRIES:
        last, stands, number = _last_entry(session, loan, after + USUAL_ENTRIES)
        return (last, stands, number) if last is not None else (*found[-1], after + USUAL_ENTRIES)
    return (*found[-1], after + len(found)) if found else (None, False, after)
