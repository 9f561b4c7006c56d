"""Packing at the desk: empty parcels, what is typed into one of many forms, and papers whose texts lack a language."""

import re
from datetime import timedelta

import lxml.html
import pytest
import sqlalchemy as sa

from library_exchange.core.actor import Role
from library_exchange.core.db import reading
from library_exchange.core.errors import Conflict
from library_exchange.directory.models import Library
from library_exchange.shipping.rules.codes import Purpose
from library_exchange.shipping.rules.shipments import ENTERED_WITHIN
from library_exchange.shipping.schemas import TitleInput
from library_exchange.shipping.services import packing, planning, titles
from tests.consignment_papers.test_papers import texts
from tests.shipping.conftest import a_title

SURE = {"sure": "yes"}
EMPTY = {
    "zh": "包裹 2 是空的。请装入图书，或去掉此包裹。",
    "ru": "Посылка 2 пуста. Положите в неё книги или уберите её.",
}


@pytest.fixture
def road(web, make_road):
    return make_road()


@pytest.fixture
def desks(web, road, signed_in):
    """The librarians of the consignor and of the consignee at their browsers."""
    consignor = signed_in(web, "desk@amur.example", road.consignor_id, Role.LIBRARIAN)
    return consignor, signed_in(web, "desk@heihe.example", road.consignee_id, Role.LIBRARIAN)


def place(road, rest="", language="en"):
    return f"/{language}/staff/shipments/{road.id}{rest}"


def box_of(page):
    return lxml.html.fromstring(page).xpath("//*[@id='next-step']")[0].text_content()


def field(page, id):
    [found] = lxml.html.fromstring(page).xpath("//*[@id=$id]", id=id)
    return found


# Empty parcels --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_parcel_opened_once_too_often_is_named_and_taken_away_by_a_button(road, desks, language):
    road.plans(a_title(1)).is_cleared()
    road.fills(road.opens_parcel())
    empty = road.opens_parcel()
    page = desks[0].get(place(road, language=language)).text
    assert EMPTY[language] in box_of(page)
    away = place(road, f"/parcels/{empty}/remove", language)
    assert re.findall(r'action="(\S+/remove)"', page) == [away], "a parcel with books has no such button"
    assert desks[0].post(away).status_code == 302
    assert [each.number for each in road.parcels] == [1]
    assert place(road, "/pack", language) in desks[0].get(place(road, language=language)).text


ANOTHER_PARCEL = {"zh": "尚无包裹的图书请另开包裹", "ru": "Для остальных книг начните ещё одну"}


@pytest.mark.parametrize("language", ["zh", "ru"])
@pytest.mark.parametrize("weights", [(400,), (1700, 1500)])
def test_another_parcel_is_asked_for_only_where_a_book_is_left_over(road, desks, language, weights):
    road.plans(*(a_title(number, weight_g=weight) for number, weight in enumerate(weights, 1))).is_cleared()
    parcel = road.opens_parcel("small-packet")
    filled = desks[0].post(place(road, f"/parcels/{parcel}/fill", language), follow_redirects=True).text
    is_left = any(line.parcel_id is None for line in road.lines)
    assert is_left is (len(weights) > 1)
    assert (ANOTHER_PARCEL[language] in filled) is is_left


def test_parcels_behind_the_one_taken_away_move_up_as_papers_count_them(road, desks):
    road.plans(a_title(1), a_title(2)).is_cleared()
    first, empty, last = (road.opens_parcel() for _each in range(3))
    road.scans("1", first)
    road.scans("2", last)
    desks[0].post(place(road, f"/parcels/{empty}/remove"))
    assert [(each.id, each.number) for each in road.parcels] == [(first, 1), (last, 2)]


def test_a_parcel_with_books_stays_and_so_does_one_of_others_or_one_that_is_closed(road, desks):
    road.plans(a_title(1)).is_cleared()
    parcel = road.opens_parcel()
    assert desks[1].post(place(road, f"/parcels/{parcel}/remove")).status_code == 403
    road.scans("1", parcel)
    refused = desks[0].post(place(road, f"/parcels/{parcel}/remove"))
    assert (refused.status_code, "Take them out first" in refused.text) == (409, True)
    road.does(packing.pack)
    assert desks[0].post(place(road, f"/parcels/{parcel}/remove")).status_code == 409
    assert [each.id for each in road.parcels] == [parcel]


def test_an_empty_parcel_is_not_closed_unseen(road):
    road.plans(a_title(1)).is_cleared()
    road.fills(road.opens_parcel())
    road.opens_parcel()
    with pytest.raises(Conflict, match="no_empty_parcel"):
        road.does(packing.pack)


def test_what_is_done_is_offered_no_more_and_a_closed_parcel_is_called_packed(road, desks):
    road.plans(a_title(1)).is_cleared()
    parcel = road.opens_parcel()
    assert "/fill" in desks[0].get(place(road)).text
    road.fills(parcel)
    page = desks[0].get(place(road)).text
    assert "/fill" not in page
    assert "being packed" in field(page, "parcels").xpath("../..")[0].text_content()
    road.does(packing.pack)
    said = field(desks[0].get(place(road)).text, "parcels").xpath("../..")[0].text_content()
    assert ("being packed" in said, "packed" in said) == (False, True)


def test_a_consignment_that_was_given_up_asks_for_nothing_more(road, desks):
    road.plans(a_title(1))
    assert 'id="papers"' in desks[0].get(place(road)).text
    road.does(planning.cancel)
    page = desks[0].get(place(road)).text
    assert ('id="papers"' in page, "Enter" in page) == (False, False)


# What is typed into one of many forms ---------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["0.5", "五百克", "9999999"])
def test_a_wrong_weight_stands_in_the_row_of_its_parcel_beside_the_number_typed_with_it(road, desks, typed):
    road.plans(a_title(1)).is_cleared()
    parcel, other = road.opens_parcel(), road.opens_parcel()
    given = {"weight_g": typed, "tracking_no": "RR123456785RU"}
    refused = desks[0].post(place(road, f"/parcels/{parcel}"), data=given)
    assert refused.status_code == 422
    weight, number = (field(refused.text, f"{name}-parcel-{parcel}") for name in given)
    assert (weight.get("value"), number.get("value")) == tuple(given.values())
    assert weight.get("aria-invalid") == "true"
    assert field(refused.text, weight.get("aria-describedby")).text_content().strip()
    assert f'href="#weight_g-parcel-{parcel}"' in refused.text, "the summary leads there"
    assert field(refused.text, f"weight_g-parcel-{other}").get("value") == ""
    assert (field(refused.text, "weight_g").get("value") or "") == "", "a new title weighs nothing yet"
    assert field(refused.text, "add").get("open") is None


def test_what_is_wrong_with_a_new_title_leaves_the_parcels_as_they_are(road, desks):
    road.plans(a_title(1)).is_cleared(granted=())
    road.plans(a_title(2)).is_cleared()
    parcel = road.opens_parcel()
    given = {"title": "Дерсу Узала", "language": "rus", "weight_g": "half a kilo"}
    refused = desks[0].post(place(road, "/lines"), data=given)
    assert field(refused.text, "weight_g").get("value") == "half a kilo"
    assert field(refused.text, f"weight_g-parcel-{parcel}").get("value") == ""


def test_a_scan_that_fits_nothing_stays_in_its_field(road, desks):
    road.plans(a_title(1)).is_cleared()
    parcel = road.opens_parcel()
    refused = desks[0].post(place(road, "/scan"), data={"code": "R-2DWFTWG", "parcel_id": str(parcel)})
    assert field(refused.text, "code").get("value") == "R-2DWFTWG"


def test_a_day_that_has_not_come_stays_beside_the_step(road, desks):
    road.plans(a_title(1)).is_cleared().packs()
    refused = desks[0].post(place(road, "/hand_over"), data={"handed_on": "2199-01-01"})
    assert (refused.status_code, field(refused.text, "handed_on").get("value")) == (422, "2199-01-01")
    assert "This day has not come yet" in field(refused.text, "handed_on-error").text_content()


def test_a_step_refused_because_others_were_faster_loses_nothing_that_was_typed(road, desks):
    road.plans(a_title(1)).is_cleared()
    parcel = road.opens_parcel()
    given = {"version": "1", "weight_g": "450", "tracking_no": "RR123456785RU"}
    refused = desks[0].post(place(road, f"/parcels/{parcel}"), data=given)
    assert refused.status_code == 409
    assert field(refused.text, f"weight_g-parcel-{parcel}").get("value") == "450"


def test_what_is_wrong_with_a_book_is_not_chosen_for_the_consignee(road, desks):
    road.plans(a_title(1, copies=2)).is_cleared().packs().sends()
    road.receives(n1={"good": 2})
    line = road.lines[0].id
    assert field(desks[1].get(place(road)).text, f"fault-fault-{line}").value == ""
    refused = desks[1].post(place(road, f"/lines/{line}/claim"), data={"fault": "", "copies": "1"})
    assert (refused.status_code, field(refused.text, f"copies-fault-{line}").get("value")) == (422, "1")
    assert road.claims == []


# Papers whose texts lack a language -----------------------------------------------------------------------------------


@pytest.fixture
def half(road):
    """A consignment of which everything is told but the Chinese annotation, for a loan that needs no permission."""
    road.plans(a_title(1, annotation_zh=None), purpose="temporary").is_cleared()
    road.fills(road.opens_parcel())
    return road


def test_who_closes_and_hands_over_parcels_is_told_of_texts_that_lack(half, desks):
    lacks = "Annotation: 1 book has no Chinese text yet."
    asked = desks[0].post(place(half, "/pack")).text
    assert (lacks in asked, half.state) == (True, "ready")
    assert desks[0].post(place(half, "/pack"), data=SURE).status_code == 302
    assert lacks in desks[0].get(place(half)).text, "the notice stands as long as the text can be written"
    desks[0].post(
        place(half, f"/parcels/{half.parcels[0].id}"), data={"is_estimated": "y", "tracking_no": "LOT-000001"}
    )
    asked = desks[0].post(place(half, "/hand_over")).text
    assert (lacks in asked, "this cannot be undone" in asked, half.state) == (True, True, "packed")
    desks[0].post(place(half, "/hand_over"), data=SURE)
    assert half.state == "in_transit"
    assert lacks not in desks[0].get(place(half)).text


def test_a_text_is_still_written_while_the_parcels_wait_but_nothing_else(half, desks):
    half.does(packing.pack)
    page = desks[1].get(place(half, "/titles?all=1")).text
    line = half.lines[0].id
    assert (f"annotation_zh-{line}" in page, f"weight_g-{line}" in page) == (True, False)
    with pytest.raises(Conflict, match="packed"):
        half.does(titles.complete, half.lines, {line: TitleInput(weight_g=401)})
    desks[1].post(place(half, "/titles"), data={f"annotation_zh-{line}": "黑龙江史。"})
    assert half.lines[0].annotation_zh == "黑龙江史。"
    assert "has no Chinese text yet" not in desks[0].post(place(half, "/hand_over")).text


def test_a_paper_leaves_the_place_of_a_text_that_lacks_free_until_it_comes(road):
    road.plans(a_title(1, annotation_zh=None))
    [said] = texts(road, "permit-list")
    assert "История бассейна Амура." not in said, "who reads Chinese alone would take it for the Chinese text"
    line = road.lines[0].id
    road.does(titles.complete, road.lines, {line: TitleInput(annotation_zh="黑龙江流域")}, by=road.consignee)
    [said] = texts(road, "permit-list")
    assert "黑龙江流域" in said


def test_one_page_leads_once_to_where_titles_are_completed(road, desks):
    road.plans(a_title(1, title_zh=None, annotation_zh=None, annotation_ru=None, value_minor=None))
    page = desks[0].get(place(road)).text
    assert page.count("Complete the titles") == 1
    assert "Complete the titles" in box_of(page)


def test_the_next_step_is_what_the_list_of_work_says_where_titles_are_awaited(road, desks):
    road.plans(a_title(1, title_zh=None, annotation_zh=None, annotation_ru=None))
    ask = f"/en/staff/translations/consignment/{road.id}/ask"
    assert ask in desks[0].get(place(road)).text
    reminded = desks[0].post(ask).text
    assert "Write the Russian text first" in reminded
    assert "Complete the titles" in box_of(desks[0].get(place(road)).text), "nobody was asked yet"
    assert desks[0].post(ask, data=SURE).status_code == 302
    said = box_of(desks[0].get(place(road)).text)
    assert "The partner writes the titles that lack" in said
    assert "Every title must stand" not in said


@pytest.mark.parametrize(("value", "told"), [(35000, True), (None, False)])
def test_a_value_that_came_with_the_book_is_said_to_be_a_proposal(road, desks, value, told):
    road.plans(a_title(1, value_minor=value))
    for page in ("", "/titles?all=1"):
        assert ("proposed by the points of the books" in desks[0].get(place(road, page)).text) is told


@pytest.mark.parametrize(("proposed", "typed"), [(None, "1 350,50"), (35000, "400")])
def test_a_value_that_was_typed_is_no_proposal(road, desks, proposed, typed):
    road.plans(a_title(1, value_minor=proposed))
    (line,) = road.lines
    page = place(road, "/titles?all=1")
    assert desks[0].post(page, data={f"value_minor-{line.id}": typed}).status_code == 302
    for shown in ("", "/titles?all=1"):
        assert "proposed by the points of the books" not in desks[0].get(place(road, shown)).text


def test_weights_are_read_as_people_type_them_and_a_refusal_names_the_field(road, desks):
    road.plans(a_title(1)).is_cleared()
    parcel = road.opens_parcel()
    road.scans("1", parcel)
    url = place(road, f"/parcels/{parcel}", "ru")
    assert desks[0].post(url, data={"weight_g": "1,2 кг", "tracking_no": f"LOT-{parcel:06d}"}).status_code == 302
    assert road.parcels[0].weight_g == 1200
    refused = desks[0].post(url, data={"weight_g": "1,2"}).text
    summary = lxml.html.fromstring(refused).xpath("//*[@data-corrects]")
    assert [each.text_content().split(":")[0] for each in summary] == ["Масса посылки №\u00a01 по весам, г"]
    titles = place(road, "/titles?all=1", "ru")
    (line,) = road.lines
    assert (
        desks[0].post(titles, data={f"weight_g-{line.id}": "0,3 кг", f"year-{line.id}": "2009 г."}).status_code == 302
    )
    assert (road.lines[0].weight_g, road.lines[0].year) == (300, 2009)


def test_books_are_not_handed_over_before_they_were_let_pass_nor_long_before_they_were_entered(road, desks):
    road.plans(a_title(1))
    planned = road.at.date()
    road.at += timedelta(days=3)
    road.is_cleared().packs()
    long_before = planned - timedelta(days=ENTERED_WITHIN + 1)
    for day, told in ((long_before, "long after that day"), (planned, "permission was noted on")):
        refused = desks[0].post(place(road, "/hand_over"), data={"handed_on": str(day)})
        assert refused.status_code == 422
        assert told in field(refused.text, "handed_on-error").text_content()
    assert desks[0].post(place(road, "/hand_over"), data=SURE | {"handed_on": str(road.at.date())}).status_code == 302


def test_what_went_by_post_before_it_was_entered_has_its_true_day(web, make_road, signed_in):
    road = make_road()
    road.plans(a_title(1), purpose=Purpose.TEMPORARY).is_cleared().packs()
    assert not [each for each in road.clearances if each.granted_on]
    yesterday = road.at.date() - timedelta(days=1)
    desk = signed_in(web, "desk@amur.example", road.consignor_id, Role.LIBRARIAN)
    assert desk.post(place(road, "/hand_over"), data=SURE | {"handed_on": str(yesterday)}).status_code == 302
    assert road.consignment.handed_on == yesterday


def test_an_example_of_a_tracking_number_is_one_of_the_consignor_s_country(road, desks):
    road.plans(a_title(1)).is_cleared()
    road.opens_parcel()
    with reading() as session:
        country = session.get_one(Library, road.consignor_id).country
    assert f'placeholder="RR123456785{country}"' in desks[0].get(place(road)).text


def test_a_gateway_stands_on_its_own_side_of_the_border(road, desks):
    form = lxml.html.fromstring(desks[0].get("/en/staff/shipments/new").text)
    offered = {
        name: {int(value) for value in form.xpath(f"//select[@name='{name}']/option/@value") if value}
        for name in ("consignor_gateway_id", "consignee_gateway_id")
    }
    with reading() as session:
        own = session.get_one(Library, road.consignor_id).country
        of = {each.id: each.country for each in session.scalars(sa.select(Library))}
    assert {of[each] for each in offered["consignor_gateway_id"]} <= {own}
    assert own not in {of[each] for each in offered["consignee_gateway_id"]}
    wrong = {"consignee_id": road.consignee_id, "consignor_gateway_id": road.consignee_id}
    assert 'href="#consignor_gateway_id"' in desks[0].post("/en/staff/shipments/new", data=wrong).text


def test_nothing_is_planned_to_come_back_on_a_day_that_is_past(road, desks):
    sent = {"consignee_id": road.consignee_id, "purpose": "temporary", "return_by": "2020-01-06"}
    assert 'href="#return_by"' in desks[0].post("/en/staff/shipments/new", data=sent).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("99000", {"zh": "您输入的是 99000 克，该服务限重", "ru": "Вы ввели 99000 г, а по этой услуге"}),
        ("100", {"zh": "您输入的是 100 克，而仅图书就重", "ru": "Вы ввели 100 г, а одни книги"}),
    ],
)
@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_wrong_weight_is_told_as_it_was_typed(road, desks, typed, said, language):
    road.plans(a_title(1)).is_cleared()
    parcel = road.opens_parcel()
    road.scans("1", parcel)
    refused = desks[0].post(place(road, f"/parcels/{parcel}", language), data={"weight_g": typed})
    assert (refused.status_code, said[language] in refused.text) == (422, True)
