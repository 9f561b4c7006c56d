"""Papers that go with a book: in the order of the shelves, only where they are needed, and no reader's name leaves."""

import io
import re
import shutil
import subprocess
from datetime import date
from html import unescape

import pypdf
import pytest

from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.documents.fonts import font_file
from library_exchange.loan_printouts.contents import Book, PullSlip
from library_exchange.loan_printouts.drawing.slips import pull_slips
from library_exchange.loan_printouts.queries import slips as papers
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.papers import NEEDED, Paper, papers_in
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.loans.services.proposed_days import proposed_due_date
from tests.counting import count_queries
from tests.loans.conftest import name_the_reader

TITLE = "История Амура"
LONG = "Очерки истории культурных связей народов Дальнего Востока России и Северо-Востока Китая " * 5


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


@pytest.fixture
def letters_of(tmp_path):
    """Read a PDF as another tool reads it, every run of white space as one space."""
    if shutil.which("pdftotext") is None:
        pytest.skip("reading papers back needs pdftotext")

    def read(answer):
        assert answer.mimetype == "application/pdf"
        (tmp_path / "paper.pdf").write_bytes(answer.data)
        done = subprocess.run(["pdftotext", "-raw", str(tmp_path / "paper.pdf"), "-"], capture_output=True, check=True)
        return " ".join(done.stdout.decode().split())

    return read


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def packed(text):
    return "".join(text.split())


def rows_for(desk, *numbers):
    return [f"{desk.loan(no).id}.{desk.loan(no).version}" for no in numbers]


def test_pull_slips_come_in_the_order_of_the_shelves(amur, at_desk, to_fetch, letters_of):
    to_fetch("К 10/2", "К 9/15", "А 100", "К 10/11")
    browser = at_desk(amur, language="ru")
    assert "на все 4 книги" in text_of(browser.get("/ru/staff"))
    said = letters_of(browser.get("/ru/staff/pull-slips"))
    places = [said.index(number) for number in ("А 100", "К 9/15", "К 10/2", "К 10/11")]
    assert places == sorted(places)
    assert "Библиотека Хэйхэ" in said
    assert "黑河市图书馆" in said


def test_pull_slips_are_printed_for_the_ticked_rows_alone(amur, at_desk, to_fetch, letters_of):
    first, second, third = to_fetch("А 1", "А 2", "А 3")
    browser = at_desk(amur)
    said = letters_of(browser.post("/en/staff/pull-slips", data={"row": rows_for(amur, first, third)}))
    assert [amur.loan(no).public_no in said for no in (first, second, third)] == [True, False, True]


def test_a_slip_loses_nothing_of_a_long_title_nor_of_three_scripts_in_one_line(amur, at_desk, to_fetch, letters_of):
    mixed = "Цао Сюэцинь 曹雪芹 红楼梦 Hong lou meng: сон в красном тереме"
    to_fetch("А 1", "А 2", titles=[LONG.strip(), mixed])
    said = packed(letters_of(at_desk(amur, language="zh").get("/zh/staff/pull-slips")))
    assert packed(LONG) in said
    assert packed(mixed) in said
    assert "索书号" in said
    assert "Шифр" in said


THREE_KINGDOMS = [
    {"value": "三国演义", "lang": "zh-Hans"},
    {"value": "sān guó yǎn yì", "lang": "zh-Latn", "kind": "transliteration"},
    {"value": "Romance of the Three Kingdoms", "lang": "en", "kind": "translation"},
]


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ([], ("三国演义", "Сань го янь и")),
        (
            [{"value": "Троецарствие", "lang": "ru", "kind": "translation"}],
            ("三国演义", "Троецарствие", "Сань го янь и"),
        ),
    ],
)
def test_papers_write_a_chinese_title_in_letters_that_russian_staff_and_readers_know(known, written):
    book = BibliographicInfo.model_validate({"title": THREE_KINGDOMS + known})
    assert papers.book_of(LoanRequest(book=book.model_dump(mode="json"))).titles == written


def test_a_title_that_one_side_cannot_read_stands_on_papers_in_english_too():
    english = {"value": "A Sportsman's Sketches", "lang": "en", "kind": "translation"}
    title = [{"value": "Записки охотника", "lang": "ru"}, english]
    book = BibliographicInfo.model_validate({"title": title})
    assert "A Sportsman's Sketches" in papers.book_of(LoanRequest(book=book.model_dump(mode="json"))).titles


def test_a_slip_that_no_page_has_room_for_goes_on_over_the_next():
    book = Book(tuple(f"{number} {LONG}" for number in range(30)), "", "А 1", None)
    slip = PullSlip("R-1", "http://x/q/R-1", book, ("Heihe",), None)
    made = pull_slips([slip], ("zh", "ru"), date(2026, 11, 28), font_file())
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    assert len(pages) > 1
    letters = packed("".join(page.extract_text().replace("\x00", "") for page in pages))
    assert [f"{number}Очерки" in letters for number in range(30)] == [True] * 30
    assert letters.count("Очерки") == LONG.count("Очерки") * 30


def test_where_nothing_is_to_be_fetched_there_are_no_slips(amur, at_desk):
    answer = at_desk(amur).get("/en/staff/pull-slips", follow_redirects=True)
    assert "None of these books is to be fetched" in text_of(answer)


def test_the_slips_take_one_query_however_many_they_are(amur, to_fetch):
    def slips():
        with reading() as session:
            session.expunge_all()
            return papers.pull_slips(session, amur.id, ("zh", "ru"), lambda number: number)

    to_fetch("А 1")
    assert count_queries(slips) == 1
    to_fetch("А 2", "А 3", "А 4")
    assert count_queries(slips) == 1
    assert len(slips()) == 4


def test_strap_label_and_packing_note_name_both_libraries_and_the_day(heihe, amur, at_desk, shipped, letters_of):
    loan, browser = amur.loan(shipped), at_desk(amur, language="ru")
    page = browser.get(f"/ru/loans/{loan.id}")
    for paper in ("strap", "label", "packing-note"):
        address = f"/ru/staff/loans/{loan.id}/papers/{paper}"
        assert address in page.text
        said = letters_of(browser.get(address))
        assert "Heihe" in said
        assert "Amur" in said
        assert loan.public_no in said
        if paper != "label":
            assert str(loan.due_on.year) in said
            assert "应还日期" in said
            assert "Срок возврата" in said or "срок возврата" in said


@pytest.mark.parametrize(("title", "pieces"), [("水浒传（全二册）", 2), ("Тайга. В 3 т.", 3), ("Тайга", 1)])
def test_the_books_of_a_set_are_counted_in_its_parcel_as_in_a_consignment(amur, shipped, title, pieces):
    loan = amur.loan(shipped)
    with reading() as session:
        loan.book = loan.book | {"title": [{"value": title, "lang": "zh"}], "record_id": None}
        assert papers.pieces_of(session, loan) == pieces


def test_papers_printed_before_the_book_is_sent_bear_the_day_that_is_proposed(
    amur, at_desk, shipped, to_fetch, letters_of
):
    loan, browser = amur.loan(to_fetch("А 1")[0]), at_desk(amur, language="ru")
    with reading() as session:
        day = str(proposed_due_date(session, loan, now()).year)
    for paper in ("strap", "packing-note"):
        said = letters_of(browser.get(f"/ru/staff/loans/{loan.id}/papers/{paper}"))
        assert day in said
        assert "предварительно" in said
        sent = letters_of(browser.get(f"/ru/staff/loans/{amur.loan(shipped).id}/papers/{paper}"))
        assert "предварительно" not in sent
    assert "(предварительно)" in browser.get(f"/ru/loans/{loan.id}/slip").text


def test_no_paper_that_leaves_the_library_names_the_reader(heihe, amur, at_desk, shipped, letters_of):
    name_the_reader(heihe, "Ли Хуа", "K-4711")
    heihe.does("receive", shipped)
    loan, browser = heihe.loan(shipped), at_desk(heihe)
    said = {
        paper: letters_of(browser.get(f"/en/staff/loans/{loan.id}/papers/{paper}"))
        for paper in papers_in(loan.side, loan.stands)
    }
    assert set(said) == {"strap", "desk-slip", "packing-note", "label"}
    assert [paper for paper, text in said.items() if "Ли Хуа" in text or "4711" in text] == ["desk-slip"]


def test_a_paper_is_printed_only_where_it_is_needed(heihe, amur, at_desk, shipped):
    ours, theirs = heihe.loan(shipped), amur.loan(shipped)
    assert at_desk(heihe).get(f"/en/staff/loans/{ours.id}/papers/desk-slip").status_code == 404
    lender = at_desk(amur)
    assert lender.get(f"/en/staff/loans/{theirs.id}/papers/desk-slip").status_code == 404
    assert lender.get(f"/en/staff/loans/{ours.id}/papers/strap").status_code == 404
    assert Side.SUPPLYING not in NEEDED[Paper.DESK_SLIP]
