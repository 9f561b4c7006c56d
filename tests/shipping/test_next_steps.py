"""What a page of a consignment offers next: what moves it on, where to go first, or who else acts; grave steps ask."""

import re

import pytest

from library_exchange.core.actor import Role
from library_exchange.core.i18n import speaking
from library_exchange.shipping.labels.permissions import answer_noted
from library_exchange.shipping.rules.codes import Mode, ShipmentState
from library_exchange.shipping.schemas import Permit, Weighed
from library_exchange.shipping.services import packing, permits
from library_exchange.shipping.services import transit as shipping_transit
from tests.makers import a_reason
from tests.shipping.conftest import a_title

ENDS = ("/cancel", "/declare_lost", "/unpack")
SURE = {"sure": "yes"}


@pytest.fixture
def road(web, make_road):
    return make_road(with_gateway=True)


@pytest.fixture
def desks(web, road, signed_in):
    ids = {"consignor": road.consignor_id, "consignee": road.consignee_id, "gateway": road.gateway_id}
    return {name: signed_in(web, f"{name}@desk.example", each, Role.LIBRARIAN) for name, each in ids.items()}


def place(road, rest=""):
    return f"/en/staff/shipments/{road.id}{rest}"


def box_of(page):
    return re.search(
        r'id="next-step">(.*?)<(?:div class="sheet stack" id="papers"|dl class="dl small)', page, re.S
    ).group(1)


def primary(page):
    """Return where the one primary button of the next step leads, and the whole box; None if there is none."""
    box = box_of(page)
    sent = re.findall(r'<form[^>]*action="([^"]+)"[^>]*>(?:(?!</form>).)*?btn-primary', box, re.S)
    led = re.findall(r'<a class="btn btn-primary" href="([^"]+)"', box)
    assert len(sent) + len(led) <= 1, box
    return (sent + led or [None])[0]


def looks(road, desks):
    """Return what is primary for each side; every side is told something, and nothing that ends is ever primary."""
    found = {}
    for name, desk in desks.items():
        page = desk.get(place(road)).text
        found[name] = (primary(page) or "").replace(place(road), "")
        assert not found[name].endswith(ENDS), (road.state, name)
        said = re.sub(r"<details.*?</details>|<h2[^>]*>.*?</h2>|<[^>]+>", " ", box_of(page), flags=re.S).strip()
        assert said, (road.state, name, "neither a button nor a sentence")
        for anchor in re.findall(r"^#(\S+)$", found[name]):
            assert f'id="{anchor}"' in page, (road.state, name)
    return found["consignor"], found["consignee"], found["gateway"]


def test_each_state_offers_each_side_what_moves_it_on_or_says_who_acts(road, desks):
    seen = {}

    def look(**expected):
        seen[road.state] = looks(road, desks)
        assert seen[road.state] == tuple(expected.get(name, "") for name in ("consignor", "consignee", "gateway")), (
            road.state
        )

    road.plans(mode=Mode.GATEWAY)
    look(consignor="#add")
    road.plans(a_title(1), a_title(2), mode=Mode.GATEWAY)
    look(consignor="/make_ready")
    road.does(permits.make_ready)
    [asked] = [each.id for each in road.clearances if each.state == "to_prepare"]
    look(consignee=f"/permits/{asked}/submit")
    desks["consignee"].post(place(road, f"/permits/{asked}/submit"))
    look(consignee="#permits")
    road.plans(a_title(3), a_title(4), mode=Mode.GATEWAY).is_cleared()
    look(consignor="#open-parcel")
    parcel = road.opens_parcel("gateway")
    look(consignor="#scan")
    road.fills(parcel)
    look(consignor="/pack")
    road.does(packing.pack)
    look(consignor="#parcels")
    _weighs(road)
    look(consignor="/hand_over")
    road.sends()
    look(consignee="#receive", gateway="/gateway_in")
    road.does(shipping_transit.gateway_in, {road.parcels[0].id}, by=road.gateway)
    look(gateway="/cross")
    road.does(shipping_transit.cross, by=road.gateway)
    road.passes(120)
    look(consignee="#receive")
    road.receives(n1="good", n2="good")
    look()
    road.complains(1)
    look(consignor="#claims")
    road.claims_about(1, "refuse")
    look(consignee="#claims")
    road.claims_about(1, "disagree", by=road.consignee)
    look()
    road.claims_about(1, "withdraw", by=road.consignee)
    look()
    road.plans(a_title(7), mode=Mode.GATEWAY)
    desks["consignor"].post(place(road, "/cancel"), data=SURE)
    look()
    road.plans(a_title(8), mode=Mode.GATEWAY).is_cleared().packs(service="gateway").sends().passes(120)
    road.does(shipping_transit.declare_lost)
    look(consignor="#claims")
    assert set(seen) == set(map(str, ShipmentState))


def test_a_button_that_is_shown_can_be_pressed(road, desks):
    road.plans(a_title(9), mode=Mode.GATEWAY)
    pressed = []
    for _turn in range(20):
        if (state := road.state) == "received":
            break
        for name, desk in desks.items():
            where = primary(desk.get(place(road)).text) or ""
            if where.startswith("/"):
                given = {"parcel": [each.id for each in road.parcels], "sure": "yes"}
                assert desk.post(where, data=given).status_code == 302, (state, name, where)
                pressed.append(where.rsplit("/", 1)[1])
                break
        else:
            HANDS[state](road)
    assert pressed == ["make_ready", "submit", "pack", "hand_over", "gateway_in", "cross"]


def _packs(road):
    road.fills(road.opens_parcel("gateway"))


def _weighs(road):
    road.with_parcel(road.parcels[0].id, Weighed(tracking_no="LOT-000001", is_estimated=True))


def _is_answered(road):
    road.with_clearance(permits.answer, {line.id for line in road.lines}, Permit(permit_no="7"))


HANDS = {
    "awaiting_clearance": _is_answered,
    "ready": _packs,
    "packed": _weighs,
    "in_transit": lambda road: road.receives(n1="good"),
}
"""What is done by more than one button: noting the answer of the authority, packing, weighing, looking at what came."""


def test_a_list_that_lacks_something_leads_to_its_titles_before_it_is_sent_in(road, desks):
    road.plans(a_title(90, annotation_ru=None, annotation_zh=None), mode=Mode.GATEWAY)
    road.does(permits.make_ready)
    page = desks["consignee"].get(place(road)).text
    assert primary(page) == place(road, "/titles")
    assert "The list was sent in" not in page, "what cannot be done now is no button"
    assert "annotation" in box_of(page)


@pytest.mark.parametrize(
    ("granted", "told"), [((1,), "leave the consignment and do not come back"), ((), "No title may cross")]
)
def test_a_permit_that_leaves_titles_out_asks_first(road, desks, granted, told):
    road.plans(a_title(91), a_title(92), mode=Mode.GATEWAY)
    road.does(permits.make_ready)
    road.with_clearance(permits.submit)
    url = place(road, f"/permits/{next(each.id for each in road.clearances if each.state == 'submitted')}")
    given = {"granted": [line.id for line in road.lines if line.number in granted], "permit_no": "7"}
    page = desks["consignee"].post(url, data=given)
    assert told in page.text
    assert {str(line.state) for line in road.lines} == {"expected"}, "nothing is done before a yes"
    assert desks["consignee"].post(url, data=given | SURE).status_code == 302
    assert [str(line.state) for line in road.lines].count("not_cleared") == 2 - len(granted)


def test_a_permit_for_every_title_is_read_once_more_and_its_number_can_be_added_later(road, desks):
    road.plans(a_title(93), mode=Mode.GATEWAY)
    road.does(permits.make_ready)
    road.with_clearance(permits.submit)
    url = place(road, f"/permits/{next(each.id for each in road.clearances if each.state == 'submitted')}")
    given = {"granted": [line.id for line in road.lines]}
    asked = desks["consignee"].post(url, data=given).text
    assert "История Амура. Том 93" in asked, "what she says is read before it counts"
    assert "not entered" in asked
    assert road.state == "awaiting_clearance"
    said = desks["consignee"].post(url, data=given | SURE, follow_redirects=True).text
    assert "Noted: the authority let 1 of 1 title pass. The number can be added later." in said
    assert road.state == "ready"
    assert desks["consignee"].post(f"{url}/number", data={"valid_until": "some day"}).status_code == 422
    assert desks["consignor"].post(f"{url}/number", data={"permit_no": "2026-93"}).status_code == 403
    assert desks["consignee"].post(f"{url}/number", data={"permit_no": "2026-93"}).status_code == 302
    assert "Permit No. 2026-93" in desks["consignee"].get(place(road)).text


def test_where_a_list_in_advance_is_asked_nothing_speaks_of_a_permit():
    """The words follow the rule of the country: one without a permit gives its list a number, if any."""
    with speaking("en"):
        said = [answer_noted(1, 2, number, is_list) for number in (None, "7") for is_list in (True, False)]
    assert ["permit" in each.casefold() for each in said] == [False, False, False, True]
    assert said[2].endswith("List No. 7")


@pytest.mark.parametrize(
    ("language", "first", "second"), [("zh", "黑龙江史", "История"), ("ru", "История", "黑龙江史")]
)
def test_titles_that_an_authority_lets_pass_stand_in_the_readers_language_first(road, desks, language, first, second):
    road.plans(a_title(97), mode=Mode.GATEWAY)
    road.does(permits.make_ready)
    road.with_clearance(permits.submit)
    page = desks["consignee"].get(f"/{language}/staff/shipments/{road.id}").text
    label = re.search(r'<label for="granted-.*?</label>', page, re.S).group()
    assert 0 < label.index(first) < label.index(second)


def test_opening_accepting_and_refusing_a_claim_ask_first(road, desks):
    road.plans(a_title(94), a_title(95), mode=Mode.GATEWAY).is_cleared().packs(service="gateway").sends()
    first, second = (line.id for line in road.lines)
    came = {f"line-{first}": "damaged", f"line-{second}": "good", f"why-{first}": "wet"}
    asked = desks["consignee"].post(place(road, "/received"), data=came).text
    assert "A claim is opened for each title" in asked
    assert re.findall(r"Том (9[45]).*? nb\">(\w+)<", asked) == [("94", "damaged"), ("95", "good")]
    assert road.claims == []
    desks["consignee"].post(place(road, "/received"), data=came | SURE)
    again = place(road, f"/lines/{second}/claim")
    other = {"fault": "wrong", "why": "other_edition"}
    assert "asked to answer the claim" in desks["consignee"].post(again, data=other).text
    desks["consignee"].post(again, data=other | SURE)
    for claim, event, told in zip(
        road.claims, ("refuse", "credit"), ("refuse the claim", "No account is kept of this book"), strict=True
    ):
        url, why = f"/en/staff/claims/{claim.id}/{event}", a_reason(event, claim.fault)
        assert told in desks["consignor"].post(url, data=why).text
        assert desks["consignor"].post(url, data=why | SURE).status_code == 302
    assert [str(each.state) for each in road.claims] == ["refused", "resolved"]


def test_an_offer_in_answer_to_a_claim_says_first_what_it_leads_to(road, desks):
    road.plans(a_title(96), mode=Mode.GATEWAY).is_cleared().packs(service="gateway").sends()
    road.receives(n1="damaged")
    [claim] = road.claims
    address = f"/en/staff/claims/{claim.id}/offer_resend"
    asked = desks["consignor"].post(address)
    assert "you send the same title again" in asked.text
    assert str(road.claims[0].state) == "opened"
    assert desks["consignor"].post(address, data={"sure": "yes"}).status_code == 302
    assert str(road.claims[0].state) == "resend_offered"


@pytest.mark.parametrize("answer", ["offer_substitute", "offer_resend", "refuse"])
def test_an_answer_to_a_claim_is_taken_back_until_the_other_side_says_something_to_it(road, desks, answer):
    road.plans(a_title(97), mode=Mode.GATEWAY).is_cleared().packs(service="gateway").sends()
    road.receives(n1="damaged")
    road.claims_about(1, answer)
    [claim] = road.claims
    page, back = place(road), f"/en/staff/claims/{claim.id}/take_back"
    assert (back in desks["consignor"].get(page).text, back in desks["consignee"].get(page).text) == (True, False)
    assert "waits for your answer again" in desks["consignor"].post(back).text
    assert desks["consignor"].post(back, data=SURE).status_code == 302
    assert str(road.claims[0].state) == "opened"
    road.claims_about(1, answer)
    road.claims_about(1, "disagree", by=road.consignee)
    desks["consignor"].post(back, data=SURE)
    assert str(road.claims[0].state) == "escalated", "what was said to it stands"
