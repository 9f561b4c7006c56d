"""Packing by scan: parcels, which title lies in which, and what they weigh."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _, _l
from library_exchange.core.procedure import Part
from library_exchange.directory.models import Library
from library_exchange.shipping import policy
from library_exchange.shipping.labels import parcels as parcel_labels
from library_exchange.shipping.labels import refusals
from library_exchange.shipping.models import Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.queries.consignments import get_parcel
from library_exchange.shipping.queries.regulations import services_for
from library_exchange.shipping.rules.codes import ShipmentEvent, ShipmentState
from library_exchange.shipping.schemas import NewParcel, Scanned, Weighed
from library_exchange.shipping.services import guards, transitions
from library_exchange.shipping.services.scanning import wanted


def open_parcel(session: Session, actor: Actor, consignment: Consignment, new: NewParcel, now: datetime) -> Parcel:
    """Begin a parcel; raises InvalidInput for a service that is not offered on this way."""
    _require_packer(actor, consignment)
    start, end = (session.get_one(Library, it).country for it in (consignment.consignor_id, consignment.consignee_id))
    offered = services_for(session, consignment.mode, start, end)
    if new.service_id not in {each.id for each in offered}:
        raise InvalidInput({"service_id": _l("Choose one of the values offered.")})
    last = sa.select(sa.func.max(col(Parcel.number))).where(col(Parcel.consignment_id) == consignment.id)
    parcel = Parcel(consignment_id=consignment.id, number=(session.scalar(last) or 0) + 1, service_id=new.service_id)
    session.add(parcel)
    transitions.touch(session, consignment, now)
    audit.record(session, actor, "open_parcel", "consignment", consignment.id, at=now, parcel=parcel.number)
    return parcel


def scan(session: Session, actor: Actor, consignment: Consignment, given: Scanned, now: datetime) -> ConsignmentLine:
    """Put the title that a scan means into a parcel; return its line.

    Raises InvalidInput if there is no such title to pack, it may not leave yet, it was not weighed, or the parcel would
    grow too heavy.
    """
    _require_packer(actor, consignment)
    parcel = get_parcel(session, consignment, given.parcel_id)
    case = transitions.case_of(session, consignment, now)
    line = wanted(session, case.contents.going, given.code)
    if line.id in case.held_back:
        raise InvalidInput({"code": case.held_back[line.id]})
    if not line.weight_g:
        raise InvalidInput({"code": _("Line %(number)s has no weight yet. Weigh the book first.", number=line.number)})
    weight = case.contents.net_g(parcel) + line.weight_g * line.copies
    if weight > (most := guards.most_g(case, parcel)):
        sentence = _(
            "Too heavy: with this book the parcel would weigh %(weight)s g, and %(most)s g are the most. "
            "Open another parcel.",
            weight=weight,
            most=most,
        )
        raise InvalidInput({"code": sentence})
    line.parcel_id = parcel.id
    session.add(line)
    transitions.touch(session, consignment, now)
    audit.record(session, actor, "scan", "consignment", consignment.id, at=now, line=line.number, parcel=parcel.number)
    return line


def fill(session: Session, actor: Actor, consignment: Consignment, parcel: Parcel, now: datetime) -> int:
    """Put every title that still lies outside into a parcel, in order, as long as it fits; return how many do not fit.

    What may not leave yet stays outside. Raises InvalidInput if nothing is left to pack, a title was not weighed, or
    not even the first one fits.
    """
    _require_packer(actor, consignment)
    case = transitions.case_of(session, consignment, now)
    waiting = [line for line in case.contents.going if line.parcel_id is None]
    ready = [line for line in waiting if line.id not in case.held_back]
    if not ready:
        told = case.held_back[waiting[0].id] if waiting else _l("Every title lies in a parcel already.")
        raise InvalidInput({"fill": told})
    unweighed = next((line for line in ready if not line.weight_g), None)
    if unweighed is not None:
        raise InvalidInput(
            {"fill": _("Line %(number)s has no weight yet. Weigh the book first.", number=unweighed.number)}
        )
    room = guards.most_g(case, parcel) - case.contents.net_g(parcel)
    taken = 0
    for line in ready:
        weight = (line.weight_g or 0) * line.copies
        if weight <= room:
            line.parcel_id, room, taken = parcel.id, room - weight, taken + 1
            session.add(line)
    if not taken:
        raise InvalidInput({"fill": _l("Nothing more fits into this parcel. Open another one.")})
    transitions.touch(session, consignment, now)
    audit.record(session, actor, "fill", "consignment", consignment.id, at=now, parcel=parcel.number, titles=taken)
    return len(ready) - taken


def take_out(session: Session, actor: Actor, consignment: Consignment, line: ConsignmentLine, now: datetime) -> None:
    """Take a title out of its parcel again."""
    _require_packer(actor, consignment)
    parcel = session.get(Parcel, line.parcel_id) if line.parcel_id else None
    if parcel is None:
        raise NotFound("not-in-a-parcel")
    line.parcel_id = None
    session.add(line)
    transitions.touch(session, consignment, now)
    audit.record(session, actor, "take_out", "consignment", consignment.id, at=now, line=line.number)


def remove_parcel(session: Session, actor: Actor, consignment: Consignment, parcel: Parcel, now: datetime) -> None:
    """Take an empty parcel away; those after it move up, as papers count parcels. Raises Conflict if it has books."""
    _require_packer(actor, consignment)
    contents = transitions.case_of(session, consignment, now).contents
    if contents.in_parcel(parcel):
        raise Conflict("parcel-has-books", parcel_labels.PARCEL_HAS_BOOKS, parcel=parcel.id)
    number, later = parcel.number, [each for each in contents.parcels if each.number > parcel.number]
    session.delete(parcel)
    session.flush()
    for each in later:
        each.number -= 1
        session.add(each)
        session.flush()
    transitions.touch(session, consignment, now)
    audit.record(session, actor, "remove_parcel", "consignment", consignment.id, at=now, parcel=number)


def weigh(
    session: Session, actor: Actor, consignment: Consignment, parcel: Parcel, given: Weighed, now: datetime
) -> None:
    """Set what the scale says of a parcel, and its tracking number; raises InvalidInput if it cannot be."""
    policy.require(actor, consignment, Part.CONSIGNOR)
    if consignment.state not in (ShipmentState.READY, ShipmentState.PACKED):
        raise Conflict("not-packing", refusals.not_now(consignment.state))
    case = transitions.case_of(session, consignment, now)
    net = case.contents.net_g(parcel)
    if given.weight_g is not None:
        _require_possible(given.weight_g, net, guards.most_g(case, parcel))
    parcel.is_estimated = given.is_estimated and given.weight_g is None and net > 0
    parcel.weight_g = net if parcel.is_estimated else given.weight_g
    parcel.tracking_no = given.tracking_no
    session.add(parcel)
    transitions.touch(session, consignment, now)


def _require_possible(weight_g: int, net: int, most: int) -> None:
    """Raise InvalidInput for a weight below that of the books, or above what the service takes."""
    if weight_g < net:
        sentence = _("You entered %(weight)s g, and the books alone weigh %(net)s g.", weight=weight_g, net=net)
        raise InvalidInput({"weight_g": sentence})
    if weight_g > most:
        sentence = _(
            "You entered %(weight)s g, and the service takes %(most)s g at most. Move some books to another parcel.",
            weight=weight_g,
            most=most,
        )
        raise InvalidInput({"weight_g": sentence})


def pack(session: Session, actor: Actor, consignment: Consignment, now: datetime) -> None:
    """Close the parcels; one that books came into after the scale is to be weighed anew."""
    policy.require(actor, consignment, Part.CONSIGNOR)
    case = transitions.case_of(session, consignment, now)
    for parcel in case.contents.parcels:
        if parcel.is_estimated:
            # Nothing weighs an empty parcel, which may not go either.
            parcel.weight_g = case.contents.net_g(parcel) or parcel.weight_g
            session.add(parcel)
        elif parcel.weight_g is not None and parcel.weight_g < case.contents.net_g(parcel):
            parcel.weight_g = None
            session.add(parcel)
    transitions.take(session, actor, consignment, ShipmentEvent.PACK, now)


def unpack(session: Session, actor: Actor, consignment: Consignment, now: datetime) -> None:
    """Open the parcels again."""
    transitions.take(session, actor, consignment, ShipmentEvent.UNPACK, now)


def _require_packer(actor: Actor, consignment: Consignment) -> None:
    policy.require(actor, consignment, Part.CONSIGNOR)
    if consignment.state is not ShipmentState.READY:
        raise Conflict("not-packing", refusals.not_now(consignment.state))
