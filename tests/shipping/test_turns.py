"""Whose turn it is in a consignment, from its planning to its last claim."""

import pytest
import sqlalchemy as sa

from library_exchange.core.db import reading
from library_exchange.shipping.labels import claims as claim_labels
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.shipping.labels import permissions as permission_labels
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries import waiting_for as queries
from library_exchange.shipping.queries.consignments import consignments_of
from library_exchange.shipping.rules import waiting_for
from library_exchange.shipping.rules.claims import FINAL as ENDED
from library_exchange.shipping.rules.codes import ClaimState, Mode, ShipmentState
from library_exchange.shipping.rules.shipments import FINAL
from library_exchange.shipping.services import permits
from library_exchange.shipping.services import transit as shipping_transit
from tests.shipping.conftest import a_title


@pytest.fixture
def road(app, make_road):
    """From the Amur library through Khabarovsk into China, on each kind of database."""
    return make_road(with_gateway=True)


def whose(road):
    names = {"consignor": road.consignor_id, "consignee": road.consignee_id, "gateway": road.gateway_id}
    with reading() as session:
        kinds = (queries.consignments, queries.permits, queries.claims)
        waiting = {
            name: any(session.execute(kind(library, road.at.date())).all() for kind in kinds)
            for name, library in names.items()
        }
        turns = {
            name: bool(session.scalars(sa.select(Consignment).where(queries.waits_for(library, road.at.date()))).all())
            for name, library in names.items()
        }
    assert waiting == turns, "the list of work and the mark in the list of consignments say the same"
    return [name for name, is_waiting in waiting.items() if is_waiting]


def test_a_consignment_waits_for_one_library_after_the_other(road):
    road.plans(a_title(1), mode=Mode.GATEWAY)
    assert whose(road) == ["consignor"]
    road.does(permits.make_ready)
    assert whose(road) == ["consignee"], "it asks the authority of its country"
    road.with_clearance(permits.submit)
    assert whose(road) == ["consignee"], "it enters what the authority answers"


@pytest.mark.parametrize("lacking", [{"weight_g": None}, {"value_minor": None}])
def test_while_the_authority_is_waited_for_the_consignor_enters_the_figures_that_lack(road, lacking):
    road.plans(a_title(1), a_title(2, **lacking), mode=Mode.GATEWAY).does(permits.make_ready)
    assert whose(road) == ["consignor", "consignee"]


@pytest.mark.parametrize(("zh", "ru", "is_waiting"), [(None, None, True), (None, "О реке.", False), ("a", None, False)])
def test_a_consignment_waits_for_its_consignor_while_nobody_wrote_what_a_title_is_about(road, zh, ru, is_waiting):
    road.plans(a_title(1), a_title(2, annotation_zh=zh, annotation_ru=ru), mode=Mode.GATEWAY).does(permits.make_ready)
    assert whose(road) == [*(["consignor"] if is_waiting else []), "consignee"]


def test_after_the_permit_the_consignor_packs_the_gateway_passes_on_and_the_consignee_looks_when_it_is_due(road):
    road.plans(a_title(1), a_title(2), mode=Mode.GATEWAY).is_cleared()
    assert whose(road) == ["consignor"]
    road.packs(service="gateway")
    assert whose(road) == ["consignor"]
    road.sends()
    assert whose(road) == []
    road.does(shipping_transit.gateway_in, {road.parcels[0].id}, by=road.gateway)
    assert whose(road) == ["gateway"]
    road.does(shipping_transit.cross, by=road.gateway)
    road.at = road.at.replace(year=2027, month=3)
    assert whose(road) == ["consignee"]
    road.passes(60)
    assert (road.state, whose(road)) == ("overdue", ["consignor", "consignee"])


def test_a_claim_waits_for_who_must_answer_it(road):
    road.plans(a_title(1), mode=Mode.GATEWAY).is_cleared().packs(service="gateway").sends()
    road.does(shipping_transit.gateway_in, {road.parcels[0].id}, by=road.gateway)
    road.does(shipping_transit.cross, by=road.gateway)
    road.receives(n1="damaged")
    assert whose(road) == ["consignor"]
    road.claims_about(1, "refuse")
    assert whose(road) == ["consignee"]
    road.claims_about(1, "disagree", by=road.consignee)
    assert whose(road) == [], "the coordinator decides"


def test_every_state_has_its_turn_or_waits_for_a_carrier_an_authority_or_nobody():
    nobody = {"received", "in_claim", "lost", *map(str, FINAL)}
    when = (waiting_for.WHEN_DUE, waiting_for.WHEN_FIGURES_LACK, waiting_for.WHEN_NOTES_LACK)
    told = {*waiting_for.AT_ONCE, *(state for table in when for state in table)}
    assert told == set(consignment_labels.TASKS)
    assert set(waiting_for.ASKED_FOR) == set(permission_labels.CLEARANCE_TASKS)
    assert set(waiting_for.CLAIMS) == set(claim_labels.CLAIM_TASKS)
    assert {str(state) for state in ShipmentState if state not in told} == nobody
    assert {state for state in ClaimState if state not in waiting_for.CLAIMS} == {ClaimState.ESCALATED, *ENDED}


def test_what_waits_for_us_stands_first_in_the_list(road):
    road.plans(a_title(1), mode=Mode.GATEWAY)
    first = road.id
    road.plans(a_title(2), mode=Mode.GATEWAY).is_cleared().packs(service="gateway").sends()
    with reading() as session:
        rows, total = consignments_of(session, road.consignor_id, True, road.at.date())
    assert [(row.id, row.is_our_turn) for row in rows] == [(first, True), (road.id, False)]
    assert total == 2
