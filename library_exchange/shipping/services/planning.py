"""Planning a consignment: from whom to whom, by which way, and which titles."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.procedure import Part
from library_exchange.core.regions import REGIONS
from library_exchange.directory.models import Library
from library_exchange.record_matching.set_sizes import volumes_of
from library_exchange.shipping import policy
from library_exchange.shipping.labels import refusals
from library_exchange.shipping.models import Consignment, ConsignmentLine, Leg
from library_exchange.shipping.rules.codes import Mode, Purpose, ShipmentEvent
from library_exchange.shipping.rules.shipments import MAY_GROW
from library_exchange.shipping.schemas import NewConsignment, NewLine
from library_exchange.shipping.services import permits, titles, transitions


def plan(
    session: Session, actor: Actor, consignor_id: int, new: NewConsignment, lines: Iterable[NewLine], now: datetime
) -> Consignment:
    """Plan a consignment from the library `consignor_id`, with its first titles; return it.

    Raises Forbidden unless `actor` works for the consignor or is the clock, InvalidInput for libraries that cannot be.
    """
    if actor.kind != "clock" and not (actor.is_staff and actor.library_id == consignor_id):
        raise Forbidden("not-the-consignor")
    consignor = session.get_one(Library, consignor_id)
    consignee = session.get(Library, new.consignee_id)
    if consignee is None or consignee.id == consignor_id:
        raise InvalidInput({"consignee_id": _l("Choose another library.")})
    _require_gateways(session, new)
    given = new.model_dump(exclude={"currency"})
    consignment = Consignment(
        **given,
        number=uuid.uuid4().hex,
        consignor_id=consignor_id,
        currency=new.currency or REGIONS[consignor.country].currency,
        created_at=now,
        touched_at=now,
    )
    session.add(consignment)
    session.flush()
    consignment.number = f"{consignor.country}{consignor.day_at(now).year}-{consignment.id:05d}"
    _lay_the_way(session, consignment)
    audit.record(session, actor, "shipping.plan", "consignment", consignment.id, at=now, number=consignment.number)
    add_lines(session, actor, consignment, lines, now)
    return consignment


def way_between(consignor: Library, consignee: Library) -> NewConsignment:
    """Return the usual way: within a country straight, over the border through the gateway of each side."""
    if consignor.country == consignee.country or not (consignor.gateway_id or consignee.gateway_id):
        return NewConsignment(consignee_id=consignee.id)
    return NewConsignment(
        consignee_id=consignee.id,
        mode=Mode.GATEWAY,
        consignor_gateway_id=consignor.gateway_id,
        consignee_gateway_id=consignee.gateway_id,
    )


def _require_gateways(session: Session, new: NewConsignment) -> None:
    for name in ("consignor_gateway_id", "consignee_gateway_id"):
        gateway_id = getattr(new, name)
        if gateway_id is not None and session.get(Library, gateway_id) is None:
            raise InvalidInput({name: _l("Choose a gateway from the list.")})


def require_gateways_of_each_side(session: Session, consignor_id: int, new: NewConsignment) -> None:
    """Raise InvalidInput for a gateway that staff chose on the wrong side of the border."""
    sides = {
        "consignor_gateway_id": (consignor_id, refusals.OWN_SIDE),
        "consignee_gateway_id": (new.consignee_id, refusals.OTHER_SIDE),
    }
    errors = {}
    for name, (end_id, sentence) in sides.items():
        gateway, end = session.get(Library, getattr(new, name) or 0), session.get(Library, end_id)
        if gateway is not None and end is not None and gateway.country != end.country:
            errors[name] = sentence
    if errors:
        raise InvalidInput(errors)


def _lay_the_way(session: Session, consignment: Consignment) -> None:
    """Make the legs of the way; a gateway that is an end of it, or named twice, is no stop."""
    ends = {consignment.consignor_id, consignment.consignee_id}
    stops = [each for each in dict.fromkeys(consignment.gateways) if each not in ends]
    way = [consignment.consignor_id, *stops, consignment.consignee_id]
    for seq, (start, end) in enumerate(pairwise(way), start=1):
        session.add(Leg(consignment_id=consignment.id, seq=seq, from_id=start, to_id=end))
    session.flush()


def add_lines(
    session: Session, actor: Actor, consignment: Consignment, new: Iterable[NewLine], now: datetime
) -> list[ConsignmentLine]:
    """Add titles; what is remembered of them is filled in. Return the lines.

    Raises Conflict if the consignment is packed or beyond planning, or a subject is on its way already.
    """
    _require_consignor(actor, consignment)
    first = list(new)
    _require_growing(session, consignment, first, now)
    last = sa.select(sa.func.max(col(ConsignmentLine.number)))
    start = session.scalar(last.where(col(ConsignmentLine.consignment_id) == consignment.id)) or 0
    lines = [_line(consignment, start + n, each) for n, each in enumerate(first, start=1)]
    titles.fill_in(session, lines)
    try:
        session.add_all(lines)
        session.flush()
    except IntegrityError as error:
        if "one_journey_at_a_time" in str(error.orig) or "consignment_line.subject" in str(error.orig):
            raise Conflict("already-travelling", refusals.ALREADY_TRAVELLING) from error
        raise
    if lines:
        transitions.touch(session, consignment, now)
        audit.record(session, actor, "add_titles", "consignment", consignment.id, at=now, titles=len(lines))
    return lines


def add_loan(
    session: Session, actor: Actor, consignment: Consignment, line: NewLine, return_by: date | None, now: datetime
) -> None:
    """Add a book that is lent to a consignment that is got ready; the papers tell the earliest day of return.

    One that goes home has no such day.

    Raises Conflict as `add_lines` does.
    """
    add_lines(session, actor, consignment, [line.model_copy(update={"purpose": Purpose.TEMPORARY})], now)
    days = [day for day in (return_by, consignment.return_by) if day is not None]
    transitions.write(session, consignment, {"return_by": min(days, default=None), "touched_at": now})


def _require_growing(session: Session, consignment: Consignment, new: list[NewLine], now: datetime) -> None:
    if consignment.state not in MAY_GROW:
        raise Conflict("already-packed", refusals.ALREADY_PACKED, consignment=consignment.id)
    purposes = {each.purpose or consignment.purpose for each in new}
    if needed := [each for each in permits.closed_to(session, consignment, now) if each in purposes]:
        raise Conflict("list-closed", refusals.list_closed(needed), consignment=consignment.id)


def _line(consignment: Consignment, number: int, new: NewLine) -> ConsignmentLine:
    values = new.model_dump() | {"purpose": new.purpose or consignment.purpose}
    values["volumes"] = new.volumes or volumes_of(new.title) or 1
    # What an upper room gives is reckoned by the points of the book; what staff type has no subject.
    by_points = new.value_minor is not None and new.subject_id is not None and values["purpose"] is Purpose.PERMANENT
    return ConsignmentLine(consignment_id=consignment.id, number=number, is_value_proposed=by_points, **values)


def _require_consignor(actor: Actor, consignment: Consignment) -> None:
    if actor.kind != "clock":
        policy.require(actor, consignment, Part.CONSIGNOR)


def cancel(session: Session, actor: Actor, consignment: Consignment, now: datetime) -> None:
    """Give the consignment up; its titles are free again."""
    transitions.take(session, actor, consignment, ShipmentEvent.CANCEL, now)
