"""What the page of a loan says of the library's own copy: its number, which can be put right, and where it has been."""

import lxml.html
import pytest

from library_exchange.catalogue.models import Item
from library_exchange.core.db import reading

CORRECT = {"zh": "更正号码", "ru": "Исправить номер"}
NOTED = {"zh": "单册号码已登记", "ru": "Номер экземпляра записан"}
TAKEN = {
    "zh": "此号码已属于本馆另一单册：《{}》",
    "ru": "Этот номер уже есть у другого экземпляра вашей библиотеки: «{}»",
}


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


@pytest.fixture
def found(heihe, amur, deliver):
    """A book of no catalogue that the Amur found on its shelf, with a wrong number."""
    no = heihe.is_asked_for_unknown("Сказки таёжной реки")
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    amur.does("will_supply", no, item_id=None)
    amur.does("found", no, barcode=" ０１２ ３４５６ ")
    return no


def number_of(library, no):
    with reading() as session:
        return session.get_one(Item, library.loan(no).item_id).barcode


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_number_typed_wrong_when_the_book_was_found_is_put_right_on_the_page_of_its_copy(
    heihe, amur, found, at_desk, language
):
    browser, loan = at_desk(amur), amur.loan(found)
    assert number_of(amur, found) == "012 3456"
    page = browser.get(f"/{language}/loans/{loan.id}").text
    assert CORRECT[language] in page
    door = f"/{language}/staff/items/{loan.item_id}/number"
    answer = browser.post(door, data={"barcode": " И-８ "}, follow_redirects=True)
    assert (answer.status_code, NOTED[language] in answer.text) == (200, True)
    assert number_of(amur, found) == "И-8"
    browser.post(door, data={"barcode": ""})
    assert number_of(amur, found) is None


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_the_number_of_another_copy_is_no_number_of_this_one(amur, found, at_desk, language):
    other = amur.holds("История Амура")[0]
    with reading() as session:
        taken = session.get_one(Item, other).barcode
    door = f"/{language}/staff/items/{amur.loan(found).item_id}/number"
    answer = at_desk(amur).post(door, data={"barcode": taken})
    page = lxml.html.fromstring(answer.text)
    [field] = page.xpath("//input[@aria-invalid='true']")
    assert (answer.status_code, field.get("name"), field.get("value")) == (422, "barcode", taken)
    assert TAKEN[language].format("История Амура") in page.text_content()
    assert page.xpath("//a[@data-corrects]/@href") == [f"#{field.get('id')}"]
    assert number_of(amur, found) == "012 3456"


def test_another_library_puts_no_number_right(heihe, amur, found, at_desk):
    door = f"/zh/staff/items/{amur.loan(found).item_id}/number"
    assert at_desk(heihe).post(door, data={"barcode": "1"}).status_code == 404
    assert number_of(amur, found) == "012 3456"


@pytest.mark.parametrize(("language", "told"), [("zh", "包裹未寄达"), ("ru", "посылка не дошла")])
def test_the_page_of_a_parcel_that_did_not_arrive_does_not_say_that_the_book_was_read(
    heihe, amur, at_desk, deliver, language, told
):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, "will_supply found ship parcel_returned", deliver)
    page = at_desk(amur).get(f"/{language}/loans/{amur.loan(no).id}").text
    assert told in page
    assert page.count('<li class="done">') == 3
