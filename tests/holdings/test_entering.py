"""The desk tells before it writes: a book that is there already, and why a record stays, beside the button."""

import lxml.html
import pytest
import sqlalchemy as sa

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


def test_why_a_record_stays_stands_beside_the_button_and_the_reason_is_still_chosen(clerk, lang, app):
    with reading() as session:
        item = session.scalars(sa.select(Item)).one().id
    availability.PROMISES.fill(app, "test", sa.select(sa.literal(item)))
    page = lxml.html.fromstring(clerk.get(f"/{lang}/staff/holdings?q=A1").text)
    book = page.xpath("//th[contains(@class, 'ti')]//a")[0].get("href")
    refused = clerk.post(f"{book}/withdraw", data={"reason": "lost", "reason_note": "с 2020 года"})
    assert refused.status_code == 409
    shown = lxml.html.fromstring(refused.text)
    assert WORDS[lang][2] in shown.xpath("//section[@aria-labelledby='leave']//*[@role='alert']")[0].text_content()
    form = next(each for each in shown.forms if each.action == f"{book}/withdraw")
    assert (form.fields["reason"], form.fields["reason_note"]) == ("lost", "с 2020 года")


def test_an_empty_field_for_all_is_marked(clerk, lang):
    page = lxml.html.fromstring(clerk.get(f"/{lang}/staff/holdings").text)
    [tick] = [each.get("value") for each in page.xpath("//input[@name='row']")]
    refused = clerk.post(f"/{lang}/staff/holdings", data={"row": tick, "act": "call_number"})
    assert refused.status_code == 422
    told = lxml.html.fromstring(refused.text).get_element_by_id("new_call_number-error")
    assert WORDS[lang][3] in told.text_content()
