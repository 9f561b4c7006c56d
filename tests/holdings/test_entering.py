"""The desk tells before it writes: a book that is there already, and why a book stays, on top of its page."""

import lxml.html
import pytest
import sqlalchemy as sa

from library_exchange.catalogue import resources
from library_exchange.catalogue.models import Item
from library_exchange.catalogue.queries import availability
from library_exchange.core.actor import Role
from library_exchange.core.db import reading
from tests.imports.files import record

WORDS = {
    "zh": ("本馆的相似图书", "同一种书", "有单册已承诺", "请填写此项"),
    "ru": ("Похожие книги вашей библиотеки", "та же книга", "Экземпляр обещан или выдан", "Заполните это поле"),
}
VILLAGE = {"title": "История посёлка", "authors": "Смирнов А. А.", "publisher": "Амур", "year": "1971"}


@pytest.fixture(params=["zh", "ru"])
def lang(request):
    return request.param


@pytest.fixture
def clerk(app, library, signed_in):
    library.sends(record("1", "Записки о реке", copies=[("84", "A1")]))
    return signed_in(app, library_id=library.library_id, roles=Role.LIBRARIAN)


def titles_listed(clerk, lang):
    page = lxml.html.fromstring(clerk.get(f"/{lang}/staff/holdings").text)
    return [" ".join(each.text_content().split()) for each in page.xpath("//th[contains(@class, 'ti')]//a")]


def test_a_book_that_is_there_is_shown_and_gets_the_copy_that_was_typed(clerk, lang):
    assert clerk.post(f"/{lang}/staff/holdings/new", data=VILLAGE).status_code == 302
    again = clerk.post(f"/{lang}/staff/holdings/new", data=VILLAGE | {"barcode": "Я5"})
    assert again.status_code == 409
    assert all(word in again.text for word in WORDS[lang][:2])
    [button] = lxml.html.fromstring(again.text).xpath("//button[@name='add_to']")
    assert 'value="Я5"' in again.text
    form = button.xpath("ancestor::form")[0]
    assert form.xpath(".//button")[0].get("name") is None  # what the key Enter in a field presses
    added = clerk.post(f"/{lang}/staff/holdings/new", data=VILLAGE | {"barcode": "Я5", "add_to": button.get("value")})
    assert added.headers["Location"].endswith(f"/staff/holdings/{button.get('value')}")
    assert "Я5" in clerk.get(added.headers["Location"]).text
    assert titles_listed(clerk, lang).count("История посёлка") == 1


def test_another_book_is_entered_once_somebody_says_so(clerk, lang):
    clerk.post(f"/{lang}/staff/holdings/new", data=VILLAGE)
    assert clerk.post(f"/{lang}/staff/holdings/new", data=VILLAGE | {"another": "y"}).status_code == 302
    assert titles_listed(clerk, lang).count("История посёлка") == 2


def on_top(page):
    """Return what the page says before all its sections."""
    [said] = page.xpath("//main//*[@role='alert'][not(ancestor::section)][not(preceding::section[ancestor::main])]")
    return said


REQUEST = {"url": "/ru/loans/7", "number": "R-7", "state": "Shipped", "ended_on": None}


@pytest.fixture
def lent_book(clerk, lang, app):
    """The address of a record whose only copy is lent, with its request."""
    with reading() as session:
        item = session.scalars(sa.select(Item)).one().id
    availability.PROMISES.fill(app, "test", sa.select(sa.literal(item)))
    resources.TITLE_LOANS.fill(app, "test", lambda *_asked: [REQUEST])
    page = lxml.html.fromstring(clerk.get(f"/{lang}/staff/holdings?q=A1").text)
    return page.xpath("//th[contains(@class, 'ti')]//a")[0].get("href")


@pytest.mark.parametrize("what", ["the record", "its copy"])
def test_why_a_book_stays_stands_on_top_of_its_page_with_the_request_and_the_reason_is_still_chosen(
    clerk, lang, lent_book, what
):
    door = f"{lent_book}/withdraw" if what == "the record" else f"{lent_book}/copies/withdraw"
    [tick] = lxml.html.fromstring(clerk.get(lent_book).text).xpath("//input[@name='copy']/@value")
    given = {"reason": "lost", "reason_note": "с 2020 года"} | ({"copy": tick} if what == "its copy" else {})
    refused = clerk.post(door, data=given)
    assert refused.status_code == 409
    shown = lxml.html.fromstring(refused.text)
    told = on_top(shown)
    assert WORDS[lang][2] in told.text_content()
    assert told.xpath(".//a/@href") == [REQUEST["url"]]
    form = next(each for each in shown.forms if each.action == door)
    assert (form.fields["reason"], form.fields["reason_note"]) == ("lost", "с 2020 года")
    assert bool(shown.xpath("//input[@name='copy']/@checked")) is (what == "its copy")


def test_the_page_of_a_lent_copy_leads_to_the_request_that_is_to_end_first(clerk, lang, lent_book):
    page = lxml.html.fromstring(clerk.get(lent_book).text)
    [place] = page.xpath("//td/a[contains(@href, '/copies/')]/@href")
    form = next(each for each in lxml.html.fromstring(clerk.get(place).text).forms if each.action == place)
    refused = clerk.post(place, data=dict(form.fields) | {"state": "withdrawn", "reason": "lost"})
    assert refused.status_code == 409
    assert on_top(lxml.html.fromstring(refused.text)).xpath(".//a/@href") == [REQUEST["url"]]


@pytest.mark.parametrize(
    ("door", "given", "field"),
    [
        ("/withdraw", {}, "reason"),
        ("/copies/withdraw", {"reason": "lost"}, "ticked"),
        ("/copies/withdraw", {"copy": "1-x"}, "reason-ticked"),
        ("/copies", {"copies": "many"}, "copies"),
    ],
)
def test_whichever_form_of_the_page_is_refused_it_says_so_on_top(clerk, lang, door, given, field):
    page = lxml.html.fromstring(clerk.get(f"/{lang}/staff/holdings").text)
    book = page.xpath("//th[contains(@class, 'ti')]//a")[0].get("href")
    refused = clerk.post(book + door, data=given)
    assert refused.status_code == 422
    assert on_top(lxml.html.fromstring(refused.text)).xpath(".//a/@href") == [f"#{field}"]


def test_an_empty_field_for_all_is_marked(clerk, lang):
    page = lxml.html.fromstring(clerk.get(f"/{lang}/staff/holdings").text)
    [tick] = [each.get("value") for each in page.xpath("//input[@name='row']")]
    refused = clerk.post(f"/{lang}/staff/holdings", data={"row": tick, "act": "call_number"})
    assert refused.status_code == 422
    told = lxml.html.fromstring(refused.text).get_element_by_id("new_call_number-error")
    assert WORDS[lang][3] in told.text_content()
