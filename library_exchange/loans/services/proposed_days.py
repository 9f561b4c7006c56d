"""The day that is proposed where a step asks for a due date, and which day it may not be."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session

from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendar_of, day_at
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, DueState, Side
from library_exchange.loans.rules.due_dates import due_date, recall_date, renewed_date
from library_exchange.shipping.models import CarrierService
from library_exchange.shipping.queries.carriers import carriers
from library_exchange.shipping.rules.codes import Mode


def proposed_due_date(
    session: Session, loan: LoanRequest, at: datetime, mode: Mode | None = None, used: Iterable[CarrierService] = ()
) -> date:
    """Return the due date proposed for a parcel that leaves at `at`: all days of a loan, from its expected arrival.

    It is a day on which the requesting library works. `mode` and the services `used` tell how it travels, if known.
    """
    home, partner = session.get_one(Library, loan.library_id), session.get_one(Library, loan.partner_id)
    shipped_on = day_at(session, loan.library_id, at)
    days = carriers(session).days(home, partner, mode, used)
    return due_date(shipped_on, days, home.loan_days, calendar_of(session, partner))


def find_printed_day(session: Session, loan: LoanRequest, action: Action, at: datetime) -> date | None:
    """Return the due date that papers printed before `action` bear, None where it sends nothing that is lent."""
    is_sent = action is Action.SHIP and loan.side is Side.SUPPLYING and loan.partner_id is not None
    return proposed_due_date(session, loan, at) if is_sent else None


def proposed_day(session: Session, loan: LoanRequest, action: Action, at: datetime) -> date:
    """Return the day proposed where `action` asks for a due date; the borrowing library works on it.

    A renewal counts another loan from the due date, or from today if that is past; a recall leaves the reader two
    weeks, and always less than she had.
    """
    if action is Action.SHIP or loan.due_on is None:
        return proposed_due_date(session, loan, at)
    home, partner = session.get_one(Library, loan.library_id), session.get_one(Library, loan.partner_id)
    calendar, today = calendar_of(session, partner), day_at(session, loan.library_id, at)
    if action is Action.RECALL:
        return recall_date(today, calendar, None if loan.due is DueState.HOLD_RETURN else loan.due_on)
    return renewed_date(loan.due_on, today, home.loan_days, calendar)


def check_in_future(session: Session, loan: LoanRequest, due_on: date, at: datetime) -> None:
    """Raise InvalidInput for a day that is not after today at the library of `loan`."""
    if due_on <= day_at(session, loan.library_id, at):
        raise InvalidInput({"due_on": _l("The due date must lie in the future.")})
