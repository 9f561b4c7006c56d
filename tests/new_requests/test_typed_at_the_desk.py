"""A request typed at the desk, for a reader of the own library: as if she had asked herself."""

import re
from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts import services as accounts
from library_exchange.accounts.models import User
from library_exchange.accounts.queries import find_user
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.services import notices
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
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
    assert "Several readers have this card number or name" in text_of(page)
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
        assert "Your library has no reader with this card, name or telephone" in text_of(page)
        assert 'href="#reader"' in page.text


def test_where_no_reader_is_found_those_like_her_are_offered(heihe, khabarovsk, amur, at_desk):
    name_the_reader(heihe, "Соколова Пробная", "K-1")
    name_the_reader(khabarovsk, "Соколова Чужая", "K-9")
    browser, asked = at_desk(heihe), {"record_id": amur.records[TITLE]}
    page = browser.post("/en/loans/new", data=asked | {"reader": "соколв"})
    assert page.status_code == 422
    assert f'<option value="{heihe.reader_id}"' in page.text
    assert "Чужая" not in page.text
    assert "New reader" in text_of(page)
    browser.post("/en/loans/new", data=asked | {"reader": "соколв", "reader_id": heihe.reader_id})
    with reading() as session:
        assert session.scalars(sa.select(LoanRequest.reader_id)).all() == [heihe.reader_id]


def test_a_reader_who_has_not_accepted_the_invitation_can_be_asked_for(heihe, amur, at_desk):
    browser = at_desk(heihe)
    new = {"name": "Новая Приглашённая", "card_no": "K-5", "email": "new@heihe.example", "language": "ru"}
    assert browser.post("/en/readers/new", data=new).status_code == 302
    for given in ("K-5", "приглашённая"):
        data = {"record_id": amur.records[TITLE], "reader": given}
        page = text_of(browser.post("/en/loans/new", data=data, follow_redirects=True))
        assert "Новая Приглашённая" in page
        assert "The invitation has not been accepted yet" in page
    with reading() as session:
        assert len(session.scalars(sa.select(LoanRequest.reader_id)).all()) == 1


def test_until_she_accepts_the_desk_calls_her_as_it_wrote_her_and_not_by_her_account(heihe, amur, at_desk):
    with transaction() as session:
        accounts.add_user(session, "anna@amur.example", name="Анна Тайная")
    browser = at_desk(heihe)
    new = {"name": "Аня", "email": "anna@amur.example", "language": "ru"}
    browser.post("/en/readers/new", data=new)
    data = {"record_id": amur.records[TITLE], "reader": "Аня"}
    page = browser.post("/en/loans/new", data=data, follow_redirects=True)
    assert "Аня" in page.text
    for path in ("/en/readers", "/en/staff", "/en/staff?q=Тайная"):
        assert "Анна Тайная" not in page.text + browser.get(path).text
    assert browser.post("/en/loans/new", data=data | {"reader": "Тайная"}).status_code == 422


def test_a_new_reader_is_added_with_the_request_and_the_book_is_kept(heihe, amur, at_desk):
    browser, asked = at_desk(heihe), {"record_id": amur.records[TITLE], "note": "срочно", "reader": "Дуня"}
    page = browser.post("/en/loans/new", data=asked)
    assert page.status_code == 422
    assert re.search(r"<details[^>]* open><summary>New reader", page.text)
    page = browser.post("/en/loans/new", data=asked | {"new_card_no": "K-8"})
    assert (page.status_code, 'href="#new_name"' in page.text, 'value="K-8"' in page.text) == (422, True, True)
    page = browser.post("/en/loans/new", data=asked | {"new_name": "Дуня", "new_card_no": "K-8"}, follow_redirects=True)
    shown = text_of(page)
    for told in ("Дуня", "K-8", "срочно", "No e-mail: tell her by telephone"):
        assert told in shown
    again = browser.post("/en/loans/new", data=asked | {"new_name": "Другая", "new_card_no": "K-8"})
    assert (again.status_code, "belongs to Дуня already" in text_of(again)) == (422, True)
    with reading() as session:
        assert session.scalars(sa.select(User.name).where(col(User.email).is_(None))).all() == ["Дуня"]


def test_namesakes_are_asked_about_and_told_apart_where_one_is_chosen(heihe, amur, at_desk):
    browser, asked = at_desk(heihe), {"record_id": amur.records[TITLE]}
    first = asked | {"new_name": "Дуня", "new_phone": "+7 914 555"}
    page = text_of(browser.post("/en/loans/new", data=first, follow_redirects=True))
    assert "+7 914 555" in page, "the page of the request tells how to reach her"
    second = asked | {"new_name": "Дуня", "new_card_no": "K-9"}
    question = text_of(browser.post("/en/loans/new", data=second))
    assert "has a reader of this name already" in question
    assert "+7 914 555" in question
    assert browser.post("/en/loans/new", data=second | {"sure": "yes"}).status_code == 302
    several = text_of(browser.post("/en/loans/new", data=asked | {"reader": "Дуня"}))
    assert "Дуня, +7 914 555" in several
    assert "Дуня, card K-9" in several


def test_a_reader_is_not_added_where_the_request_is_refused(heihe, amur, at_desk):
    sent = {"record_id": amur.records[TITLE], "new_name": "Дуня", "needed_by": "2020-01-01"}
    page = at_desk(heihe).post("/en/loans/new", data=sent)
    assert (page.status_code, 'value="Дуня"' in page.text) == (422, True)
    with reading() as session:
        assert session.scalars(sa.select(User.id).where(col(User.name) == "Дуня")).all() == []


def test_a_librarian_writes_in_what_a_citation_lacks(heihe, amur, at_desk):
    no = heihe.is_asked_for_unknown("Сказки таёжной реки")
    browser, path = at_desk(heihe), f"/en/loans/{heihe.loan(no).id}"
    assert "Author and year are missing" in text_of(browser.get(path))
    refused = browser.post(f"{path}/citation", data={"author": "Наволочкин", "year": "民国二十年"})
    assert refused.status_code == 422
    assert 'href="#complete-year"' in refused.text
    assert all(f'value="{told}"' in refused.text for told in ("Наволочкин", "民国二十年")), "nothing is typed twice"
    assert "four digits" in text_of(refused)
    page = browser.post(f"{path}/citation", data={"author": "Наволочкин Н. Д."}, follow_redirects=True)
    assert "The year is missing" in text_of(page)
    page = browser.post(f"{path}/citation", data={"author": "Другой А.", "year": "1978"}, follow_redirects=True)
    assert "missing" not in text_of(page)
    assert "Наволочкин Н. Д." in text_of(page)
    assert "Другой" not in text_of(page)
    assert at_desk(amur).post(f"{path}/citation", data={"year": "1978"}).status_code == 404
    heihe.does("send", no, supplier_id=amur.id)
    assert browser.post(f"{path}/citation", data={"year": "1979"}).status_code == 409


def test_a_librarian_corrects_a_citation_and_what_was_asked_for_stays(heihe, amur, at_desk):
    with transaction() as session:
        asked = NewRequest(title="Скаски Омура", author="Н. Д.", publisher="Хабаровск", year="民国二十年", note="нужна")
        no = requesting.ask(session, heihe.reader, asked, now()).request_no
    browser, path = at_desk(heihe), f"/en/loans/{heihe.loan(no).id}"
    assert f"{path}/correction" in browser.get(path).text
    form = browser.get(f"{path}/correction").text
    assert all(f'value="{told}"' in form for told in ("Скаски Омура", "Н. Д.", "Хабаровск", "民国二十年"))
    refused = browser.post(f"{path}/correction", data={"title": "Сказки Амура", "isbn": "978-5-04-010272-8"})
    assert refused.status_code == 422
    assert 'value="978-5-04-010272-8"' in refused.text
    given = {"title": "Сказки Амура", "author": "Нагишкин Д. Д.", "year": "1946", "isbn": "978-5-04-010272-3"}
    page = text_of(browser.post(f"{path}/correction", data=given, follow_redirects=True))
    for told in ("Сказки Амура", "Нагишкин Д. Д.", "Скаски Омура · Н. Д. · Хабаровск, 民国二十年"):
        assert told in page, told
    assert "Сказки Амура" in text_of(browser.get("/en/staff?group=open&q=скаски омура")), "found by both titles"
    browser.post(f"{path}/correction", data=given | {"title": "Амурские сказки"})
    assert "Скаски Омура" in text_of(browser.get(path)), "what the reader wrote, not the correction before"
    assert at_desk(amur).get(f"{path}/correction").status_code == 404
    heihe.does("send", no, supplier_id=amur.id)
    assert browser.post(f"{path}/correction", data=given).status_code == 409
    assert f"{path}/correction" not in browser.get(path).text


def test_the_pages_of_a_copy_are_corrected_and_never_left_out(heihe, at_desk):
    with transaction() as session:
        asked = NewRequest(title="Вестник", year="2019", service="Copy", pages="все", statement="study-2026")
        no = requesting.ask(session, heihe.reader, asked, now()).request_no
    browser, path = at_desk(heihe), f"/en/loans/{heihe.loan(no).id}"
    assert browser.post(f"{path}/correction", data={"title": "Вестник"}).status_code == 422
    browser.post(f"{path}/correction", data={"title": "Вестник", "pages": "12-27"})
    assert heihe.loan(no).book["part"]["pages"] == "12-27"


def test_a_note_typed_at_the_desk_is_called_the_librarys_on_the_readers_page(heihe, amur, at_desk):
    browser, reader = at_desk(heihe), at_desk(heihe, Role.READER)
    with reading() as session:
        who = find_user(session, f"{Role.READER}.{heihe.id}@example.org").id
    noted = {"reader_id": who, "note": "电话 13800000000"}
    assert "The reader can read the note" in text_of(browser.get("/en/loans/new"))
    browser.post("/en/loans/new", data=noted | {"record_id": amur.records[TITLE]})
    with reading() as session:
        loan = session.scalars(sa.select(LoanRequest)).one()
    assert "Note of your library 电话" in text_of(reader.get(f"/en/loans/{loan.id}"))
    assert "the reader can read it" in text_of(browser.get(f"/en/loans/{loan.id}"))
    reader.post("/en/loans/new", data={"title": "Другая книга", "note": "для работы"})
    with reading() as session:
        own = session.scalars(sa.select(LoanRequest).order_by(col(LoanRequest.id).desc())).first()
    assert "Your note для работы" in text_of(reader.get(f"/en/loans/{own.id}"))


def test_a_reader_cannot_ask_in_anothers_name(heihe, amur, at_desk):
    reader = at_desk(heihe, Role.READER)
    data = {"record_id": amur.records[TITLE], "reader_id": heihe.reader_id}
    assert reader.post("/en/loans/new", data=data).status_code == 302
    with reading() as session:
        assert session.scalars(sa.select(LoanRequest.reader_id)).one() != heihe.reader_id
