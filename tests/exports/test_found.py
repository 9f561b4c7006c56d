"""What was found goes out: for each filter the file has exactly what the page counts, in every form."""

import re
from io import BytesIO
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from lxml import html

from library_exchange.core.actor import Role
from library_exchange.core.db import database, reading
from library_exchange.directory.models import Library
from library_exchange.documents.workbooks import rows_of
from library_exchange.exports.models import Export
from library_exchange.exports.queries import exports as export_queries
from library_exchange.exports.rules.forms import FILES, Form
from library_exchange.marc.reading import read
from library_exchange.search.errors import IndexDamaged
from tests.imports.files import record

OURS = [record(str(n), f"Берег {n}", year=1950 + n, copies=[(f"84 Р{n}", f"A{n}")]) for n in range(5)]
THEIRS = [record(f"t{n}", f"Берег чужой {n}", year=1960 + n, copies=[("84", f"T{n}")]) for n in range(3)]
BY_SEARCH = [
    {"q": "берег"},
    {"q": "берег", "year_from": 1952},
    {"q": "берег", "year_from": 1952, "year_to": 1960},
    {"q": "чужой"},
    {"library": "{ours}"},
    {"q": "берег", "library": "{theirs}"},
    {"q": "берег", "country": "RU"},
    {"q": "берег", "language": "rus", "sort": "year"},
    {},
]
BY_HOLDINGS = [
    {},
    {"q": "Берег 3"},
    {"q": "A2"},
    {"lack": "isbn"},
    {"lack": "year"},
    {"state": "on_shelf"},
    {"state": "missing"},
    {"shown": "withdrawn"},
    {"shown": "corrected"},
    {"since": "2020-01-01"},
]


@pytest.fixture
def desk(app, library, other_library, amur, signed_in, deliver, worlds):
    """A librarian of a library with five books, where another one has three."""

    def send() -> None:
        library.sends(*OURS)
        other_library.sends(*THEIRS)
        deliver()

    worlds.given(database(), "five books and three to be found", send, app)
    return signed_in(app, library_id=amur, roles=Role.LIBRARIAN)


@pytest.fixture
def fetched(desk, deliver):
    """Order a file at an address and fetch it."""

    def order(path, **form):
        answer = desk.post(path, data={"form": "csv", **form})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        deliver()
        with desk.get(f"{answer.location}/file") as file:
            return file.data

    return order


def rows(table):
    return len(table.decode("utf-8-sig").splitlines()) - 1


def counted(page):
    """What a page says that it found."""
    told = html.fromstring(page).xpath("//*[@role='status']/text()")
    found = [int(number[0]) for each in told if (number := re.findall(r"\d+", each))]
    return found[0] if found else 0


def asked(query, library, other_library):
    codes = {"{ours}": library, "{theirs}": other_library}
    return urlencode({name: codes.get(value, value) for name, value in query.items()})


@pytest.fixture
def codes(library, other_library):
    """The codes of the two libraries."""
    with reading() as session:
        return [session.get_one(Library, each.library_id).code for each in (library, other_library)]


@pytest.mark.parametrize("query", BY_SEARCH, ids=urlencode)
def test_the_file_of_a_search_has_what_its_page_counts(desk, fetched, codes, query):
    where = asked(query, *codes)
    count = counted(desk.get(f"/ru/search?{where}").get_data(as_text=True))
    assert count
    assert rows(fetched(f"/ru/staff/exports/found?{where}")) == count


@pytest.mark.parametrize("query", BY_HOLDINGS, ids=urlencode)
def test_the_file_of_our_holdings_has_what_the_list_counts(desk, fetched, library, query):
    where = urlencode(query)
    count = counted(desk.get(f"/ru/staff/holdings?{where}").get_data(as_text=True))
    if count:
        assert rows(fetched(f"/ru/staff/holdings/export?{where}")) == count
    else:
        answer = desk.post(f"/ru/staff/holdings/export?{where}", data={"form": "csv"})
        assert answer.status_code == 422


def test_withdrawn_records_go_out_from_the_list_that_shows_them(desk, fetched, library):
    library.sends(record("3", "Берег 3", is_deleted=True))
    page = desk.get("/ru/staff/holdings?shown=withdrawn").get_data(as_text=True)
    assert counted(page) == 1
    table = fetched("/ru/staff/holdings/export?shown=withdrawn").decode("utf-8-sig")
    assert "Берег 3" in table
    assert "Берег 3" not in fetched("/ru/staff/holdings/export").decode("utf-8-sig")


@pytest.mark.parametrize("form", Form)
def test_what_was_found_goes_out_in_every_form(fetched, form):
    content = fetched("/ru/staff/exports/found?q=чужой", form=form)
    kind = FILES[form]
    if kind.profile:
        titles = [each.description.title for each in read(BytesIO(content), profile=kind.profile)]
    elif form is Form.XLSX:
        titles = [row[1] for row in rows_of(content)[1:]]
    else:
        titles = [line.split(";")[1] for line in content.decode("utf-8-sig").splitlines()[1:]]
    assert sorted(titles) == ["Берег чужой 0", "Берег чужой 1", "Берег чужой 2"]


def test_books_of_other_libraries_go_out_without_their_copies(fetched):
    assert b"T0" in THEIRS[0]
    assert b"T0" not in fetched("/ru/staff/exports/found?q=чужой", form="rusmarc")


def test_only_own_records_go_out_where_that_is_chosen(desk, fetched):
    assert rows(fetched("/ru/staff/exports/found?q=берег", which="own")) == 5
    answer = desk.post("/ru/staff/exports/found?q=чужой", data={"form": "csv", "which": "own"})
    assert answer.status_code == 422


def test_more_than_a_file_holds_is_told_and_the_first_go_out(desk, fetched, monkeypatch):
    monkeypatch.setattr(export_queries, "MOST_FOUND", 3)
    monkeypatch.setattr("library_exchange.exports.views.found.MOST_FOUND", 3)
    page = desk.get("/ru/staff/exports/found?q=берег").get_data(as_text=True)
    assert "первые 3" in html.fromstring(page).text_content()
    assert rows(fetched("/ru/staff/exports/found?q=берег")) == 3


def test_union_records_are_read_a_few_at_a_time_and_none_is_missed(fetched, monkeypatch):
    monkeypatch.setattr(export_queries, "PER_PIECE", 2)
    assert rows(fetched("/ru/staff/exports/found?q=берег")) == 8


@pytest.mark.parametrize(
    ("lang", "nothing", "title"),
    [("ru", "Ничего не найдено", "Выгрузить найденное"), ("zh", "没有可导出", "导出检索结果")],
)
def test_a_search_without_books_leads_back_to_the_search(desk, lang, nothing, title):
    page = desk.get(f"/{lang}/staff/exports/found?q=берег&year_from=2050").get_data(as_text=True)
    assert nothing in page
    assert title in page
    assert f"/{lang}/search?q=" in page


def test_nothing_is_ordered_while_the_index_is_out_of_order(desk, monkeypatch):
    def damaged(*_arguments):
        raise IndexDamaged

    monkeypatch.setattr("library_exchange.catalogue.queries.searching._asked", damaged)
    assert "Поисковый индекс" in desk.get("/ru/staff/exports/found?q=берег").get_data(as_text=True)
    assert desk.post("/ru/staff/exports/found?q=берег", data={"form": "csv"}).status_code == 422
    with reading() as session:
        assert session.scalars(sa.select(Export)).all() == []
