"""A page stood open while its book was taken out of the catalogue, and another one came: nobody gets the other one."""

from html import unescape
from io import BytesIO

import pytest
import sqlalchemy as sa
from lxml import html
from sqlmodel import col

from library_exchange.catalogue.models import Import, SourceRecord
from library_exchange.core.actor import Role
from library_exchange.core.db import reading
from library_exchange.loans.models import LoanRequest
from library_exchange.offers.models import Want, WantProposal
from tests.imports.files import record

NOTHING_ORDERED = {
    "ru": "Этой книги больше нет в каталоге, поэтому ничего не заказано и не сохранено.",
    "zh": "目录中已没有这本书，因此没有提交任何申请，也没有保存任何内容。",
}
NOT_THERE = {"ru": "Такой книги в каталоге нет или больше нет.", "zh": "目录中没有这本书，或已不再收录。"}
OTHERS = "Слесарное дело"


@pytest.fixture
def library(web, make_library):
    """The id of the library whose file is taken back."""
    return make_library("Amur", "RU")


@pytest.fixture
def librarian(web, signed_in, library):
    """A librarian's browser."""
    return signed_in(web, "olga@amur.example", library_id=library, roles=Role.LIBRARIAN)


@pytest.fixture
def reader(web, signed_in, library):
    """The browser of a reader of that library."""
    return signed_in(web, "anna@amur.example", library_id=library, roles=Role.READER)


def take_in(librarian, deliver, *records):
    sent = {"file": (BytesIO(b"".join(records)), "каталог.mrc")}
    page = librarian.post("/ru/staff/imports", data=sent, content_type="multipart/form-data").location
    deliver()
    librarian.post(f"{page}/start")
    deliver()
    with reading() as session:
        newest = session.scalars(sa.select(col(Import.id)).order_by(col(Import.id).desc())).first()
        given = col(SourceRecord.import_id) == newest
        return page, session.scalars(sa.select(col(SourceRecord.record_id)).where(given)).one()


@pytest.fixture
def gone(librarian, deliver):
    """The number of a record whose file was taken back, before another file was taken in."""
    page, number = take_in(librarian, deliver, record("1", "Подлинная история А-Кью", author="Лу Синь"))
    assert librarian.get(f"/ru/r/{number}").status_code == 200
    librarian.post(f"{page}/undo", data={"sure": "yes"})
    deliver()
    _page, other = take_in(librarian, deliver, record("2", OTHERS, author="Петров, П. П."))
    assert librarian.get(f"/ru/r/{other}").status_code == 200
    return number


def kept():
    with reading() as session:
        return [len(session.scalars(sa.select(table)).all()) for table in (LoanRequest, Want, WantProposal)]


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_an_order_form_that_stood_open_orders_nothing(web, reader, gone, language):
    answer = reader.post(f"/{language}/loans/new", data={"record_id": gone, "service": "loan"})
    assert answer.status_code == 404
    assert NOTHING_ORDERED[language] in unescape(answer.text)
    assert OTHERS not in answer.text
    assert kept() == [0, 0, 0]


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_a_page_that_is_gone_says_so_and_leads_to_no_other_book(web, reader, gone, language):
    for address in (f"/{language}/r/{gone}", f"/{language}/loans/new?record={gone}"):
        answer = reader.get(address)
        assert answer.status_code == 404
        assert NOT_THERE[language] in unescape(answer.text) or NOTHING_ORDERED[language] in unescape(answer.text)
        assert OTHERS not in answer.text


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_what_was_typed_about_a_book_that_is_gone_stays_in_the_form(web, reader, librarian, gone, language):
    typed = {"note": "Для семинара 25 марта", "record_id": gone}
    forms = [
        (librarian, "/loans/new", typed | {"service": "Loan", "reader": "Анна", "needed_by": "2100-03-20"}),
        (reader, "/loans/new", typed | {"service": "Loan"}),
        (reader, "/exchange/propose", typed),
        (librarian, "/staff/exchange/wants/new", {"kind": "edition", "record_id": gone, "priority": "5", "cap": "7"}),
    ]
    for browser, address, form in forms:
        answer = browser.post(f"/{language}{address}", data=form)
        assert NOTHING_ORDERED[language] in unescape(answer.text), address
        shown = html.fromstring(answer.text)
        [sent_to] = shown.xpath(f"//form[contains(@action, '{address}')][.//*[@name='title']]")
        fields = dict(sent_to.form_values())
        assert (
            fields.items()
            >= {name: value for name, value in form.items() if name not in ("record_id", "service")}.items()
        )
        # The book is named anew, never by the number of the record that is gone.
        assert not fields.get("record_id"), address
    assert kept() == [0, 0, 0]


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_no_other_book_is_proposed_wanted_or_listed(web, reader, librarian, gone, language):
    forms = [
        (reader, "/exchange/propose", {"record_id": gone, "title": ""}),
        (librarian, "/staff/exchange/wants/new", {"kind": "edition", "record_id": gone, "priority": 2}),
        (librarian, "/loans/new", {"record_id": gone, "service": "loan"}),
    ]
    for browser, address, form in forms:
        answer = browser.post(f"/{language}{address}", data=form)
        assert answer.status_code == 404, address
        assert NOTHING_ORDERED[language] in unescape(answer.text), address
        assert OTHERS not in browser.get(f"/{language}{address}?record={gone}").text
    assert kept() == [0, 0, 0]
