"""When a book that is asked for should be here: one estimate for readers and librarians, before and after it is sent.

The day by which a request is needed is held against it.
"""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendar_of, calendars_of, day_at
from library_exchange.directory.rules.calendars import next_open_day
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.copies import candidates, other_lenders
from library_exchange.loans.queries.parcels import parcels_of
from library_exchange.loans.queries.suppliers import suppliers
from library_exchange.loans.rules.codes import RequestingState, Side, SupplyingState
from library_exchange.loans.rules.requesting import WITHOUT_PARTNER
from library_exchange.loans.rules.rota import arrival
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.tasks import is_awaited
from library_exchange.new_requests.rules import SHORTEST_WAY_DAYS
from library_exchange.shipping.queries.carriers import carriers


def expected_from(session: Session, supplying: Library, requesting: Library, today: date, service: ServiceType) -> date:
    """Return the day by which what is asked for `today` should be received from a library."""
    return _arrivals(session, [supplying], requesting, today, service)[0]


def earliest(session: Session, home: Library, record_id: int | None, at: datetime, service: ServiceType) -> date:
    """Return the day by which a title can be here: of the libraries with a free copy the first.

    Where none is known to have one, it is not sooner than from any that lends: finding one takes time.
    """
    is_copy = service is ServiceType.COPY
    found = candidates(session, home, record_id, at, is_copy=is_copy) if record_id is not None else []
    if found:
        return min(each.standing.arrives_on for each in found)
    members = [each for each in other_lenders(session, home) if not each.is_remote]
    return max(_arrivals(session, members, home, home.day_at(at), service))


def _arrivals(
    session: Session, supplying: list[Library], requesting: Library, today: date, service: ServiceType
) -> list[date]:
    """Return the day by which what is asked for `today` should be received from each; the shortest way without any."""
    calendars, known = calendars_of(session, [requesting, *supplying]), carriers(session)
    days = {each.id: 0 if service is ServiceType.COPY else known.days(each, requesting) for each in supplying}
    found = [arrival(today, calendars[each.id], days[each.id], calendars[requesting.id]) for each in supplying]
    return found or [today + timedelta(days=SHORTEST_WAY_DAYS[service])]


def find_expected_day(session: Session, loan: LoanRequest, at: datetime) -> date | None:
    """Return the day by which the borrowing library should have what `loan` asks for, None once it is past waiting."""
    if not is_awaited(loan.side, loan.stands):
        return None
    if loan.stands in WITHOUT_PARTNER:
        return _of_the_order(session, loan, at)
    if loan.partner_id is None:
        return None
    ends = session.get_one(Library, loan.library_id), session.get_one(Library, loan.partner_id)
    supplying, requesting = ends if loan.side is Side.SUPPLYING else ends[::-1]
    if loan.stands is RequestingState.SHIPPED:
        return _on_its_way(session, loan, supplying, requesting)
    if loan.stands is SupplyingState.TO_SHIP and loan.service is ServiceType.LOAN:
        return _arrives_on(session, supplying.day_at(at), supplying, requesting)
    asked_on = day_at(session, supplying.id, loan.sent_at or loan.created_at)
    return expected_from(session, supplying, requesting, asked_on, loan.service)


def _of_the_order(session: Session, loan: LoanRequest, at: datetime) -> date:
    """Return the day by which the nearest library that may be asked now should have supplied."""
    told = [one.facts["arrives_on"] for one in suppliers(session, loan, at) if "arrives_on" in one.facts]
    home = session.get_one(Library, loan.library_id)
    return date.fromisoformat(min(told)) if told else earliest(session, home, None, at, loan.service)


def _on_its_way(session: Session, loan: LoanRequest, supplying: Library, requesting: Library) -> date | None:
    told = next((each.consignment.eta_on for each in parcels_of(session, loan) if each.is_under_way), None)
    if told is not None or loan.shipped_at is None:
        return told
    return _arrives_on(session, day_at(session, supplying.id, loan.shipped_at), supplying, requesting)


def _arrives_on(session: Session, shipped_on: date, supplying: Library, requesting: Library) -> date:
    days = carriers(session).days(supplying, requesting)
    return next_open_day(calendar_of(session, requesting), shipped_on + timedelta(days=days))
