"""Staff at their desks: a consignment from the first title to the last claim, through the pages alone."""

import re
from datetime import timedelta

import lxml.html
import pytest
from flask import current_app

from library_exchange.catalogue.models import BibliographicRecord, Identifier
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.tracking_numbers import compact
from library_exchange.shipping.labels import titles as title_labels
from library_exchange.shipping.rules.codes import ShipmentState
from library_exchange.shipping.services import permits, replacements
from library_exchange.shipping.services.replacements import Replacement
from tests.shipping.conftest import a_title

SURE = 'name="sure"'


@pytest.fixture
def road(web, make_road):
    return make_road()


@pytest.fixture
def desks(web, road, signed_in):
    """The librarians of the consignor and of the consignee at their browsers."""
    consignor = signed_in(web, "desk@amur.example", road.consignor_id, Role.LIBRARIAN)
    return consignor, signed_in(web, "desk@heihe.example", road.consignee_id, Role.LIBRARIAN)


def place(road, rest=""):
    return f"/en/staff/shipments/{road.id}{rest}"


def test_an_empty_list_says_what_to_do(desks):
    page = desks[0].get("/en/staff/shipments").text
    assert "has no consignment under way" in page
    assert "Plan a consignment" in page


def test_a_consignment_is_planned_described_packed_and_received_by_the_pages_alone(road, desks):
    consignor, consignee = desks
    new = {"consignee_id": str(road.consignee_id), "purpose": "temporary", "mode": "post"}
    answer = consignor.post("/en/staff/shipments/new", data=new)
    road.id = int(answer.headers["Location"].rsplit("/", 1)[1])
    assert title_labels.UNKNOWN in consignor.get("/en/staff/shipments").text
    consignor.post(place(road, "/lines"), data={"title": "Дерсу Узала", "language": "rus", "year": "2007"})
    line = road.lines[0].id
    filled = {f"title_zh-{line}": "德尔苏·乌扎拉", f"weight_g-{line}": "400", f"value_minor-{line}": "350,50"}
    consignor.post(place(road, "/titles"), data=filled)
    assert road.lines[0].value_minor == 35050
    assert "to be sent" in consignor.get(place(road)).text
    asked = consignor.post(place(road, "/make_ready"))
    assert SURE in asked.text
    assert "This cannot be undone." in asked.text
    assert road.state == "planned", "a tired hand loses no consignment"
    consignor.post(place(road, "/make_ready"), data={"sure": "yes"})
    consignor.post(place(road, "/parcels"), data={"service_id": "1"})
    parcel = road.parcels[0].id
    consignor.post(place(road, "/scan"), data={"code": "1", "parcel_id": str(parcel)})
    consignor.post(place(road, f"/parcels/{parcel}"), data={"weight_g": "450", "tracking_no": "RR123456785RU"})
    consignor.post(place(road, "/pack"))
    asked = consignor.post(place(road, "/hand_over"))
    assert ("this cannot be undone" in asked.text, road.state) == (True, "packed")
    assert "Is the day right?" not in asked.text
    before = (now() - timedelta(days=3)).date().isoformat()
    doubted = consignor.post(place(road, "/hand_over"), data={"handed_on": before})
    assert ("Is the day right?" in doubted.text, road.state) == (True, "packed")
    consignor.post(place(road, "/hand_over"), data={"sure": "yes"})
    assert road.state == "in_transit"
    assert "to be sent" not in consignor.get(place(road)).text
    consignee.post(place(road, "/received"), data={f"line-{line}": "good"})
    assert road.state == "received"
    consignee.post(place(road, f"/lines/{line}/claim"), data={"fault": "damaged", "why": "wet", "sure": "yes"})
    assert "Refuse the claim" in consignor.get(place(road)).text


@pytest.mark.parametrize(
    ("language", "refused"), [("zh", "第 1 号：各项之和应为 3。"), ("ru", "№\u00a01: числа должны давать в сумме 3.")]
)
def test_copies_are_received_in_numbers_and_a_wrong_sum_keeps_what_was_typed(road, desks, language, refused):
    _consignor, consignee = desks
    road.plans(a_title(1, copies=3)).is_cleared().packs().sends()
    line = road.lines[0].id
    url = f"/{language}/staff/shipments/{road.id}/received"
    answer = consignee.post(url, data={f"good-{line}": "1", f"damaged-{line}": "1x"})
    assert answer.status_code == 422
    assert refused in answer.text
    assert re.search(rf'name="damaged-{line}"[^>]*value="1x"', answer.text)
    consignee.post(
        url,
        data={f"good-{line}": "2", f"damaged-{line}": "１", f"missing-{line}": "0", f"wrong-{line}": "", "sure": "yes"}
        | {f"words-{line}": "мокрая"},
    )
    assert [(each.copies, str(each.state)) for each in road.lines] == [(2, "good"), (1, "damaged")]
    page = consignee.post(
        f"/{language}/staff/shipments/{road.id}/lines/{line}/claim",
        data={"fault": "wrong", "copies": "9", "why": "other_edition"},
    )
    assert page.status_code == 422
    consignee.post(
        f"/{language}/staff/shipments/{road.id}/lines/{line}/claim",
        data={"fault": "wrong", "copies": "1", "why": "other_edition", "sure": "yes"},
    )
    assert [(each.copies, str(each.state)) for each in road.lines] == [(1, "good"), (1, "damaged"), (1, "wrong")]


@pytest.mark.parametrize(("language", "words"), [("zh", "录入本馆目录"), ("ru", "Внести в наш каталог")])
def test_a_book_that_came_to_stay_is_entered_into_the_catalogue_from_its_line_by_who_received_it(
    road, desks, language, words
):
    road.plans(a_title(1, title="Дерсу Узала")).is_cleared().packs().sends()
    [first] = (line.id for line in road.lines)
    received = {f"line-{first}": "good", "sure": "yes"}
    assert "/staff/holdings/new" not in desks[1].get(f"/{language}/staff/shipments/{road.id}").text
    desks[1].post(place(road, "/received"), data=received)
    page = lxml.html.fromstring(desks[1].get(f"/{language}/staff/shipments/{road.id}").text)
    [link] = [each for each in page.iter("a") if "/staff/holdings/new" in (each.get("href") or "")]
    assert link.text == words
    form = lxml.html.fromstring(desks[1].get(link.get("href")).text)
    assert form.xpath('//input[@name="title"]/@value') == ["Дерсу Узала"]
    assert "/staff/holdings/new" not in desks[0].get(f"/{language}/staff/shipments/{road.id}").text


def test_a_title_of_which_zero_came_everywhere_has_not_come_yet(road, desks):
    road.plans(a_title(1, copies=2), a_title(2)).is_cleared().packs().sends()
    first, second = (line.id for line in road.lines)
    desks[1].post(
        place(road, "/received"),
        data={f"good-{first}": "0", f"damaged-{first}": "00", f"line-{second}": "good", "sure": "yes"},
    )
    assert [str(each.state) for each in road.lines] == ["expected", "good"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("换这种书", "请选择希望换得的图书", "请等待，或选择不同意")),
        ("ru", ("Взять эту книгу взамен", "Выберите книгу, которую хотите получить", "Подождите или не соглашайтесь")),
    ],
)
def test_who_agrees_to_another_book_chooses_it(road, desks, language, words):
    consignor, consignee = desks
    chosen, on_offer = [], []
    promise = lambda _session, _actor, subject_id, book, _at: chosen.append((subject_id, book))  # noqa: E731
    replacements.REPLACEMENTS.fill(current_app, "test", Replacement(lambda *_asked: on_offer, promise))
    road.plans(a_title(1)).is_cleared().packs().sends()
    road.receives(n1="wrong")
    button, missing, nothing = words
    place, steps = f"/{language}/staff/shipments/{road.id}", f"/{language}/staff/claims/{road.claims[0].id}"
    consignor.post(f"{steps}/offer_substitute", data={"sure": "yes"})
    assert nothing in consignee.get(place).text
    on_offer.append((71, "Дерсу Узала"))
    assert button in consignee.get(place).text
    assert button not in consignor.get(place).text
    refused = consignee.post(f"{steps}/agree")
    assert refused.status_code == 422
    assert missing in refused.text
    assert road.state == "in_claim"
    consignee.post(f"{steps}/agree", data={"chosen": "71", "sure": "yes"})
    assert (chosen, road.claims[0].outcome) == ([(1, 71)], "substituted")


def test_what_is_sent_again_is_promised_without_a_choice(road, desks):
    chosen = []
    promise = lambda _session, _actor, subject_id, book, _at: chosen.append((subject_id, book))  # noqa: E731
    replacements.REPLACEMENTS.fill(current_app, "test", Replacement(lambda *_asked: [(71, "Дерсу Узала")], promise))
    road.plans(a_title(1)).is_cleared().packs().sends()
    road.receives(n1="missing")
    road.claims_about(1, "offer_resend")
    desks[1].post(f"/en/staff/claims/{road.claims[0].id}/agree", data={"chosen": "71", "sure": "yes"})
    assert chosen == [(1, None)]


def test_a_scan_that_fits_nothing_says_so_beside_its_field(road, desks):
    road.plans(a_title(1)).is_cleared()
    parcel = road.opens_parcel()
    answer = desks[0].post(place(road, "/scan"), data={"code": "9", "parcel_id": str(parcel)})
    assert answer.status_code == 422
    assert "No title of this consignment goes by “9”" in answer.text


def test_an_old_page_is_told_that_things_have_changed(road, desks):
    road.plans(a_title(1))
    answer = desks[0].post(place(road, "/make_ready"), data={"version": "1"})
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.text


def test_titles_are_entered_one_after_another_without_opening_the_form_anew(road, desks):
    road.plans(a_title(1))
    again = desks[0].post(place(road, "/lines"), data={"title": "Дерсу Узала", "language": "rus"}).headers["Location"]
    assert re.search(r'<details[^>]*id="add" open>', desks[0].get(again).text)
    wrong = desks[0].post(place(road, "/lines"), data={"title": "Дерсу Узала", "language": "rus", "year": "когда-то"})
    assert wrong.status_code == 422
    assert re.search(r'<details[^>]*id="add" open>', wrong.text)


def test_a_book_is_first_taken_to_be_in_the_language_of_the_giving_country(road, desks):
    road.plans(a_title(1))
    assert re.search(r'<option value="rus" selected>\s*русский', desks[0].get(f"/ru/staff/shipments/{road.id}").text)


def test_a_library_that_waits_for_the_permit_of_another_is_told_so(road, desks):
    road.plans(a_title(1))
    road.does(permits.make_ready)
    consignor, consignee = (desk.get(place(road)).text for desk in desks)
    assert "sends the list to the authority of its country" in consignor
    assert "sends the list to the authority of its country" not in consignee


def test_only_the_library_that_asked_sees_what_its_authority_said(road, desks):
    road.plans(a_title(1), a_title(2)).is_cleared(granted={1})
    consignor, consignee = (desk.get(place(road)).text for desk in desks)
    assert "2026-17" in consignee
    assert "2026-17" not in consignor
    assert "not cleared" in consignor


@pytest.mark.parametrize("lang", ["zh", "ru"])
def test_the_page_of_a_consignment_carries_each_title_in_its_language(road, desks, lang):
    road.plans(a_title(1))
    page = desks[0].get(f"/{lang}/staff/shipments/{road.id}").text
    assert re.search(r'lang="ru">История Амура', page)
    assert re.search(r'lang="zh-Hans">黑龙江史', page)


def test_every_state_has_a_page(road, desks):
    road.plans(a_title(1)).is_cleared()
    for verb in (road.packs, road.sends, lambda: road.receives(n1="good"), lambda: road.passes(60)):
        verb()
        assert desks[0].get(place(road)).status_code == 200
    assert road.state == ShipmentState.CLOSED


@pytest.mark.parametrize(
    ("number", "asks"),
    [("RR123456789CN", True), ("HELLO", True), ("rr 1234 5678 5 cn", False), ("14080096123456", False)],
)
@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_number_of_a_parcel_that_looks_like_none_of_the_post_is_asked_about_once_and_kept(
    road, desks, language, number, asks
):
    road.plans(a_title(1)).is_cleared()
    parcel = road.opens_parcel()
    door = f"/{language}/staff/shipments/{road.id}/parcels/{parcel}"
    typed = {"tracking_no": number, "weight_g": "450"}
    answer = desks[0].post(door, data=typed)
    assert (answer.status_code, SURE in answer.text) == ((200, True) if asks else (302, False))
    if asks:
        assert (road.parcels[0].tracking_no, road.parcels[0].weight_g) == (None, None)
        assert desks[0].post(door, data=typed | {"sure": "yes"}).status_code == 302
    assert (road.parcels[0].tracking_no, road.parcels[0].weight_g) == (compact(number), 450)
    assert desks[0].post(door, data=typed | {"weight_g": "460"}).status_code == 302, "a number kept is not asked anew"


def test_a_note_to_somebody_is_no_tracking_number(road, desks):
    road.plans(a_title(1)).is_cleared()
    parcel = road.opens_parcel()
    answer = desks[0].post(place(road, f"/parcels/{parcel}"), data={"tracking_no": "для Анны 1234", "sure": "yes"})
    assert answer.status_code == 422
    assert road.parcels[0].tracking_no is None


def test_a_translation_is_proposed_from_the_catalogue_and_kept_only_when_saved(road, desks):
    with transaction() as session:
        card = {
            "titles": [["Дерсу Узала", "ru", "original", False], ["德尔苏·乌扎拉", "zh-Hans", "translation", False]]
        }
        record = BibliographicRecord(title_key="дерсу узала", card=card, created_at=road.at, updated_at=road.at)
        session.add(record)
        session.flush()
        session.add(Identifier(record_id=record.id, kind="isbn", value="9785170382293", as_given="9785170382293"))
    road.plans(a_title(1, title="Дерсу Узала", isbn="9785170382293", title_zh=None))
    page = desks[0].get(place(road, "/titles")).text
    assert 'value="德尔苏·乌扎拉"' in page
    assert "Proposed from the catalogue" in page
    assert road.lines[0].title_zh is None


def test_who_lacks_annotations_in_both_languages_is_told_to_write_her_own_first(road, desks):
    road.plans(a_title(1, title_zh=None, annotation_zh=None, annotation_ru=None), a_title(2, annotation_zh=None))
    said = "Write the Russian text first and save it; then one request to the partner covers everything."
    of_the_title = (
        "Write the annotation in Russian first; then the partner can be asked for title and annotation together."
    )
    for path in ("", "/titles"):
        assert f"Annotation: 1 book has none yet. {said}" in desks[0].get(place(road, path)).text, path
    assert desks[0].get(place(road, "/titles")).text.count(of_the_title) == 1
    assert "1 книги её ещё нет. Сначала напишите её по-русски" in desks[0].get(place(road).replace("/en/", "/ru/")).text
    assert "种书还没有写。请先用俄文写好并保存" in desks[0].get(place(road).replace("/en/", "/zh/")).text
    consignee = desks[1].get(place(road, "/titles")).text
    assert (said in consignee, of_the_title in consignee) == (False, False)

    desks[0].post(place(road, "/titles"), data={f"annotation_ru-{road.lines[0].id}": "История бассейна Амура."})
    page = desks[0].get(place(road, "/titles")).text
    assert (said in page, of_the_title in page) == (False, False)
    desks[0].post(f"/en/staff/translations/consignment/{road.id}/ask")
    page = desks[1].get(f"/en/staff/translations/consignment/{road.id}").text
    assert page.count("<textarea") + page.count('name="text-') >= 3
