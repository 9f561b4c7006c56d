"""Under way: handed to the carrier, through the gateways, received title by title, lost."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.procedure import Part
from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendar_of, day_at
from library_exchange.directory.rules.calendars import next_open_day
from library_exchange.shipping import policy
from library_exchange.shipping.labels import refusals
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine, Leg, Parcel
from library_exchange.shipping.queries.carriers import carriers
from library_exchange.shipping.queries.consignments import Contents, contents_of
from library_exchange.shipping.rules.codes import FAULTS, LineState, ParcelState, ShipmentEvent
from library_exchange.shipping.rules.counting import DoesNotAddUp, Found, counted
from library_exchange.shipping.rules.shipments import ENTERED_WITHIN, PARCEL, receiving
from library_exchange.shipping.schemas import Reasoned
from library_exchange.shipping.services import claims, events, transitions
from library_exchange.shipping.services.claim_reasons import NOTHING_SAID, require_said
from library_exchange.shipping.services.own_procedures import own_procedure

UNTOLD: Mapping[int, str | Reasoned] = MappingProxyType({})
"""Nobody has told more than how things came."""


def hand_over(session: Session, actor: Actor, consignment: Consignment, handed_on: date | None, now: datetime) -> None:
    """Note that the carrier has the parcels.

    The day of arrival is reckoned as everywhere, by the slowest service used, and is one on which the consignee works.
    """
    today = day_at(session, consignment.consignor_id, now)
    day, contents = handed_on or today, contents_of(session, consignment)
    _require_possible(session, consignment, contents, day, today)
    consignor, consignee = (
        session.get_one(Library, each) for each in (consignment.consignor_id, consignment.consignee_id)
    )
    days = carriers(session).days(consignor, consignee, consignment.mode, contents.services.values())
    eta = next_open_day(calendar_of(session, consignee), day + timedelta(days=days))
    transitions.take(session, actor, consignment, ShipmentEvent.HAND_OVER, now, handed_on=day, eta_on=eta)
    _move_parcels(session, contents.parcels, ShipmentEvent.HAND_OVER)
    _note_leg(session, contents.legs, consignment.consignor_id, None, now)
    for line in contents.going:
        events.tell(session, actor, consignment, line, events.OutcomeKind.SENT, now, was_counted=False)


def _require_possible(session: Session, consignment: Consignment, contents: Contents, day: date, today: date) -> None:
    """Refuse a day of handing over that is to come, or lies before a permission came.

    What was sent may be entered afterwards; a day long before that is a slip of the pen.
    """
    if day > today:
        raise InvalidInput({"handed_on": refusals.not_yet(today)})
    planned = day_at(session, consignment.consignor_id, consignment.created_at)
    granted = max((each.granted_on for each in contents.clearances if each.granted_on), default=None)
    if day < planned - timedelta(days=ENTERED_WITHIN):
        raise InvalidInput({"handed_on": refusals.long_before_planned(planned, ENTERED_WITHIN)})
    if granted is not None and day < granted:
        raise InvalidInput({"handed_on": refusals.before_granted(granted)})


def gateway_in(
    session: Session, actor: Actor, consignment: Consignment, parcel_ids: Collection[int], now: datetime
) -> None:
    """Note which parcels came to the gateway where `actor` works; the others may come later."""
    contents = contents_of(session, consignment)
    come = [each for each in contents.parcels if each.id in parcel_ids and each.state is ParcelState.IN_TRANSIT]
    if not come:
        raise InvalidInput({"parcel": _l("Tick the parcels that have come.")})
    transitions.take(session, actor, consignment, ShipmentEvent.GATEWAY_IN, now)
    _move_parcels(session, come, ShipmentEvent.GATEWAY_IN)
    _note_leg(session, contents.legs, None, actor.library_id, now)


def cross(session: Session, actor: Actor, consignment: Consignment, now: datetime) -> None:
    """Send on every parcel that lies at the gateway."""
    contents = contents_of(session, consignment)
    transitions.take(session, actor, consignment, ShipmentEvent.CROSS, now)
    lying = [each for each in contents.parcels if each.state is ParcelState.AT_GATEWAY]
    _move_parcels(session, lying, ShipmentEvent.CROSS)
    _note_leg(session, contents.legs, actor.library_id, None, now)


def _move_parcels(session: Session, parcels: Iterable[Parcel], event: ShipmentEvent) -> None:
    for parcel in parcels:
        parcel.state = PARCEL.step(parcel.state, event).leads_to(parcel.state)
        session.add(parcel)
    session.flush()


def _note_leg(session: Session, legs: Iterable[Leg], left: int | None, arrived: int | None, now: datetime) -> None:
    for leg in legs:
        if left is not None and leg.from_id == left and leg.left_at is None:
            leg.left_at = now
            session.add(leg)
        if arrived is not None and leg.to_id == arrived and leg.arrived_at is None:
            leg.arrived_at = now
            session.add(leg)
    session.flush()


# Receiving ------------------------------------------------------------------------------------------------------------


def receive(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    found: Mapping[int, Found],
    now: datetime,
    more: Mapping[int, str | Reasoned] = UNTOLD,
) -> None:
    """Note for each title, by its line's id, how its copies came.

    Titles that are not named stay on their way. Good copies are told to upper rooms at once; for the others a claim is
    opened, unless their room settles that by itself. There is `more` of some by their lines' ids: why something is
    claimed, or the code of the damage of what its room settles. Where only some copies came well the title is divided.
    A parcel counts as received when each of its titles was looked at.
    """
    policy.require(actor, consignment, Part.CONSIGNEE)
    contents = contents_of(session, consignment)
    under_way = {each.id for each in contents.parcels if each.state is ParcelState.IN_TRANSIT}
    waiting = {
        line.id: line for line in contents.lines if line.state is LineState.EXPECTED and line.parcel_id in under_way
    }
    if not found or not found.keys() <= waiting.keys():
        raise InvalidInput({"receive": _l("Say of the titles that came how they came.")})
    said = _counted(waiting, found)
    is_last = len(found) == sum(line.state is LineState.EXPECTED for line in contents.lines)
    faulty = [waiting[line_id] for line_id, states in said.items() if any(state in FAULTS for state in states)]
    _require_known_damages(faulty, more)
    _require_reasons(faulty, said, more)
    has_claim = bool(contents.claims) or any(own_procedure(line) is None for line in faulty)
    event = receiving(is_last, has_claim, bool(faulty) or any(line.state in FAULTS for line in contents.lines))
    dates = {"received_at": now} if is_last else {}
    came = {line_id: (waiting[line_id], states) for line_id, states in said.items()}
    transitions.take(session, actor, consignment, event, now, {"said": came, "more": more}, **dates)
    _close_parcels(session, contents)
    if is_last:
        _note_leg(session, contents.legs, None, consignment.consignee_id, now)
        claims.close_if_resolved(session, consignment, now)


def _require_known_damages(faulty: Iterable[ConsignmentLine], more: Mapping[int, str | Reasoned]) -> None:
    for line in faulty:
        own, damage = own_procedure(line), more.get(line.id)
        if own is not None and isinstance(damage, str) and damage not in own.damages:
            raise InvalidInput({"receive": _l("Say of the titles that came how they came.")})


def _require_reasons(
    faulty: Iterable[ConsignmentLine],
    said: Mapping[int, Mapping[LineState, int]],
    more: Mapping[int, str | Reasoned],
) -> None:
    """Refuse, by all titles at once, claims of which nobody says why."""
    wrong: dict[str, Any] = {}
    for line in faulty:
        if own_procedure(line) is None:
            told = more.get(line.id)
            try:
                faults = [state for state in said[line.id] if state in FAULTS]
                require_said(told if isinstance(told, Reasoned) else NOTHING_SAID, faults, f"-{line.id}")
            except InvalidInput as refused:
                wrong |= refused.fields
    if wrong:
        raise InvalidInput(wrong)


def _counted(waiting: Mapping[int, ConsignmentLine], found: Mapping[int, Found]) -> dict[int, dict[LineState, int]]:
    """Return for each title how many copies came in each state, or refuse by all titles whose numbers are wrong."""
    said, wrong = {}, {}
    for line_id, each in found.items():
        line = waiting[line_id]
        try:
            said[line_id] = counted(each, line.copies)
        except DoesNotAddUp:
            wrong[f"good-{line_id}"] = _l(
                "No. %(number)s: the numbers must add up to %(copies)s.", number=line.number, copies=line.copies
            )
    if wrong:
        raise InvalidInput(wrong)
    return said


def _close_parcels(session: Session, contents: Contents) -> None:
    for parcel in contents.parcels:
        lines = contents.in_parcel(parcel)
        if parcel.state is ParcelState.IN_TRANSIT and not any(line.state is LineState.EXPECTED for line in lines):
            _move_parcels(session, [parcel], ShipmentEvent.RECEIVE)


def complain(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    line: ConsignmentLine,
    fault: LineState,
    now: datetime,
    copies: int | None = None,
    said: Reasoned = NOTHING_SAID,
) -> Claim:
    """Open a claim for a title that was first taken for good, or for `copies` of it; why may be `said`.

    Raises Conflict where its room settles by itself what is wrong with it.
    """
    policy.require(actor, consignment, Part.CONSIGNEE)
    if own_procedure(line) is not None:
        raise Conflict("own-procedure", refusals.OWN_PROCEDURE)
    if line.state is not LineState.GOOD or fault not in FAULTS:
        raise Conflict("not-to-claim", refusals.not_now(consignment.state))
    if copies is not None and not 0 < copies <= line.copies:
        raise InvalidInput({"copies": _l("So many copies of this title did not come.")})
    require_said(said, [fault])
    given = {"line": line, "copies": copies or line.copies, "fault": fault, "why": said}
    transitions.take(session, actor, consignment, ShipmentEvent.OPEN_CLAIM, now, given)
    own = sa.select(Claim).where(col(Claim.consignment_id) == consignment.id)
    return session.scalars(own.order_by(col(Claim.id).desc()).limit(1)).one()


def declare_lost(session: Session, actor: Actor, consignment: Consignment, now: datetime) -> None:
    """Give up what has not come: its parcels and titles are lost, and a claim is opened for what their rooms leave."""
    contents = contents_of(session, consignment)
    transitions.take(session, actor, consignment, ShipmentEvent.DECLARE_LOST, now)
    gone = [each for each in contents.parcels if each.state in (ParcelState.IN_TRANSIT, ParcelState.AT_GATEWAY)]
    _move_parcels(session, gone, ShipmentEvent.DECLARE_LOST)
    claims.close_if_resolved(session, consignment, now)
