"""A line that was read wrongly is corrected field by field, and what was written there is not asked again."""

import lxml.html
import pytest

from library_exchange.exchange_lists.rules.not_a_title import Stray, may_be_a_book
from library_exchange.exchange_lists.schemas import LineFields
from library_exchange.exchange_lists.services.line_fields import as_fields, in_fields
from library_exchange.offers.models import ListKind, Offer
from tests.partners import ISBN, rows_of

UNSURE = "王蒙 《青春万岁》 9成新 有章 2本"


def fields_of(page: str, number: int) -> tuple[str, dict[str, str]]:
    """Return where the form with the fields of a line goes, and what stands in it."""
    [form] = [each for each in lxml.html.fromstring(page).forms if f"/lines/{number}/fields" in each.action]
    return form.action, dict(form.form_values())


def test_what_else_a_line_tells_stays_and_nothing_is_left_unclear():
    told = {
        "isbn": ISBN,
        "title": "x",
        "language": "chi",
        "unread": {"title": "x"},
        "whole": "x y",
        "columns": ["title"],
    }
    given = LineFields(title="红楼梦", author="曹雪芹", year=1982, quantity=2, weight_g=1200, remark="有水渍")
    read = in_fields(told, given)
    entry = read.entry
    assert (entry.isbn, entry.language, entry.title, entry.author, entry.year) == (
        ISBN,
        "chi",
        "红楼梦",
        "曹雪芹",
        1982,
    )
    assert (entry.unread, entry.whole, entry.weight_g, entry.quantity) == ({"remark": "有水渍"}, None, 1200, 2)
    assert read.text == "红楼梦 | 曹雪芹 | 1982 | 2 | 1200 g"
    assert as_fields(entry.model_dump())["remark"] == "有水渍"
    assert LineFields(**{name: value for name, value in as_fields(entry.model_dump()).items() if value}) == given


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_line_that_asks_is_corrected_in_fields_and_asks_no_more(web, heihe, at_desk, language):
    listed = heihe.sends(UNSURE)
    assert heihe.lines(listed)[0].problem == "unsure"
    desk = at_desk(heihe.librarian_id)
    door, stood = fields_of(desk.get(f"/{language}/staff/exchange/lists/{listed}").text, 1)
    told = stood | {"title": "青春万岁!", "author": "甲乙", "publisher": "丙社", "year": "1979", "weight_g": "0.3公斤"}
    assert desk.post(door, data=told | {"remark": "书脊磨损"}).status_code == 302
    (line,) = heihe.lines(listed)
    assert (line.problem, line.told["came_as"]) == (None, UNSURE)
    heihe.takes(listed)
    (offer,) = rows_of(Offer)
    assert (offer.title, offer.author, offer.publisher, offer.year) == ("青春万岁!", "甲乙", "丙社", 1979)
    assert (offer.weight_g, offer.quantity, offer.remark) == (300, 2, "书脊磨损")


def test_a_mistake_keeps_what_was_typed_and_stands_at_its_field(web, heihe, at_desk):
    listed = heihe.sends(f"{UNSURE}\n甲书 作家出版社 2012")
    desk = at_desk(heihe.librarian_id)
    door, stood = fields_of(desk.get(f"/en/staff/exchange/lists/{listed}").text, 1)
    refused = desk.post(door, data=stood | {"year": "nineteen", "title": "typed"})
    assert refused.status_code == 422
    page = lxml.html.fromstring(refused.text)
    assert page.xpath("//*[@id='title-1']")[0].get("value") == "typed"
    assert page.xpath("//div[contains(@class, 'err')]//input[@id='year-1']")
    assert heihe.lines(listed)[0].told["title"] != "typed"


def test_what_concerns_a_person_is_asked_even_of_fields(web, heihe, at_desk):
    listed = heihe.sends(UNSURE)
    desk = at_desk(heihe.librarian_id)
    door, stood = fields_of(desk.get(f"/en/staff/exchange/lists/{listed}").text, 1)
    desk.post(door, data=stood | {"remark": "请联系 13845678901"})
    assert heihe.lines(listed)[0].problem == "personal"


def test_a_want_has_no_fields_for_a_copy(web, heihe, at_desk):
    listed = heihe.sends(UNSURE, ListKind.WANTS)
    _door, stood = fields_of(at_desk(heihe.librarian_id).get(f"/en/staff/exchange/lists/{listed}").text, 1)
    assert stood.keys().isdisjoint({"weight_g", "remark"})


@pytest.mark.parametrize(
    ("text", "detail", "may"),
    [
        ("合计:15种 大概40册", Stray.HEADING, False),
        ("Итого: 15 названий", Stray.HEADING, False),
        ("——————", Stray.NO_LETTERS, False),
        ("- 3 -", Stray.PAGE_NUMBER, False),
        ("Художественная литература", Stray.HEADING, True),
        ("文学类", Stray.HEADING, True),
        ("陈某", Stray.NAME, True),
    ],
)
def test_sums_and_rules_cannot_be_taken_in_as_they_stand(text, detail, may):
    assert may_be_a_book(detail.value, text) is may


def test_the_page_offers_no_way_to_take_a_sum_for_a_book(web, heihe, at_desk):
    listed = heihe.sends("甲书 作家出版社 2012\n——————\n合计:15种\n文学类")
    page = at_desk(heihe.librarian_id).get(f"/en/staff/exchange/lists/{listed}").text
    offered = [number for number in range(1, 5) if f'value="as_it_stands-{number}"' in page]
    assert offered == [4]
