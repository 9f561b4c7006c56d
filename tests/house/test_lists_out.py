"""Every list and every statement can be taken along for a spreadsheet: from its page, as its filters have it."""

import csv
import io

import lxml.html
import pytest
from sqlmodel import Session, select

from library_exchange.accounts.models import User
from library_exchange.documents import workbooks
from library_exchange.loans.models import LoanRequest
from library_exchange.web import downloads
from library_exchange.work_queue import files
from tests.house.test_rights import address

FORMS = ("csv", "xlsx")
SEPARATORS = {"zh": ",", "ru": ";", "en": ","}
DAYS = "?first_day=2026-01-01&last_day=2026-12-31"
OUT = {
    "offers.offers_file": ("nobody", "/exchange/offers", "/exchange/offers"),
    "offers.wants_file": ("nobody", "/exchange/wants", "/exchange/wants"),
    "offers.own_offers_file": ("librarian", "/staff/exchange/offers", "/staff/exchange/offers"),
    "offers.own_wants_file": ("librarian", "/staff/exchange/wants", "/staff/exchange/wants"),
    "programmes.list_file": ("nobody", "/book-lists/{book list}", "/book-lists/{book list}/titles"),
    "programmes.programme_file": ("nobody", "/programmes/{programme}", "/programmes/{programme}/titles"),
    "rounds.results_file": ("nobody", "/exchange/rounds/{proposed round}", "/exchange/rounds/{proposed round}/results"),
    "standing_exchange.serials_file": ("librarian", "/staff/exchange/standing", "/staff/exchange/standing"),
    "standing_exchange.issues_file": (
        *("librarian", "/staff/exchange/standing/{standing}"),
        "/staff/exchange/standing/{standing}/issues",
    ),
    "deals.boxes_file": ("librarian", "/staff/exchange/boxes", "/staff/exchange/boxes"),
    "deals.box_file": ("librarian", "/staff/exchange/boxes/{box}", "/staff/exchange/boxes/{box}/books"),
    "deals.statement_file": ("librarian", "/staff/exchange/account/amur", "/staff/exchange/account/amur/statement"),
    "deals.fees_act": ("librarian", "/staff/exchange/account/amur", "/staff/exchange/account/amur/fees"),
    "shipping.index_file": ("librarian", "/staff/shipments", "/staff/shipments"),
    "shipping.claims_file": ("librarian", "/staff/shipments", "/staff/claims"),
    "loans.queue_file": ("librarian", "/staff?group=open", "/staff/requests"),
    "reconciliation.figures_file": (
        *("librarian", "/staff/exchange/comparisons/{comparison}"),
        "/staff/exchange/comparisons/{comparison}/figures",
    ),
    "statistics.report_file": ("nobody", "/figures/2026", "/figures/2026/report"),
    "statistics.own_report_file": ("librarian", "/staff/figures/2026", "/staff/figures/2026/report"),
    "statistics.turnaround_file": ("librarian", "/staff/figures/partners", "/staff/figures/partners"),
}
"""By the door of the file: who looks, the page that leads to it, and its address without the ending."""
ELSEWHERE = {
    *("references.record_file", "references.hits_file", "imports.rejected_list"),
    *("personal_data.my_file", "personal_data.reader_file"),
}
"""Doors to tables of other rooms: records for reference managers, rows that were not taken in, what is kept of one."""
WITHOUT_FEES = "deals.fees_act"
"""Nothing is owed for loans in this world; its file is read where there are fees."""
EMPTY = {"deals.statement_file"}
"""What is only a heading in this world."""
LONG = (
    *("offers.offers_file", "offers.wants_file", "offers.own_offers_file", "offers.own_wants_file"),
    *("shipping.index_file", "loans.queue_file"),
)
"""Lists that grow from year to year and have filters, of more than one row in this world."""
READ = {door: way for door, way in OUT.items() if door != WITHOUT_FEES}


def _file(world, role, place, form, language="zh"):
    days = DAYS if "/account/" in place else ""
    return world.visitors[role].get(f"/{language}{place.format_map(world.ids)}.{form}{days}")


def _rows(answer, language):
    text = answer.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATORS[language]))


def test_every_door_to_a_table_is_told_of_here(world):
    doors = {rule.endpoint for rule in world.app.url_map.iter_rules() if ":form>" in rule.rule and "csv" in rule.rule}
    assert doors - ELSEWHERE == set(OUT)


@pytest.mark.parametrize("door", OUT)
def test_the_page_of_a_list_leads_to_its_tables(world, door):
    role, page, place = OUT[door]
    shown = lxml.html.fromstring(world.visitors[role].get(address(world, page)).text)
    ways = [*shown.xpath("//a/@href"), *shown.xpath("//button/@formaction")]
    for form in FORMS:
        assert any(way.split("?")[0].endswith(f"{place.format_map(world.ids)}.{form}") for way in ways), form


@pytest.mark.parametrize("language", SEPARATORS)
@pytest.mark.parametrize("door", READ)
def test_both_tables_say_the_same(world, door, language):
    role, _page, place = READ[door]
    text, book = (_file(world, role, place, form, language) for form in FORMS)
    assert (text.status_code, book.status_code) == (200, 200)
    assert text.data.startswith(b"\xef\xbb\xbf"), "the spreadsheet would read it in the old encoding of the country"
    assert "attachment" in text.headers["Content-Disposition"]
    rows, cells = _rows(text, language), workbooks.rows_of(book.data)
    assert [cell for cell in rows[0] if cell] == [cell for cell in cells[0] if cell]
    assert len(rows) == len(cells)
    assert (len(rows) > 1) is (door not in EMPTY)


@pytest.mark.parametrize("door", READ)
def test_a_table_costs_as_many_queries_long_as_short(world, grown_world, count_queries, door):
    role, _page, place = READ[door]
    days = DAYS if "/account/" in place else ""
    short, long = (count_queries(each, role, address(each, f"{place}.csv{days}")) for each in (world, grown_world))
    assert short == long <= 18


@pytest.mark.parametrize("door", LONG)
def test_a_list_that_is_too_long_for_a_file_is_refused_in_words(grown_world, monkeypatch, door):
    monkeypatch.setattr(downloads, "MOST_ROWS", 1)
    monkeypatch.setattr(files, "WHOLE_AND_MORE", slice(0, 2))
    role, _page, place = READ[door]
    for language, told in (("zh", "用页面上的筛选条件分批下载"), ("ru", "скачайте его по частям")):
        answer = grown_world.visitors[role].get(f"/{language}{place}.csv?group=every")
        assert answer.status_code == 422
        assert told in answer.text


def test_the_filters_of_a_list_go_along(world):
    whole, none = (_file(world, "nobody", "/exchange/offers", "csv"), "/zh/exchange/offers.csv?library=nobodys")
    assert len(_rows(whole, "zh")) > len(_rows(world.visitors["nobody"].get(none), "zh")) == 1
    page = world.visitors["nobody"].get("/zh/exchange/offers?library=heihe").text
    assert "/exchange/offers.xlsx?library=heihe" in page


def test_who_asked_for_a_book_is_not_in_the_table_of_requests(world):
    with Session(world.app.extensions["database"].engine) as session:
        asked = session.exec(select(LoanRequest.reader_id).where(LoanRequest.reader_id.is_not(None))).first()
        reader = session.get_one(User, asked)
    text = world.visitors["librarian"].get("/zh/staff/requests.csv?group=every").data.decode()
    assert reader.email not in text
    assert reader.name not in text
