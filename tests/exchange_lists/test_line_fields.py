"""A line that was read wrongly is corrected field by field, and what was written there is not asked again."""

import lxml.html
import pytest
from pydantic import ValidationError

from library_exchange.core.errors import InvalidInput
from library_exchange.exchange_lists.rules.edits import Written, edited, mark
from library_exchange.exchange_lists.schemas import LineFields
from library_exchange.exchange_lists.services.line_fields import as_fields, emptied, in_fields
from library_exchange.list_reading.rules.not_a_title import Stray, may_be_a_book
from library_exchange.offers.models import ListKind, Offer
from tests.partners import ISBN, rows_of

UNSURE = "王蒙 《青春万岁》 9成新 有章 2本"


def sent_by(page: str) -> dict[str, str]:
    """Return what the form of a list sends whichever button is pressed: every line stands in it."""
    [form] = [each for each in lxml.html.fromstring(page).forms if "/answers" in each.action]
    return dict(form.form_values())


def fields_of(page: str, number: int) -> tuple[str, dict[str, str]]:
    """Return where the fields of a line go, and what the form sends."""
    [door] = lxml.html.fromstring(page).xpath(f"//button[contains(@formaction, '/lines/{number}/fields')]/@formaction")
    return door, sent_by(page)


def test_what_else_a_line_tells_stays_and_nothing_is_left_unclear():
    told = {
        "isbn": ISBN,
        "title": "x",
        "language": "chi",
        "unread": {"title": "x"},
        "whole": "x y",
        "columns": ["title"],
    }
    given = LineFields(
        title="红楼梦", author="曹雪芹", year=1982, quantity=2, weight_g=1200, remark="有水渍", isbn=ISBN
    )
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
    assert read.text == f"红楼梦 | 曹雪芹 | 1982 | 2 | {ISBN} | 1200 克"
    assert as_fields(entry.model_dump())["remark"] == "有水渍"
    assert LineFields(**{name: value for name, value in as_fields(entry.model_dump()).items() if value}) == given


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_line_that_asks_is_corrected_in_fields_and_asks_no_more(web, heihe, at_desk, language):
    listed = heihe.sends(UNSURE)
    assert heihe.lines(listed)[0].problem == "unsure"
    desk = at_desk(heihe.librarian_id)
    door, stood = fields_of(desk.get(f"/{language}/staff/exchange/lists/{listed}").text, 1)
    written = {"title": "青春万岁!", "author": "甲乙", "publisher": "丙社", "year": "1979", "weight_g": "0.3公斤"}
    told = stood | {f"{name}-1": value for name, value in (written | {"remark": "书脊磨损"}).items()}
    assert desk.post(door, data=told).status_code == 302
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
    refused = desk.post(door, data=stood | {"year-1": "nineteen", "title-1": "typed"})
    assert refused.status_code == 422
    page = lxml.html.fromstring(refused.text)
    assert page.xpath("//*[@id='title-1']")[0].get("value") == "typed"
    assert page.xpath("//div[contains(@class, 'err')]//input[@id='year-1']")
    assert heihe.lines(listed)[0].told["title"] != "typed"


def test_what_concerns_a_person_is_asked_even_of_fields(web, heihe, at_desk):
    listed = heihe.sends(UNSURE)
    desk = at_desk(heihe.librarian_id)
    door, stood = fields_of(desk.get(f"/en/staff/exchange/lists/{listed}").text, 1)
    desk.post(door, data=stood | {"remark-1": "请联系 13845678901"})
    assert heihe.lines(listed)[0].problem == "personal"


def test_a_want_has_no_fields_for_a_copy(web, heihe, at_desk):
    listed = heihe.sends(UNSURE, ListKind.WANTS)
    _door, stood = fields_of(at_desk(heihe.librarian_id).get(f"/en/staff/exchange/lists/{listed}").text, 1)
    assert stood.keys().isdisjoint({"weight_g-1", "remark-1"})
    assert "title-1" in stood


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


STOOD = {
    **{f"text-{number}": f"line {number}" for number in (1, 2, 3)},
    **{f"text_was-{number}": mark([f"line {number}"]) for number in (1, 2, 3)},
    "title-1": "A",
    "year-1": "1999",
    "fields_was-1": mark(["A", 1999]),
}


@pytest.mark.parametrize(
    ("changes", "pressed", "found"),
    [
        ({}, None, {}),
        ({"text-2": "  line  2 "}, None, {}),
        ({"text-3": "x", "text-2": "y"}, None, {2: Written.TEXT, 3: Written.TEXT}),
        ({"text-2": ""}, None, {2: Written.TEXT}),
        ({"year-1": "2000"}, None, {1: Written.FIELDS}),
        ({"year-1": "2000", "text-1": "x"}, None, {1: Written.FIELDS}),
        ({"year-1": "2000", "text-1": "x"}, (1, Written.TEXT), {1: Written.TEXT}),
        ({"text-3": "x"}, (2, Written.TEXT), {2: Written.TEXT, 3: Written.TEXT}),
        ({"text-3": "x"}, (1, Written.FIELDS), {1: Written.FIELDS, 3: Written.TEXT}),
        ({"text_was-x": "1", "text_was-9999999999": "1"}, None, {}),
    ],
)
def test_every_line_that_was_changed_is_found_and_the_one_whose_button_was_pressed(changes, pressed, found):
    assert edited(STOOD | changes, pressed) == found
    turned = dict(reversed((STOOD | changes).items()))
    assert edited(turned, pressed) == found, "the order of the fields makes no difference"


FIVE = "\n".join(f"《甲{sign}》 作家出版社 201{number}" for number, sign in enumerate("一二三四五", start=1))


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "您修改的3行已重新识别"), ("ru", "3 изменённые строки прочитаны снова")]
)
def test_edits_in_several_lines_are_all_read_whichever_button_is_pressed(web, heihe, at_desk, language, told):
    listed = heihe.sends(FIVE)
    desk, where = at_desk(heihe.librarian_id), f"/{language}/staff/exchange/lists/{listed}"
    typed = sent_by(desk.get(where).text)
    typed |= {"text-2": "《乙二》 作家出版社 2002", "title-3": "乙三", "text-4": "《乙四》 作家出版社 2004"}
    read = desk.post(f"{where}/lines/4", data=typed, follow_redirects=True)
    assert [line.told["title"] for line in heihe.lines(listed)] == ["甲一", "乙二", "乙三", "乙四", "甲五"]
    assert told in read.text

    for number, door in enumerate(("corrections", "lines/5/leave-out", "lines/5/leave-out", "answers"), start=1):
        typed = sent_by(desk.get(where).text) | {"text-1": f"《丙{number}》 作家出版社 2001"}
        assert desk.post(f"{where}/{door}", data=typed).status_code == 302, door
        assert heihe.lines(listed)[0].told["title"] == f"丙{number}", door


def test_nothing_is_read_where_one_of_the_edits_cannot_be_and_all_of_them_stay_typed(web, heihe, at_desk):
    listed = heihe.sends(FIVE)
    desk, where = at_desk(heihe.librarian_id), f"/en/staff/exchange/lists/{listed}"
    typed = sent_by(desk.get(where).text) | {"text-2": "《乙二》 作家出版社 2002", "year-3": "long ago", "text-4": " "}
    refused = desk.post(f"{where}/lines/2", data=typed)
    page = lxml.html.fromstring(refused.text)
    assert refused.status_code == 422
    assert page.xpath("//*[@id='text-2']/@value") == ["《乙二》 作家出版社 2002"]
    assert page.xpath("//*[@id='year-3']/@value") == ["long ago"]
    assert page.xpath("//*[@id='text-4-error']")
    assert [line.told["title"][0] for line in heihe.lines(listed)] == ["甲"] * 5


def test_an_answer_to_a_line_that_was_changed_is_none_and_the_enter_key_reads_what_was_changed(web, heihe, at_desk):
    first, second, third, last = (UNSURE.replace("青春万岁", title) for title in ("甲书", "乙书", "丙书", "丁书"))
    listed = heihe.sends(f"{first}\n{second}")
    desk, where = at_desk(heihe.librarian_id), f"/en/staff/exchange/lists/{listed}"
    page = desk.get(where).text
    default = lxml.html.fromstring(page).xpath("//form[contains(@action, '/answers')]//button")[0]
    assert default.get("formaction", "").partition("?")[0].endswith("/corrections"), "what Enter presses"
    typed = sent_by(page) | {"text-1": third}
    for word in ("as_read-1", "as_read-all"):
        desk.post(f"{where}/answers", data=typed | {"do": word})
        typed = sent_by(desk.get(where).text) | {"text-1": last}
    assert [line.problem for line in heihe.lines(listed)] == ["unsure", "unsure"]
    assert heihe.lines(listed)[0].text == last


def test_an_emptied_field_is_taken_as_empty_and_no_record_fills_it_again():
    told = {"title": "甲书", "author": "缺中册", "publisher": "乙社"}
    given = LineFields(title="甲书", publisher="乙社")
    assert (in_fields(told, given).entry.author, emptied(told, given)) == (None, ["author"])
    again = {"title": "甲书", "publisher": "乙社", "emptied": ["author"]}
    assert emptied(again, given) == ["author"]
    assert emptied(again, LineFields(title="甲书", author="丙", publisher="乙社")) == []


def test_a_year_is_taken_as_a_title_page_has_it():
    assert [LineFields(title="x", year=told).year for told in ("1991年2月", "1991", "一九九一年")] == [1991] * 3
    with pytest.raises(ValidationError):
        LineFields(title="x", year="1991 или 1992")


def test_a_wrong_isbn_stays_as_printed_or_is_put_right_and_no_other_is_taken():
    told = {"title": "甲书", "printed_isbn": "7-02-000163-0"}
    assert as_fields(told)["isbn"] == "7-02-000163-0"
    stays = in_fields(told, LineFields(title="甲书", isbn="7-02-000163-0")).entry
    right = in_fields(told, LineFields(title="甲书", isbn=ISBN, condition="worn")).entry
    assert (stays.isbn, stays.printed_isbn) == (None, "7-02-000163-0")
    assert (right.isbn, right.printed_isbn, right.condition) == (ISBN, None, "worn")
    with pytest.raises(InvalidInput):
        in_fields(told, LineFields(title="甲书", isbn="7-02-000163-9"))


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_fields_of_a_line_have_condition_and_isbn_and_a_mistake_is_told_at_the_top(heihe, at_desk, language):
    listed = heihe.sends(f"{UNSURE}\n甲书 作家出版社 2012")
    desk = at_desk(heihe.librarian_id)
    door, stood = fields_of(desk.get(f"/{language}/staff/exchange/lists/{listed}").text, 1)
    refused = desk.post(door, data=stood | {"isbn-1": "978-7-02-000220-1"})
    page = lxml.html.fromstring(refused.text)
    assert refused.status_code == 422
    assert page.xpath("//*[@role='alert']//a/@href") == ["#isbn-1"]
    told = {"isbn-1": ISBN, "condition-1": "worn", "year-1": "1979年2月", "author-1": "", "title-1": "青春万岁"}
    assert desk.post(door, data=stood | told).status_code == 302
    (line, _other) = heihe.lines(listed)
    assert (line.told["isbn"], line.told["condition"], line.told["year"]) == (ISBN, "worn", 1979)
    assert line.entry.get("author") is None


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_all_were_read_rightly_is_asked_once_more_with_every_line(heihe, at_desk, language):
    listed = heihe.sends(f"{UNSURE}\n李四 《江边》 9成新 有章 3本")
    desk = at_desk(heihe.librarian_id)
    address = f"/{language}/staff/exchange/lists/{listed}/answers"
    asked = desk.post(address, data={"do": "as_read-all"})
    assert [line.problem for line in heihe.lines(listed)] == ["unsure", "unsure"]
    assert "青春万岁" in asked.text
    assert "江边" in asked.text
