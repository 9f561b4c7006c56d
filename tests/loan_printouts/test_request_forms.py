"""A request on paper: one page in the languages of both libraries, for one and for many, and no reader on it."""

import io
from datetime import timedelta

import pypdf
import pytest

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.i18n import LANGUAGES
from library_exchange.documents.fonts import font_file
from library_exchange.loan_printouts.drawing import forms as papers
from library_exchange.loan_printouts.labels.forms import WORDS
from library_exchange.loan_printouts.queries import forms as queries
from tests.counting import count_queries

CANARY = "Канарейкина"


def pages_of(pdf):
    return [page.extract_text().replace("\x00", "") for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def printed(*loans):
    with reading() as session:
        forms = queries.forms_of(session, loans, lambda number: f"https://bridge.example/q/{number}")
    return forms, pages_of(papers.request_forms(forms, now().date(), font_file()))


@pytest.fixture
def harbin(make_desk):
    return make_desk("Harbin", "CN", language="zh")


@pytest.fixture
def ussuri(make_desk):
    """A library in Ussuriysk, which holds a book and whose language is Russian."""
    desk = make_desk("Ussuri", "RU", language="ru")
    desk.holds("История Амура", 9)
    return desk


def test_a_request_stands_on_one_page_in_the_languages_of_both_libraries(harbin, ussuri):
    no = harbin.is_asked_for("История Амура", needed_by=(now() + timedelta(days=60)).date(), note=CANARY)
    harbin.does("send", no, supplier_id=ussuri.id)
    loan = harbin.loan(no)
    (form,), (page,) = printed(loan)
    assert form.languages == ("ru", "zh")
    for text in ("История Амура", loan.public_no, loan.needed_by.isoformat(), str(now().date().year)):
        assert text in page
    words = papers.said(("ru", "zh"))
    for name in ("borrower", "lender", "stamp_borrower", "stamp_lender", "signature"):
        assert words(name)[0] in page
    assert CANARY not in page


def test_both_sides_print_the_same_form(harbin, ussuri, deliver):
    no = harbin.requests("История Амура", of=ussuri)
    deliver()
    (ours,), _pages = printed(harbin.loan(no))
    (theirs,), _pages = printed(ussuri.loan(no))
    assert (ours.number, ours.borrower, ours.lender) == (theirs.number, theirs.borrower, theirs.lender)
    assert ours.languages == theirs.languages


ARTICLE = {"part_title": "Огни на реке", "part_author": "Вымышленный А.", "volume": "7", "issue": "3"}


def test_the_form_of_a_copy_names_its_pages_and_the_statement_and_asks_for_nothing_back(harbin, ussuri, deliver):
    no = harbin.requests("История Амура", of=ussuri, **harbin.asks_for("15-23") | ARTICLE)
    deliver()
    words = papers.said(("ru", "zh"))
    for desk, told in ((harbin, "statement_study-2026"), (ussuri, "is_accepted")):
        _forms, (page,) = printed(desk.loan(no))
        flat = " ".join(page.split())
        for text in ("15-23", *ARTICLE.values(), *words("copy_form"), *words("is_copied"), *words(told)):
            assert "".join(text.split()) in "".join(flat.split()), text
        for name in ("request_form", "to_be_returned"):
            assert not any(text in flat for text in words(name)), name


def test_a_book_that_is_lent_is_to_be_returned_and_no_statement_stands_on_its_form(harbin, ussuri):
    _forms, (page,) = printed(harbin.loan(harbin.requests("История Амура", of=ussuri)))
    words = papers.said(("ru", "zh"))
    flat = "".join(page.split())
    assert "".join(words("to_be_returned")[0].split()) in flat
    assert words("pages")[0] not in page
    assert words("copyright")[0] not in page


def test_no_slip_travels_with_a_book_whose_pages_are_copied(harbin, ussuri, at_desk):
    no = harbin.requests("История Амура", of=ussuri, **harbin.asks_for("15-23"))
    assert at_desk(harbin).get(f"/en/loans/{harbin.loan(no).id}/slip").status_code == 404


def test_libraries_of_one_language_have_a_second_one_beside_it(harbin, heihe, make_desk):
    mohe = make_desk("Mohe", "CN", language="zh")
    mohe.holds("红楼梦")
    harbin.records.setdefault("红楼梦", mohe.records["红楼梦"])
    no = harbin.requests("红楼梦", of=mohe)
    (form,), _pages = printed(harbin.loan(no))
    assert form.languages == ("zh", "ru")


def test_every_word_of_the_forms_is_known_in_every_language():
    words = papers.said(tuple(LANGUAGES))
    assert all(all(words(name)) for name in WORDS)


def test_all_requests_that_wait_are_printed_by_partner_and_others_are_not(harbin, ussuri, at_desk):
    desk = at_desk(harbin)
    assert desk.get("/en/staff/request-forms").status_code == 302
    no = harbin.requests("История Амура", of=ussuri)
    harbin.holds("Unsent")
    with_page = desk.get("/en/staff/request-forms")
    assert len(pages_of(with_page.data)) == 1
    assert no in pages_of(with_page.data)[0]
    assert desk.get("/en/staff/request-forms?partner=nobody").status_code == 302
    assert at_desk(ussuri).get("/en/staff/request-forms").status_code == 302


def test_readers_and_strangers_print_no_form_and_an_unsent_request_has_none(harbin, ussuri, at_desk):
    no = harbin.is_asked_for("История Амура")
    place, desk = f"/en/loans/{harbin.loan(no).id}/request-form.pdf", at_desk(harbin)
    assert desk.get(place).status_code == 404
    harbin.does("send", no, supplier_id=ussuri.id)
    assert desk.get(place).data.startswith(b"%PDF")
    assert at_desk(harbin, Role.READER).get(place).status_code == 403
    assert at_desk(ussuri).get(place).status_code == 404


def test_many_forms_cost_no_more_queries_than_one(harbin, ussuri, make_desk):
    def read():
        with reading() as session:
            queries.forms_of(session, queries.requests_to_print(session, harbin.id, None), str)

    found = []
    for number in range(6):
        title = f"Книга {number}"
        ussuri.holds(title)
        harbin.requests(title, of=ussuri)
        found.append(count_queries(read))
    assert len(set(found)) == 1
