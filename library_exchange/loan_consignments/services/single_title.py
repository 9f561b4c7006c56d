"""One book that travels alone: planned, made ready and laid into its parcel in one act."""

from datetime import date, datetime

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.directory.models import Library
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.regulations import services_for
from library_exchange.shipping.rules.codes import Mode, Purpose, ShipmentState
from library_exchange.shipping.schemas import NewConsignment, NewLine, NewParcel, Scanned
from library_exchange.shipping.services import guards, packing, permits, planning, transitions


def send_alone(
    session: Session, actor: Actor, consignee_id: int, line: NewLine, return_by: date | None, mode: Mode, now: datetime
) -> Consignment:
    """Plan a consignment of one title from the actor's library: it is to be back by a day, goes home, or is for good.

    If no permission is needed and the title has all that its papers print, it is laid into a parcel of the first
    service on offer, and the border pack can be made; else the consignment waits where something is missing.
    Through gateways it goes by those of both libraries. Raises Conflict if the title is on its way already.
    """
    consignor_id = actor.library_id or 0
    purpose = Purpose.TEMPORARY if line.goes_home or return_by is not None else Purpose.PERMANENT
    new = NewConsignment(consignee_id=consignee_id)
    if mode is Mode.GATEWAY:
        new = planning.way_between(session.get_one(Library, consignor_id), session.get_one(Library, consignee_id))
    new = new.model_copy(update={"mode": mode, "purpose": purpose, "return_by": return_by})
    consignment = planning.plan(session, actor, consignor_id, new, [line], now)
    case = transitions.case_of(session, consignment, now)
    if guards.lacking(case.contents, guards.TITLES + guards.FIGURES):
        return consignment
    permits.make_ready(session, actor, consignment, now)
    country = session.get_one(Library, consignor_id).country
    offered = services_for(session, mode, country)
    if consignment.state is ShipmentState.READY and offered:
        parcel = packing.open_parcel(session, actor, consignment, NewParcel(service_id=offered[0].id), now)
        session.flush()
        packing.scan(session, actor, consignment, Scanned(code="1", parcel_id=parcel.id), now)
    return consignment
