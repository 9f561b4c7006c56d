"""Copies of pages are told apart from loans of books: on the page, in the table and on paper."""

import csv
import io
from datetime import date

import pytest

from library_exchange.core.clock import now
from library_exchange.core.db import database, reading
from library_exchange.statistics import queries, report
from library_exchange.statistics.queries import Scope

TITLE = "История Амура"
YEAR = now().year


@pytest.fixture
def asked(heihe, khabarovsk, amur, deliver, worlds):
    """One book shipped of two asked for; one copy delivered of three asked for."""
    amur.holds(TITLE, 2)

    def ask_and_send() -> None:
        books = [each.requests(TITLE, of=amur) for each in (heihe, khabarovsk)]
        deliver()
        amur.goes(books[0], "will_supply found ship", deliver)
        copies = [heihe.requests_pages(TITLE, amur, pages) for pages in ("1-2", "3-4", "5-6")]
        deliver()
        amur.goes(copies[0], "will_supply found send_copy", deliver)

    worlds.given(database(), ("asked and sent", *heihe.ids, *khabarovsk.ids, *amur.ids), ask_and_send)


def test_what_was_asked_and_what_was_sent_is_counted_by_service(asked, heihe, khabarovsk):
    with reading() as session:
        found = [queries.happenings(session, Scope(YEAR, number)) for number in (None, heihe.id, khabarovsk.id)]
    figures = [(each.loans_asked, each.loans_filled, each.copies_asked, each.copies_filled) for each in found]
    assert figures == [(2, 1, 3, 1), (1, 1, 3, 1), (1, 0, 0, 0)]


def test_page_and_table_tell_them_apart(asked, app, visitor):
    page = visitor(app).get(f"/en/figures?year={YEAR}").get_data(as_text=True)
    assert "2 requests reached a library, for 1 of them a book was shipped" in page
    assert "3 requests, for 1 of them the copy was delivered" in page
    with reading() as session:
        found = report.gather(session, Scope(YEAR))
    table = {
        row[1]: row[2]
        for row in csv.reader(io.StringIO(report.table_of(found, "csv", date(YEAR, 1, 1)).decode("utf-8-sig")))
        if len(row) > 2
    }
    names = ("loans_asked", "loans_filled", "copies_asked", "copies_filled")
    assert [table[name] for name in names] == ["2", "1", "3", "1"]
