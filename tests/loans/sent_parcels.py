"""Books of requests on their way: consigned, packed, handed over."""

from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.directory.models import Library
from library_exchange.loan_consignments.services import consigning
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.queries.regulations import services_for
from library_exchange.shipping.rules.codes import ClearanceState, Mode
from library_exchange.shipping.schemas import NewParcel, Weighed
from library_exchange.shipping.services import packing, permits, transit

TRACKING = "LOT-000123"


def consigned(desk, no):
    with transaction() as session:
        return consigning.consign(session, desk.librarian, desk.loan(no), Mode.POST, now()).id


def act(desk, verb, consignment_id, *args):
    with transaction() as session:
        return verb(session, desk.librarian, session.get_one(Consignment, consignment_id), *args, now())


def packed(desk, no):
    """Consign the book and bring its consignment to where it can be handed over; return its id."""
    return got_ready(desk, consigned(desk, no))


def got_ready(desk, number):
    """Bring a consignment that was planned to where it can be handed over; return its id."""
    with transaction() as session:
        for line in contents_of(session, session.get_one(Consignment, number)).lines:
            line.title_zh, line.title_ru, line.weight_g, line.value_minor = "黑龙江史", "История Амура", 400, 35000
            line.annotation_zh, line.annotation_ru, line.publisher, line.year = "书", "Книга", "Наука", 2010
            session.add(line)
    act(desk, permits.make_ready, number)
    with transaction() as session:
        consignment = session.get_one(Consignment, number)
        for clearance in contents_of(session, consignment).clearances:
            assert clearance.state is ClearanceState.NOT_NEEDED
        here, there = (session.get_one(Library, i) for i in (consignment.consignor_id, consignment.consignee_id))
        offered = services_for(session, consignment.mode, here.country, there.country)
        service = next(each for each in offered if each.code.endswith("parcel"))
        parcel = packing.open_parcel(session, desk.librarian, consignment, NewParcel(service_id=service.id), now())
        session.flush()
        packing.fill(session, desk.librarian, consignment, parcel, now())
        weighed = Weighed(tracking_no=TRACKING, is_estimated=True)
        packing.weigh(session, desk.librarian, consignment, parcel, weighed, now())
    act(desk, packing.pack, number)
    return number


def handed_over(desk, no):
    number = packed(desk, no)
    act(desk, transit.hand_over, number, None)
    return number
