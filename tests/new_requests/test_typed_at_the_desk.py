"""A request typed at the desk, for a reader of the own library: as if she had asked herself."""

import re
from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.actor import Role
from library_exchange.core.db import reading
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.services import notices
from tests.loans.conftest import add_person, name_the_reader

TITLE = "История Амура"


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def test_a_request_typed_at_the_desk_is_the_readers_own(heihe, amur, at_desk, deliver):
    name_the_reader(heihe, "Соколова Пробная", "K-4711")
    browser = at_desk(heihe)
    for given in ("K-4711", "соколова", "Пробная Соколова"):
        data = {"record_id": amur.records[TITLE], "reader": given}
        answer = browser.post("/en/loans/new", data=data, follow_redirects=True)
        assert "Соколова Пробная" in text_of(answer)
    assert "This reader has already asked for this book" in text_of(answer)
    with reading() as session:
        loans = session.scalars(sa.select(LoanRequest).where(col(LoanRequest.library_id) == heihe.id)).all()
    assert [loan.reader_id for loan in loans] == [heihe.reader_id]


def test_she_gets_the_same_mails_as_if_she_had_asked_herself(heihe, amur, at_desk, monkeypatch):
    told = []
    monkeypatch.setattr(notices, "notify_person", lambda _s, who, name, **_more: told.append((who.id, name)))
    name_the_reader(heihe, "Соколова Пробная", "K-4711")
    at_desk(heihe).post("/en/loans/new", data={"record_id": amur.records[TITLE], "reader": "K-4711"})
    with reading() as session:
        no = session.scalars(sa.select(LoanRequest.request_no)).one()
    heihe.does("send", no, supplier_id=amur.id)
    assert told == [(heihe.reader_id, "loans/reader_sent_on")]


def test_of_several_readers_of_one_name_the_librarian_chooses(heihe, amur, at_desk):
    name_the_reader(heihe, "Соколова Пробная", "K-1")
    other = add_person(heihe.id, Role.READER, name="Соколова Вторая")
    browser, asked = at_desk(heihe), {"record_id": amur.records[TITLE], "reader": "Соколова"}
    page = browser.post("/en/loans/new", data=asked)
    assert page.status_code == 422
    assert "Several readers are called so" in text_of(page)
    assert f'value="{other}"' in page.text
    browser.post("/en/loans/new", data=asked | {"reader_id": other})
    with reading() as session:
        assert session.scalars(sa.select(LoanRequest.reader_id)).all() == [other]


def test_only_readers_of_the_own_library_can_be_named(heihe, amur, khabarovsk, at_desk):
    name_the_reader(khabarovsk, "Соколова Чужая", "K-9")
    browser = at_desk(heihe)
    for given in ({"reader": "K-9"}, {"reader": "Чужая"}, {"reader_id": khabarovsk.reader_id}):
        page = browser.post("/en/loans/new", data={"record_id": amur.records[TITLE]} | given)
        assert page.status_code == 422
        assert "Your library has no reader with this card or name" in text_of(page)
        assert 'href="#reader"' in page.text


def test_where_no_reader_is_found_those_like_her_are_offered(heihe, khabarovsk, amur, at_desk):
    name_the_reader(heihe, "Соколова Пробная", "K-1")
    name_the_reader(khabarovsk, "Соколова Чужая", "K-9")
    browser, asked = at_desk(heihe), {"record_id": amur.records[TITLE]}
    page = browser.post("/en/loans/new", data=asked | {"reader": "соколв"})
    assert page.status_code == 422
    assert f'<option value="{heihe.reader_id}"' in page.text
    assert "Чужая" not in page.text
    assert "invited by the administrator" in text_of(page)
    browser.post("/en/loans/new", data=asked | {"reader": "соколв", "reader_id": heihe.reader_id})
    with reading() as session:
        assert session.scalars(sa.select(LoanRequest.reader_id)).all() == [heihe.reader_id]


def test_a_librarian_writes_in_what_a_citation_lacks(heihe, amur, at_desk):
    no = heihe.is_asked_for_unknown("Сказки таёжной реки")
    browser, path = at_desk(heihe), f"/en/loans/{heihe.loan(no).id}"
    assert "Author and year are missing" in text_of(browser.get(path))
    assert "four digits" in text_of(browser.post(f"{path}/citation", data={"year": "давно"}, follow_redirects=True))
    page = browser.post(f"{path}/citation", data={"author": "Наволочкин Н. Д."}, follow_redirects=True)
    assert "The year is missing" in text_of(page)
    page = browser.post(f"{path}/citation", data={"author": "Другой А.", "year": "1978"}, follow_redirects=True)
    assert "missing" not in text_of(page)
    assert "Наволочкин Н. Д." in text_of(page)
    assert "Другой" not in text_of(page)
    assert at_desk(amur).post(f"{path}/citation", data={"year": "1978"}).status_code == 404
    heihe.does("send", no, supplier_id=amur.id)
    assert browser.post(f"{path}/citation", data={"year": "1979"}).status_code == 409


def test_a_reader_cannot_ask_in_anothers_name(heihe, amur, at_desk):
    reader = at_desk(heihe, Role.READER)
    data = {"record_id": amur.records[TITLE], "reader_id": heihe.reader_id}
    assert reader.post("/en/loans/new", data=data).status_code == 302
    with reading() as session:
        assert session.scalars(sa.select(LoanRequest.reader_id)).one() != heihe.reader_id
