"""A row of a list that is corrected as one text loses nothing that it told, however it is written anew."""

import pytest

from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.exchange_lists.queries.lookups import get_line
from library_exchange.exchange_lists.services import list_imports
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.services.table_rows import again, row_of

CELLS = {"author": "Леонов Л. М.", "title": "Русский лес", "year": "1954", "quantity": "3"}
ROW = row_of([*CELLS.values()], dict(enumerate(CELLS)))
BOOK = {"author": "Леонов Л. М.", "title": "Русский лес", "year": 1954, "quantity": 3}


def told(text, row=ROW):
    entry = again(text, row.entry.columns, row.text).entry
    names = (*BOOK, "weight_g", "pages", "condition", "isbn")
    return {name: getattr(entry, name) for name in names if getattr(entry, name) is not None}, entry.unread


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("Леонов Л. М. | Русский лес | 1954 | 3 | 600 г", {"weight_g": 600}),
        ("Леонов Л. М. | Русский лес | 1954 | 3 | 0,6 кг", {"weight_g": 600}),
        ("Леонов Л. М.|Русский лес|1954|3|600г", {"weight_g": 600}),
        ("Леонов Л. М. ｜ Русский лес ｜ 1954 ｜ 3 ｜ 600克", {"weight_g": 600}),
        ("Леонов Л. М.\tРусский лес\t1954\t3\t600 г", {"weight_g": 600}),
        ("Леонов Л. М., Русский лес, 1954, 3, 600 г", {"weight_g": 600}),
        ("Леонов Л. М.; Русский лес; 1954; 3; 600 г", {"weight_g": 600}),
        ("Леонов Л. М. | Русский лес | 1954 | 3, 600 г", {"weight_g": 600}),
        ("Леонов Л. М. | Русский лес | 1954 | 3 600 г", {"weight_g": 600}),
        ("Леонов Л. М. | Русский лес | 600 г | 1954 | 3", {"weight_g": 600}),
        ("600 г | Леонов Л. М. | Русский лес | 1954 | 3", {"weight_g": 600}),
        ("Леонов Л. М. | Русский лес | 1954 | 3 | 312 с. | 600 г", {"weight_g": 600, "pages": 312}),
        ("Леонов Л. М. | Русский лес | 1954 | 3 | потрепанная", {"condition": "worn"}),
        ("Леонов Л. М. | Русский лес | 1954 | 3 | 978-7-02-000220-7", {"isbn": "9787020002207"}),
        ("Леонов Л. М. | Русский лес | 1954 | 5 | 600 г", {"quantity": 5, "weight_g": 600}),
        (
            "Леонов Л. М. | Русский лес, роман | 1955 | 3 | 600 г",
            {"title": "Русский лес, роман", "year": 1955, "weight_g": 600},
        ),
        ("Леонов Л. М. | Русский лес | | 3", {"year": None}),
        ("Леонов Л. М. | Русский лес | 3", {"year": None}),
        ("Леонов Л. М. | Русский лес | 3 | 600 г", {"year": None, "weight_g": 600}),
        ("Русский лес | 1954 | 3", {"author": None}),
    ],
)
def test_what_is_added_changed_or_left_out_is_read_and_the_rest_stays(text, changed):
    expected = {name: value for name, value in (BOOK | changed).items() if value is not None}
    assert told(text) == (expected, {})


@pytest.mark.parametrize(
    ("added", "unclear"),
    [("500", "500"), ("экслибрис", "экслибрис"), ("1955", "1955"), ("4 экз.", "4 экз."), ("500 | 7", "500; 7")],
)
def test_a_cell_that_does_not_tell_what_it_is_is_asked_about(added, unclear):
    assert told(f"Леонов Л. М. | Русский лес | 1954 | 3 | {added}") == (BOOK, {"more": unclear})


def test_author_and_title_in_one_cell_stay_in_it():
    row = row_of(["Шукшин В. М. Калина красная", "1975", "4"], {0: "author_title", 1: "year", 2: "quantity"})
    book = {"author": "Шукшин В. М.", "title": "Калина красная", "year": 1975, "quantity": 4, "weight_g": 350}
    assert told("Шукшин В. М. Калина красная | 1975 | 4 | 350 г", row) == (book, {})


def test_a_plain_line_may_be_given_cells():
    read = again("Царь-рыба | 1984 | 500 г | экслибрис", (), "Царь-рыба")
    entry = read.entry
    assert (entry.title, entry.year, entry.weight_g, entry.unread) == ("Царь-рыба", 1984, 500, {"more": "экслибрис"})
    assert again("Царь-рыба, 1984, 2 экз.", (), "Царь-рыба") is None


@pytest.mark.parametrize(("language", "asked"), [("ru", "непонятно, что это"), ("zh", "看不出")])
def test_what_is_unclear_waits_for_an_answer_on_the_page(heihe, at_desk, language, asked):
    list_id = heihe.sends("Автор\tЗаглавие\tГод\tКол-во\nЛеонов Л. М.\tРусский лес\t1954\t3\n")
    with transaction() as session:
        found, line = get_line(session, heihe.librarian, list_id, 1)
        list_imports.correct(session, found, line, "Леонов Л. М. | Русский лес | 1954 | 3 | экслибрис", now())
    (line,) = heihe.lines(list_id)
    assert (line.problem, line.told["quantity"]) == (Problem.UNSURE, 3)
    assert asked in at_desk(heihe.librarian_id).get(f"/{language}/staff/exchange/lists/{list_id}").text
