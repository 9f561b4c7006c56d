"""An edition that a list does not propose is searched for in the catalogue, and the line takes it."""

import lxml.html
import pytest

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.db import transaction
from library_exchange.exchange_lists.models import EditionChoice
from library_exchange.list_reading.rules.lines import Problem
from tests.catalogue.books import book, give
from tests.partners import Partner, rows_of

TITLE, OTHER = "Записки о Харбине", "Дневник путешествия"


@pytest.fixture
def heihe(web, make_partner) -> Partner:
    return make_partner("Heihe", "CN")


@pytest.fixture
def records(web, heihe) -> list[int]:
    """Two books of different titles that the search finds."""
    return [give(heihe.id, book(title, number=str(n), language="rus")) for n, title in enumerate((TITLE, OTHER), 1)]


def buttons(page) -> list[str]:
    return lxml.html.fromstring(page.text).xpath("//input[@name='record_id']/@value")


@pytest.mark.parametrize(("language", "words"), [("zh", "在目录中查找版本"), ("ru", "Найти издание в каталоге")])
def test_a_line_is_led_to_the_catalogue_s_own_search_and_takes_what_is_found(heihe, records, at_desk, language, words):
    desk, list_id = at_desk(heihe.librarian_id), heihe.sends("Харбинские записки")
    listed = desk.get(f"/{language}/staff/exchange/lists/{list_id}")
    place = f"/{language}/staff/exchange/lists/{list_id}/lines/1/edition"
    link = lxml.html.fromstring(listed.text).xpath(f"//a[text()='{words}']/@href")
    assert [each.split("?")[0] for each in link] == [place]
    assert lxml.html.fromstring(desk.get(place).text).xpath("//input[@name='q']/@value") == ["Харбинские записки"]
    found = desk.get(place, query_string={"q": "дневник"})
    assert buttons(found) == [str(records[1])]
    assert desk.post(place, data={"record_id": records[1]}).status_code == 302
    line = heihe.lines(list_id)[0]
    assert (line.problem, line.record_id, line.entry["title"]) == (None, records[1], OTHER)
    assert rows_of(EditionChoice) == [], "what is said of one line is not taken for a title"
    again = desk.get(f"/{language}/staff/exchange/lists/{list_id}")
    radios = lxml.html.fromstring(again.text).xpath("//input[@name='edition-1'][@checked]/@value")
    assert radios == [str(records[1])], "the way back stands beside what was found"
    desk.post(f"/{language}/staff/exchange/lists/{list_id}/answers", data={"edition-1": "none"})
    assert heihe.lines(list_id)[0].record_id is None


def test_of_a_title_that_the_list_knows_another_book_can_be_meant(heihe, records, at_desk):
    desk, list_id = at_desk(heihe.librarian_id), heihe.sends(f"{TITLE}\n{TITLE}")
    assert heihe.lines(list_id)[0].record_id == records[0]
    desk.post(f"/en/staff/exchange/lists/{list_id}/lines/1/edition", data={"record_id": records[1]})
    assert [line.record_id for line in heihe.lines(list_id)] == [records[1], records[0]]


def test_what_does_not_stand_in_the_catalogue_is_not_found(heihe, records, at_desk):
    desk, list_id = at_desk(heihe.librarian_id), heihe.sends(TITLE)
    with transaction() as session:
        session.get_one(BibliographicRecord, records[1]).merged_into_id = records[0]
    place = f"/en/staff/exchange/lists/{list_id}/lines/1/edition"
    for number in (records[1], 999999):
        assert desk.post(place, data={"record_id": number}).status_code == 404
    assert heihe.lines(list_id)[0].record_id == records[0]


def test_a_line_that_was_taken_in_is_changed_among_the_offers(heihe, records, at_desk):
    desk, list_id = at_desk(heihe.librarian_id), heihe.sends(f"{TITLE}\n978-7-02-000220-8")
    heihe.takes(list_id)
    place = f"/ru/staff/exchange/lists/{list_id}/lines/1/edition"
    answer = desk.post(place, data={"record_id": records[1]})
    assert answer.status_code == 409
    assert heihe.lines(list_id)[1].problem is Problem.BAD_ISBN
