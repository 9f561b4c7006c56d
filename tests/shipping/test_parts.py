"""Who may do what with a consignment, its parcels, its permissions and its claims; what is not said here is refused."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.consignment_papers import old_books
from library_exchange.core.actor import Actor, Role
from library_exchange.core.db import transaction
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.core.procedure import Part
from library_exchange.regulations import services as regulations
from library_exchange.regulations.schemas import NewThreshold
from library_exchange.shipping.models import CarrierService, Claim, Clearance, Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.rules import claims as claim_rules
from library_exchange.shipping.rules import clearances, shipments
from library_exchange.shipping.rules.codes import ClaimEvent, ClaimState, LineState, Mode, ShipmentEvent, ShipmentState
from library_exchange.shipping.schemas import (
    NewConsignment,
    NewParcel,
    Permit,
    Reasoned,
    Scanned,
    TitleInput,
    Weighed,
)
from library_exchange.shipping.services import claims, packing, permits, planning, titles, transitions
from library_exchange.shipping.services import transit as shipping_transit
from library_exchange.shipping.services.claim_reasons import NOTHING_SAID
from tests.makers import CLAIMED, a_reason
from tests.shipping.conftest import CLOCK, COORDINATOR, NOON, Road, a_title, librarian

#  state             event              who may take the step
CONSIGNMENT = """
planned              ask_clearance      consignor
planned              no_clearance       consignor
planned              cancel             consignor clock
awaiting_clearance   cleared            clock
awaiting_clearance   nothing_cleared    clock
awaiting_clearance   cancel             consignor consignee clock
ready                pack               consignor
ready                permit_lapsed      clock
ready                cancel             consignor clock
packed               hand_over          consignor
packed               unpack             consignor clock
packed               permit_lapsed      clock
in_transit           receive            consignee
in_transit           receive_part       consignee
in_transit           receive_with_claim consignee
in_transit           receive_with_fault consignee
in_transit           gateway_in         gateway
in_transit           time_passed        clock
at_gateway           cross              gateway
at_gateway           gateway_in         gateway
at_gateway           time_passed        clock
overdue              receive            consignee
overdue              receive_part       consignee
overdue              receive_with_claim consignee
overdue              receive_with_fault consignee
overdue              gateway_in         gateway
overdue              declare_lost       consignor consignee
received             open_claim         consignee
received             close              clock
in_claim             open_claim         consignee
in_claim             claims_resolved    clock
lost                 claims_resolved    clock
lost                 close              clock
"""
#  which of the two sides asks its authority is a matter of the direction: see `test_only_the_library_that_asks…`
PERMISSION = """
not_needed           need               clock
to_prepare           submit             consignor consignee
submitted            grant              consignor consignee
submitted            grant_part         consignor consignee
submitted            refuse             consignor consignee
submitted            question           consignor consignee
granted              lapse              clock
partly_granted       lapse              clock
"""
CLAIM = """
opened               offer_substitute   consignor
opened               offer_resend       consignor
opened               credit             consignor
opened               refuse             consignor
opened               correct            consignee
opened               withdraw           consignee
opened               silence            clock
opened               silence_with_proof clock
substitute_offered   agree              consignee
substitute_offered   disagree           consignee
resend_offered       agree              consignee
resend_offered       disagree           consignee
substitute_offered   take_back          consignor
resend_offered       take_back          consignor
refused              take_back          consignor
refused              agree              consignee
refused              disagree           consignee
escalated            decide_for_consignee coordinator
escalated            decide_for_consignor   coordinator
escalated            decide_for_fund    coordinator
escalated            withdraw           consignee
opened               turn_up            consignee
refused              turn_up            consignee
substitute_offered   turn_up            consignee
resend_offered       turn_up            consignee
escalated            turn_up            consignee
"""


PARTS = {Part.CONSIGNOR: "consignor", Part.CONSIGNEE: "consignee", Part.SERVICE: "clock"}
"""How the tables below call who takes a step; what follows by itself is done in the name of the clock."""


def read(text: str) -> dict[tuple[str, str], set[str]]:
    rows = (line.split() for line in text.strip().splitlines())
    return {(state, event): set(who) for state, event, *who in rows}


@pytest.mark.parametrize(
    ("table", "said"),
    [(shipments.CONSIGNMENT, CONSIGNMENT), (clearances.CLEARANCE, PERMISSION), (claim_rules.CLAIM, CLAIM)],
    ids=["way", "permit", "claim"],
)
def test_who_takes_each_step_is_said_here_too(table, said):
    steps = {
        (str(state), str(event)): {PARTS.get(part, str(part)) for part in step.by}
        for (state, event), step in table.steps.items()
    }
    assert steps == read(said)


@pytest.fixture
def road(web, make_road) -> Road:
    return make_road(with_gateway=True)


@pytest.fixture
def people(road, make_library) -> dict[str, Actor]:
    """Whoever could try: staff of each library of the way, their readers, a stranger, the coordinator and the clock."""
    places = {
        "consignor": road.consignor_id,
        "consignee": road.consignee_id,
        "gateway": road.gateway_id or 0,
        "stranger": make_library("Chita", "RU"),
    }
    staff = {name: librarian(place) for name, place in places.items()}
    readers = {f"{name}'s reader": librarian(place, roles=frozenset({Role.READER})) for name, place in places.items()}
    return staff | readers | {"coordinator": COORDINATOR, "clock": CLOCK}


class Undone(Exception):
    """What somebody did was allowed; it is taken back so that the next may try."""


def who_may(people: dict[str, Actor], road: Road, act: Callable[[Any, Actor, Consignment], Any]) -> set[str]:
    """Return who is let do `act`, each on the same consignment."""
    found = set()
    for name, actor in people.items():
        try:
            with transaction() as session:
                act(session, actor, session.get_one(Consignment, road.id))
                raise Undone
        except Undone:
            found.add(name)
        except Forbidden:
            continue
    return found


def stands(road: Road, state: ShipmentState) -> None:
    """Have the consignment stand anywhere on its way, with the dates that belong there."""
    closed = road.at if state in ("closed", "cancelled") else None
    dates = {"handed_on": road.at.date(), "eta_on": road.at.date(), "received_at": road.at, "closed_at": closed}
    with transaction() as session:
        session.execute(sa.update(Consignment).where(col(Consignment.id) == road.id).values(state=state, **dates))


def test_in_every_state_of_a_consignment_each_step_is_its_own_libraries_alone(road, people):
    road.plans(a_title(1, year=2010), mode=Mode.GATEWAY)
    said = read(CONSIGNMENT)
    for state in ShipmentState:
        stands(road, state)
        for event in ShipmentEvent:

            def act(session, actor, found, event=event):
                (line,) = session.scalars(sa.select(ConsignmentLine))
                told = {"said": {}, "more": {}, "why": NOTHING_SAID}
                given = told | {"line": line, "copies": 1, "fault": LineState.MISSING}
                try:
                    transitions.take(session, actor, found, event, road.at, given)
                except Conflict as refused:
                    if not refused.reason.startswith("guard-"):
                        raise Forbidden from refused  # there is no such step

            assert who_may(people, road, act) == said.get((state, event), set()), (state, event)


def test_in_every_state_of_a_claim_each_answer_is_one_sides_alone(road, people):
    road.plans(a_title(1), mode=Mode.GATEWAY).is_cleared().packs(service="gateway").sends()
    road.does(shipping_transit.gateway_in, {road.parcels[0].id}, by=road.gateway)
    road.does(shipping_transit.cross, by=road.gateway)
    road.receives(n1="damaged")
    (claim,) = road.claims
    said = read(CLAIM)
    for state in ClaimState:
        with transaction() as session:
            outcome = "credited" if state is ClaimState.RESOLVED else None
            session.execute(sa.update(Claim).values(state=state, outcome=outcome))
        for event in ClaimEvent:

            def act(session, actor, found, event=event):
                try:
                    mine, why = session.get_one(Claim, claim.id), Reasoned(**a_reason(event, claim.fault))
                    claims.take(session, actor, found, mine, event, road.at, said=why, fault=LineState.DAMAGED)
                except Conflict as refused:
                    if not refused.reason.startswith("guard-"):
                        raise Forbidden from refused  # there is no such step

            assert who_may(people, road, act) == said.get((state, event), set()), (state, event)


GRANTED = Permit(permit_no="2026-17")


@pytest.mark.parametrize(("direction", "applicant"), [("import", "consignee"), ("export", "consignor")])
def test_only_the_library_that_asks_an_authority_sends_the_list_in_and_enters_what_is_answered(
    road, people, direction, applicant
):
    with transaction() as session:
        rules = sa.text("UPDATE shipping_threshold SET value = 1 WHERE code = 'clearance_export_ru_permanent'")
        session.execute(rules)
    road.plans(a_title(1), mode=Mode.GATEWAY)
    road.does(permits.make_ready)
    ids = {line.id for line in road.lines}
    (permission,) = [each.id for each in road.clearances if each.direction == direction]

    def asks(verb, *args):
        def act(session, actor, found):
            verb(session, actor, found, session.get_one(Clearance, permission), *args, road.at)

        return who_may(people, road, act)

    assert asks(permits.submit) == {applicant}
    with transaction() as session:
        session.execute(sa.update(Clearance).values(state="submitted", submitted_on=road.at.date()))
    assert asks(permits.question) == {applicant}
    for granted in (ids, set()):
        assert asks(permits.answer, granted, GRANTED) == {applicant}


def first(session: Any, table: Any, road: Road) -> Any:
    return session.scalars(sa.select(table).where(table.consignment_id == road.id).order_by(table.id)).first()


def line_of(session: Any, road: Road) -> ConsignmentLine:
    return first(session, ConsignmentLine, road)


def parcel_of(session: Any, road: Road) -> Parcel:
    return first(session, Parcel, road)


def planned(road: Road) -> Road:
    return road.plans(a_title(1), mode=Mode.GATEWAY)


def ready(road: Road) -> Road:
    planned(road).is_cleared().opens_parcel("gateway")
    return road


def filled(road: Road) -> Road:
    ready(road).scans("1", road.parcels[0].id)
    return road


def sent(road: Road) -> Road:
    return planned(road).is_cleared().packs(service="gateway").sends()


def received(road: Road) -> Road:
    sent(road).receives(n1="good")
    return road


def service_id(session: Any) -> int:
    return session.scalar(sa.select(col(CarrierService.id)).where(col(CarrierService.code) == "gateway"))


ACTS = {
    "add a title": (planned, "consignor clock", lambda s, a, c, r: planning.add_lines(s, a, c, [a_title(7)], NOON)),
    "confirm an old book": (
        planned,
        "consignor",
        lambda s, a, c, r: old_books.confirm_old(s, a, c, line_of(s, r), NOON),
    ),
    "complete a title": (
        *(planned, "consignor consignee"),
        lambda s, a, c, r: titles.complete(s, a, c, [line_of(s, r)], {line_of(s, r).id: TitleInput(year=2011)}, NOON),
    ),
    "close the list": (planned, "consignor", lambda s, a, c, r: permits.make_ready(s, a, c, NOON)),
    "give up": (planned, "consignor clock", lambda s, a, c, r: planning.cancel(s, a, c, NOON)),
    "open a parcel": (
        *(ready, "consignor"),
        lambda s, a, c, r: packing.open_parcel(s, a, c, NewParcel(service_id=service_id(s)), NOON),
    ),
    "scan": (
        *(ready, "consignor"),
        lambda s, a, c, r: packing.scan(s, a, c, Scanned(code="1", parcel_id=parcel_of(s, r).id), NOON),
    ),
    "fill": (ready, "consignor", lambda s, a, c, r: packing.fill(s, a, c, parcel_of(s, r), NOON)),
    "take out": (filled, "consignor", lambda s, a, c, r: packing.take_out(s, a, c, line_of(s, r), NOON)),
    "weigh": (
        filled,
        "consignor",
        lambda s, a, c, r: packing.weigh(s, a, c, parcel_of(s, r), Weighed(weight_g=500), NOON),
    ),
    "pack": (filled, "consignor", lambda s, a, c, r: packing.pack(s, a, c, NOON)),
    "take in at the gateway": (
        *(sent, "gateway"),
        lambda s, a, c, r: shipping_transit.gateway_in(s, a, c, {parcel_of(s, r).id}, NOON),
    ),
    "say how it came": (
        *(sent, "consignee"),
        lambda s, a, c, r: shipping_transit.receive(s, a, c, {line_of(s, r).id: LineState.GOOD}, NOON),
    ),
    "claim afterwards": (
        *(received, "consignee"),
        lambda s, a, c, r: shipping_transit.complain(s, a, c, line_of(s, r), LineState.DAMAGED, NOON, said=CLAIMED),
    ),
    "plan another one": (
        *(planned, "consignor clock"),
        lambda s, a, c, r: planning.plan(s, a, r.consignor_id, NewConsignment(consignee_id=r.consignee_id), [], NOON),
    ),
    "set a rule anew": (
        *(planned, "coordinator"),
        lambda s, a, c, r: regulations.set_threshold(
            s, a, NewThreshold(code="claim_days", value=40, valid_from=NOON.date(), source_note="a test"), NOON
        ),
    ),
}


@pytest.mark.parametrize("what", ACTS)
def test_each_act_at_the_desk_is_of_its_own_library_and_nobody_elses(road, people, what):
    prepare, may, act = ACTS[what]
    prepare(road)
    allowed = who_may(people, road, lambda session, actor, found: act(session, actor, found, road))
    assert allowed == set(may.split())
