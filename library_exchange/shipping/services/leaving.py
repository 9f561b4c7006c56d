"""Titles that leave a consignment before it is sent, and the day by which those that come back are to be back."""

from datetime import date, datetime

from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _l
from library_exchange.core.procedure import Part
from library_exchange.shipping import policy
from library_exchange.shipping.models import Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.rules.codes import LineState, Purpose, ShipmentEvent, ShipmentState
from library_exchange.shipping.rules.shipments import FINAL, NOT_SENT
from library_exchange.shipping.services import events, transitions

SENT_MEANWHILE = _l("The consignment has been handed over; nothing can be taken out of it any more.")


def leave(session: Session, actor: Actor, consignment: Consignment, line: ConsignmentLine, now: datetime) -> None:
    """Take a title out of a consignment that was not handed over, on behalf of the room that sent it on its way.

    A packed consignment is opened again and its parcel weighed anew; one that holds nothing more is given up. Raises
    Conflict if the books are under way.
    """
    if consignment.state not in NOT_SENT or line.state is not LineState.EXPECTED:
        raise Conflict("already-sent", SENT_MEANWHILE, consignment=consignment.id)
    mover = actor if Part.CONSIGNOR in policy.parts(actor, consignment) else transitions.SERVICE
    if consignment.state is ShipmentState.PACKED:
        transitions.take(session, mover, consignment, ShipmentEvent.UNPACK, now)
    _out_of_parcel(session, line)
    line.state = LineState.RELEASED
    session.add(line)
    session.flush()
    audit.record(session, actor, "leave", "consignment", consignment.id, at=now, line=line.number)
    events.tell(session, actor, consignment, line, events.OutcomeKind.RELEASED, now, was_counted=False)
    going = contents_of(session, consignment).going
    if not going:
        transitions.take(session, mover, consignment, ShipmentEvent.CANCEL, now)
    elif any(each.purpose is Purpose.TEMPORARY and not each.goes_home for each in going):
        transitions.touch(session, consignment, now)
    else:
        transitions.write(session, consignment, {"return_by": None, "touched_at": now})


def _out_of_parcel(session: Session, line: ConsignmentLine) -> None:
    """Free the title of its parcel, whose weight is not known any more."""
    parcel = session.get(Parcel, line.parcel_id) if line.parcel_id else None
    if parcel is not None and not parcel.is_estimated:
        parcel.weight_g = None
        session.add(parcel)
    line.parcel_id = None


def set_return_day(session: Session, actor: Actor, consignment: Consignment, day: date, now: datetime) -> None:
    """Write the day by which the books that come back are to be back; papers tell it from now on."""
    if consignment.return_by == day:
        return
    touched = {} if consignment.state in FINAL else {"touched_at": now}
    transitions.write(session, consignment, {"return_by": day} | touched)
    audit.record(session, actor, "return_day", "consignment", consignment.id, at=now, day=day.isoformat())
