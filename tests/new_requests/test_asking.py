"""Asking for what the catalogue does not have: described, pasted or linked; the own library first; and asking again."""

import re
from html import unescape
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord, Identifier, Item, LocalState
from library_exchange.core.actor import Role
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.models import OutboxMessage
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.mail.models import KIND as MAIL
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from library_exchange.record_matching.keys import title_key
from library_exchange.statistics import title_loans

TITLE = "История Амура"
ISBN = "9785040102723"
GOST = (
    "Арсеньев, В. К. Дерсу Узала : роман / В. К. Арсеньев. – Москва : Эксмо, 2018. – 509 с. – ISBN 978-5-04-010272-3."
)


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


@pytest.fixture
def known(amur):
    """The record of «История Амура», found by its title and its ISBN."""
    record_id = amur.records[TITLE]
    with transaction() as session:
        session.get_one(BibliographicRecord, record_id).title_key = title_key(TITLE)
        session.add(Identifier(record_id=record_id, kind="isbn", value=ISBN, as_given=ISBN))
    return record_id


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def value_of(page, name):
    found = re.search(rf'<input[^>]*name="{name}"[^>]*? value="([^"]*)"', page.text)
    return unescape(found[1]) if found else None


def count():
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(LoanRequest))


def newest():
    with reading() as session:
        return session.scalars(sa.select(LoanRequest).order_by(col(LoanRequest.id).desc()).limit(1)).one()


def newest_of(desk):
    with reading() as session:
        own = sa.select(LoanRequest).where(col(LoanRequest.library_id) == desk.id)
        return session.scalars(own.order_by(col(LoanRequest.id).desc()).limit(1)).one()


# A book that is in no catalogue ---------------------------------------------------------------------------------------


def test_a_citation_is_taken_apart_into_the_fields_and_asked_for_when_they_are_checked(heihe, at_desk):
    reader = at_desk(heihe, Role.READER)
    form = reader.post("/ru/loans/new", data={"citation": GOST})
    assert form.status_code == 200
    assert (value_of(form, "title"), value_of(form, "isbn")) == ("Дерсу Узала : роман", ISBN)
    assert (value_of(form, "place"), value_of(form, "publisher")) == ("Москва", "Эксмо")
    assert count() == 0, "nothing is asked for before she sends the form"
    names = ("title", "author", "year", "place", "publisher", "isbn")
    answer = reader.post("/ru/loans/new", data={name: value_of(form, name) for name in names}, follow_redirects=True)
    for told in ("Дерсу Узала", "Арсеньев, В. К.", "Москва", "Эксмо", "2018", ISBN):
        assert told in text_of(answer)


def test_a_wrong_number_in_a_citation_is_told_at_once(heihe, at_desk):
    form = at_desk(heihe, Role.READER).post("/en/loans/new", data={"citation": GOST.replace("272-3", "272-8")})
    assert form.status_code == 422
    assert (value_of(form, "title"), value_of(form, "isbn")) == ("Дерсу Узала : роман", "978-5-04-010272-8")
    assert 'href="#isbn"' in form.text


def test_a_citation_that_cannot_be_taken_apart_is_kept(heihe, at_desk):
    form = at_desk(heihe, Role.READER).post("/en/loans/new", data={"citation": "some book on rivers"})
    assert form.status_code == 422
    assert "could not be taken apart" in text_of(form)
    assert form.text.count("some book on rivers") == 2  # where it was pasted, and in the note


def test_a_wrong_number_is_told_at_its_field(heihe, at_desk):
    given = {"title": "Записки", "isbn": "978-5-04-010272-8", "issn": "0131-6096", "doi": "182"}
    form = at_desk(heihe, Role.READER).post("/en/loans/new", data=given)
    assert form.status_code == 422
    for field in ("isbn", "issn", "doi"):
        assert f'href="#{field}"' in form.text
    assert "one digit is wrong" in text_of(form)
    assert count() == 0


@pytest.mark.parametrize(
    ("role", "words", "door"),
    [
        (Role.READER, "Propose it to your library", "/en/exchange/propose"),
        (Role.LIBRARIAN, "Put it on the want list", "/en/staff/exchange/wants/new"),
    ],
)
def test_a_book_that_nobody_has_is_proposed_or_wanted_with_the_title_that_was_typed(heihe, at_desk, role, words, door):
    browser = at_desk(heihe, role)
    nothing = browser.get("/en/search?q=абракадабра").text
    link = unescape(re.search(rf'href="([^"]*)"[^>]*>{words}', nothing)[1])
    assert link.startswith(f"{door}?title=")
    assert 'value="абракадабра"' in browser.get(link).text


@pytest.mark.parametrize("told", [{"title": TITLE}, {"title": "Что-то", "isbn": "978-5-04-010272-3"}])
def test_a_book_that_is_in_the_catalogue_after_all_is_shown_first(heihe, at_desk, known, told):
    reader = at_desk(heihe, Role.READER)
    form = reader.post("/en/loans/new", data=told | {"note": "pages 5-10"})
    assert form.status_code == 422
    assert "Is it the one you mean?" in text_of(form)
    assert f'name="chosen" value="{known}"' in form.text
    chosen = reader.post("/en/loans/new", data={"chosen": known, "note": "pages 5-10"})
    assert "pages 5-10" in chosen.text, "what she wrote goes with her"
    assert value_of(chosen, "record_id") == str(known)
    assert count() == 0
    sent = reader.post("/en/loans/new", data=told | {"seen": value_of(form, "seen") or str(known)})
    assert sent.status_code == 302, "who says that it is none of these is heard"
    assert newest().record_id is None


def test_what_was_told_beside_the_book_goes_to_its_record_and_stands_in_no_address(heihe, at_desk, known):
    told = {"reader": "K-4711", "needed_by": "2031-05-06", "note": "电话 13800000000"}
    browser = at_desk(heihe)
    page = browser.post("/zh/loans/new", data={"title": TITLE} | told)
    chosen = re.search(rf'<form[^>]*method="post"((?!</form>).)*name="chosen" value="{known}"', page.text, re.S)[0]
    assert all(f'name="{name}" value="{value}"' in chosen for name, value in told.items())
    form = browser.post("/zh/loans/new", data=told | {"chosen": known})
    assert (value_of(form, "reader"), value_of(form, "needed_by")) == ("K-4711", "2031-05-06")
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page.text + form.text)
    assert not any(word in unquote(each) for each in addresses for word in ("13800000000", "K-4711", "2031-05-06"))
    assert count() == 0


def test_a_copy_of_pages_in_place_of_the_book_keeps_what_was_told(heihe, at_desk):
    told = {"title": "Записки о Харбине", "year": "1927", "note": "глава 3"}
    browser = at_desk(heihe, Role.READER)
    copy = browser.post("/ru/loans/new", data=told | {"switch_to": "Copy"})
    kept = [value_of(copy, name) for name in ("title", "year", "service")]
    assert kept == ["Записки о Харбине", "1927", "Copy"]
    assert "глава 3" in copy.text
    loan = browser.post("/ru/loans/new", data=told | {"service": "Copy", "switch_to": "Loan"})
    assert value_of(loan, "title") == "Записки о Харбине"
    assert 'name="pages"' not in loan.text
    assert count() == 0


def test_what_was_searched_for_in_vain_is_carried_over(heihe, at_desk):
    reader = at_desk(heihe, Role.READER)
    nothing = reader.get("/en/search?q=Записки+о+Харбине")
    link = re.search(r'href="([^"]*/loans/new\?[^"]*)"[^>]*>Ask your library for it', nothing.text)
    assert value_of(reader.get(unescape(link[1])), "title") == "Записки о Харбине"


# OpenURL --------------------------------------------------------------------------------------------------------------


def test_a_link_of_another_system_opens_the_form_filled_in_and_keeps_nothing(heihe, at_desk):
    reader = at_desk(heihe, Role.READER)
    query = {"ctx_ver": "Z39.88-2004", "rft.btitle": "Дерсу Узала", "rft.au": "Арсеньев", "rft.isbn": "9785040102723"}
    answer = reader.get(f"/openurl?{urlencode(query)}")
    assert answer.status_code == 302
    assert urlsplit(answer.location).path == "/en/loans/new"
    form = reader.get(answer.location)
    assert (value_of(form, "title"), value_of(form, "author")) == ("Дерсу Узала", "Арсеньев")
    assert count() == 0


def test_a_link_to_a_book_that_is_known_opens_its_record(web, known, visitor):
    answer = visitor(web).get(f"/openurl?isbn={ISBN}", headers={"Accept-Language": "zh"})
    assert urlsplit(answer.location).path == f"/zh/r/{known}"


def test_a_link_to_an_article_asks_for_the_journal_and_notes_the_article(web, visitor):
    query = {"genre": "article", "atitle": "Обмен", "title": "Вестник", "spage": "5", "date": "2020"}
    asked = parse_qs(urlsplit(visitor(web).get(f"/openurl?{urlencode(query)}").location).query)
    assert (asked["title"], asked["note"]) == (["Вестник"], ["Обмен. 5"])


def test_a_link_that_tells_nothing_leads_to_the_search_and_a_long_one_stays_an_address(web, visitor):
    assert urlsplit(visitor(web).get("/openurl?sid=x").location).path.endswith("/search")
    long = {"rft.btitle": "я" * 900, "rft.atitle": "ю" * 900, "rft.pub": "п" * 900}
    answer = visitor(web).get(f"/openurl?{urlencode(long)}")
    assert len(answer.location) < 3500


# The own library first ------------------------------------------------------------------------------------------------


def test_who_asks_for_a_book_of_her_own_library_reads_where_it_stands_and_tells_why(heihe, amur, at_desk):
    heihe.holds(TITLE)
    reader, record = at_desk(heihe, Role.READER), heihe.records[TITLE]
    form = reader.get(f"/en/loans/new?record={record}")
    assert "I210.6/38" in text_of(form)
    assert "1 copy is on the shelf now" in text_of(form)
    refused = reader.post("/en/loans/new", data={"record_id": record})
    assert refused.status_code == 422
    assert 'href="#own_copy"' in refused.text
    assert reader.post("/en/loans/new", data={"record_id": record, "own_copy": "other_edition"}).status_code == 302
    assert "I need another edition" in text_of(at_desk(heihe).get(f"/en/loans/{newest().id}"))


def test_where_all_own_copies_are_out_that_is_the_reason_proposed(heihe, at_desk):
    items = heihe.holds(TITLE)
    with transaction() as session:
        session.get_one(Item, items[0]).local_state = LocalState.OUT_LOCALLY
    form = at_desk(heihe, Role.READER).get(f"/en/loans/new?record={heihe.records[TITLE]}")
    assert "No copy is on the shelf now" in text_of(form)
    assert re.search(r'<option value="lent_out"[^>]* selected', form.text)


def test_a_partner_never_hears_why_the_own_copy_does_not_do(heihe, amur, deliver):
    heihe.holds(TITLE)
    no = heihe.is_asked_for(TITLE, own_copy="cannot_wait")
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    theirs = amur.loan(no)
    assert theirs.own_copy is None
    assert "cannot_wait" not in str(theirs.model_dump())


# Asking again ---------------------------------------------------------------------------------------------------------


def test_a_reader_asks_again_for_what_was_declined_with_one_click(heihe, amur, at_desk):
    reader = at_desk(heihe, Role.READER)
    given = {"record_id": heihe.records[TITLE], "note": "for my thesis"}
    reader.post("/en/loans/new", data=given)
    ended = newest()
    at_desk(heihe).post(f"/en/loans/{ended.id}/decline", data={"decline_reason": "other", "sure": "yes"})
    assert "Ask for it again" in text_of(reader.get(f"/en/loans/{ended.id}"))
    answer = reader.post(f"/en/loans/{ended.id}/ask-again", follow_redirects=True)
    made = newest()
    assert (made.record_id, made.reader_note, made.again_of_no) == (ended.record_id, "for my thesis", ended.request_no)
    assert made.reader_id == ended.reader_id
    assert ended.request_no in text_of(answer), "the new request names the earlier one"
    old = reader.get(f"/en/loans/{ended.id}")
    assert made.request_no in text_of(old)
    assert "Ask for it again" not in text_of(old)
    twice = reader.post(f"/en/loans/{ended.id}/ask-again", follow_redirects=True)
    assert "You have already asked" in text_of(twice)
    assert newest().id == made.id


def test_a_described_book_is_asked_for_again_with_all_that_was_told(heihe):
    told = NewRequest(title="Дерсу Узала", author="Арсеньев", year="2018", isbn=ISBN)
    with transaction() as session:
        ended = requesting.ask(session, heihe.reader, told, heihe.now())
    heihe.does("cancel", ended.request_no)
    with transaction() as session:
        made = requesting.ask_again(session, heihe.reader, heihe.loan(ended.request_no), heihe.now())
        assert (made.book, made.record_id) == (ended.book, None)


def test_only_what_ended_without_the_book_is_asked_for_again(heihe, amur, shipped):
    with transaction() as session, pytest.raises(Conflict):
        requesting.ask_again(session, heihe.reader, heihe.loan(shipped), heihe.now())


def test_a_book_that_the_own_library_has_by_now_is_not_asked_for_without_a_reason(heihe, amur, at_desk):
    no = heihe.is_asked_for(TITLE)
    heihe.does("cancel", no)
    heihe.holds(TITLE)
    with transaction() as session, pytest.raises(InvalidInput):
        requesting.ask_again(session, heihe.reader, heihe.loan(no), heihe.now())
    form = at_desk(heihe).post(f"/en/loans/{heihe.loan(no).id}/ask-again")
    assert form.status_code == 422
    assert 'href="#own_copy"' in form.text
    assert value_of(form, "reader"), "the request stays her reader's"


# What she follows -----------------------------------------------------------------------------------------------------


def test_the_reader_reads_until_when_she_waits_and_gets_a_mail(heihe, amur, deliver, at_desk, in_days):
    reader = at_desk(heihe, Role.READER, language="ru")
    reader.post("/ru/loans/new", data={"record_id": heihe.records[TITLE]})
    no = newest().request_no
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    amur.does("retry_later", no, reason_retry="OnLoan", retry_after=in_days(40))
    deliver()
    for page in (reader.get("/ru/loans"), reader.get(f"/ru/loans/{newest_of(heihe).id}")):
        assert "Ожидание экземпляра" in text_of(page)
        assert "Все экземпляры выданы. Один ожидается" in text_of(page)
    with reading() as session:
        written = session.scalars(sa.select(OutboxMessage).where(col(OutboxMessage.kind) == MAIL)).all()
    assert sum("Ваш заказ ждёт экземпляра" in str(each.payload) for each in written) == 1


def test_a_refused_cancellation_is_told_on_the_page(heihe, amur, at_desk, deliver):
    reader = at_desk(heihe, Role.READER)
    reader.post("/en/loans/new", data={"record_id": heihe.records[TITLE]})
    loan = newest()
    heihe.does("send", loan.request_no, supplier_id=amur.id)
    deliver()
    amur.goes(loan.request_no, "will_supply found", deliver)
    reader.post(f"/en/loans/{loan.id}/cancel", data={"sure": "yes"})
    deliver()
    amur.goes(loan.request_no, "cancel_no", deliver)
    assert "could not be cancelled" in text_of(reader.get(f"/en/loans/{loan.id}"))


# A title's loans ------------------------------------------------------------------------------------------------------


def test_the_staff_of_a_library_see_its_loans_of_a_title_and_nobody_reads_a_name(heihe, amur, at_desk, deliver):
    reader = at_desk(heihe, Role.READER)
    record = heihe.records[TITLE]
    reader.post("/en/loans/new", data={"record_id": record, "note": "for my thesis"})
    heihe.does("send", newest().request_no, supplier_id=amur.id)
    deliver()
    for desk in (heihe, amur):
        page = at_desk(desk).get(f"/en/r/{record}")
        assert "Interlibrary loans of this title" in text_of(page)
        assert "for my thesis" not in text_of(page)
        assert f"reader.{heihe.id}@" not in page.text
    assert "Interlibrary loans of this title" not in text_of(reader.get(f"/en/r/{record}"))


def test_the_loans_of_a_title_take_two_queries_however_many_they_are(web, heihe, amur):
    def read():
        asked = []

        def note(_connection, _cursor, statement, *_rest):
            asked.append(statement)

        with reading() as session:
            event.listen(database().engine, "before_cursor_execute", note)
            try:
                rows = title_loans.history(session, heihe.id, heihe.records[TITLE], "ru")
            finally:
                event.remove(database().engine, "before_cursor_execute", note)
        return len(rows), len([each for each in asked if each.lstrip().upper().startswith("SELECT")])

    for _time in range(2):
        heihe.does("cancel", heihe.is_asked_for(TITLE))
    with web.test_request_context("/ru/"):
        few = read()
    for _time in range(4):
        heihe.does("cancel", heihe.is_asked_for(TITLE))
    with web.test_request_context("/ru/"):
        assert (few, read()) == ((2, 2), (6, 2))


def test_a_pasted_article_fills_the_form_of_a_copy_and_is_told_of_on_that_of_a_book(heihe, at_desk):
    pasted = {"citation": "王介南. 黑龙江流域的中俄文化交流[J]. 西伯利亚研究, 2008, 35(3): 60-65."}
    browser = at_desk(heihe, Role.READER, language="zh")
    book, copy = (browser.post("/zh/loans/new", data=pasted | more).text for more in ({}, {"service": "Copy"}))
    assert "这是一篇文章" in book
    assert re.search(r'name="part_title"[^>]*value="黑龙江流域的中俄文化交流"', copy)
    assert re.search(r'name="pages"[^>]*value="60-65"', copy)
    assert "这是一篇文章" not in copy


@pytest.mark.parametrize(
    ("citation", "said", "kept"),
    [
        ("老舍. 骆驼祥子[M]. 北京: 人民文学出版社, 1990: 45-60.", "引文注明了第 45-60 页", {"pages": "45-60"}),
        (
            "王介南. 黑龙江流域的中俄文化交流[J]. 西伯利亚研究, 2008, 35(3): 60-65.",
            "这是一篇文章",
            {"pages": "60-65", "part_title": "黑龙江流域的中俄文化交流", "issue": "3"},
        ),
    ],
)
def test_pages_that_a_citation_names_lead_to_a_copy_with_them_filled_in(heihe, at_desk, citation, said, kept):
    browser = at_desk(heihe, Role.READER, language="zh")
    form = browser.post("/zh/loans/new", data={"citation": citation})
    assert said in text_of(form)
    assert kept["pages"] in re.search(r'<textarea[^>]*name="note".*?</textarea>', form.text, re.S)[0]
    told = {name: value_of(form, name) for name in ("title", "author", "year", *kept)}
    copy = browser.post("/zh/loans/new", data=told | {"switch_to": "Copy"})
    assert {name: value_of(copy, name) for name in kept} == kept


WRONG = "978-5-04-010272-8"


def test_a_wrong_number_is_told_with_what_fits_and_kept_as_printed_if_she_says_so(heihe, amur, at_desk):
    browser = at_desk(heihe)
    given = {"title": "Записки без номера", "isbn": WRONG}
    refused = browser.post("/en/loans/new", data=given)
    assert refused.status_code == 422
    assert "978-5-04-010272-3" in refused.text
    assert 'name="isbn_as_printed"' in refused.text
    page = browser.post("/en/loans/new", data=given | {"isbn_as_printed": "y", "printed_isbn": "9785040102723"})
    assert page.status_code == 302
    with reading() as session:
        (loan,) = session.scalars(sa.select(LoanRequest))
        book = BibliographicInfo.model_validate(loan.book)
    assert (book.isbn, book.number, book.printed_isbn) == (None, None, WRONG)
    assert f"ISBN as printed, not verified {WRONG}" in browser.get(page.location).text


def test_a_right_number_is_never_kept_apart_and_no_form_writes_the_printed_one():
    told = NewRequest(title="Дерсу Узала", isbn=ISBN, isbn_as_printed=True, printed_isbn="1")
    assert (told.isbn, told.printed_isbn) == (ISBN, None)
