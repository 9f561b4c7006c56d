"""Lists as people send them: hundreds of messy lines come to what a librarian means by them; no number is lost."""

import time

import pytest

from benchmarks.golden_lists import (
    GOLDEN,
    STRANGERS,
    Figure,
    expected_of,
    know_names,
    lists_in,
    lost_numbers,
    measured,
    rows_of,
    what_is_wrong,
)
from benchmarks.invented_lists import lists as invented_lists
from benchmarks.whole_lists import measured as measured_whole
from benchmarks.whole_lists import whole_lists
from library_exchange.exchange_lists.models import ListImportLine
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.services import reading

SETS = {GOLDEN: (300, 0.99), STRANGERS: (260, 0.97)}
"""Of each set how many lines it has at least, and which share of them is read as they are meant."""
LONG = (
    *("《芙蓉镇》", "9787020024759 ", "Костейн Т. ", "1. ", "> ", "¥12元"),
    *("(封面破损", "书名：", "| ", "📚", "ББК 84(4) ", "2 экз., "),
    *(
        "题名/",
        "题名——",
        "一、",
        '"Заглавие" ',
        "«а» ",
        "Заглавие, М. Мысль 1974 ",
        "Сказки, Носов, ",
        "Заглавие. М.: Геос – ",
        "(上)",
    ),
    *("@book{a, title={", "@book{a,", "TY  - BOOK ", "Анна Петрова, библиотека ", "某图书馆 ", "丛书：《"),
)


@pytest.fixture
def heihe(web, make_partner):
    return make_partner("heihe", "CN")


@pytest.mark.parametrize("folder", SETS, ids=lambda folder: folder.name)
def test_lists_are_read_as_librarians_mean_them_and_no_number_is_lost(heihe, folder):
    know_names()
    smallest, share = SETS[folder]
    figures = measured(heihe.librarian, lists_in(folder))
    *_kinds, (_all, lines, _rightly, _asked, lost) = rows_of(figures)
    wrong = [each for figure in figures.values() for each in figure.wrong]
    assert int(lines) >= smallest
    assert lost == "0", [number for figure in figures.values() for number in figure.lost]
    assert sum(figure.rightly for figure in figures.values()) >= share * int(lines), "\n".join(wrong)


def test_whole_lists_come_to_the_books_that_a_cataloguer_takes_from_them(heihe):
    know_names()
    found = measured_whole(heihe.librarian, whole_lists())
    came = found["all"]
    wrong = "\n".join(each for one in found.values() for each in one.wrong)
    assert len(found) == 21
    assert came.books == 274
    assert came.lost == 0
    assert came.rightly >= 0.9 * came.books, wrong
    assert came.wholly >= 0.87 * came.books, wrong
    assert came.no_books <= 3, wrong


def test_lists_that_keep_a_manner_of_their_own_are_read_whichever_it_is(heihe):
    know_names()
    drawn = [
        (f"{at} {each.sign!r} {each.order}", each.text, each.books) for at, each in enumerate(invented_lists(20, 24))
    ]
    found = measured_whole(heihe.librarian, drawn)
    wrong = "\n".join(f"{name}: {each}" for name, one in found.items() for each in one.wrong)
    assert found["all"].lost == 0
    assert found["all"].rightly >= 0.85 * found["all"].books, wrong


@pytest.mark.parametrize(
    ("told", "problem", "wrong"),
    [
        ({"title": "Гунны", "quantity": 2}, None, None),
        ({"title": "Гунны", "quantity": 1}, None, "copies"),
        ({"title": "Гунны. М.", "quantity": 2}, None, "title"),
        ({"title": "Гунны", "quantity": 2}, Problem.UNSURE, None),
        ({"title": "Гунны", "quantity": 2}, Problem.COLUMNS, "asked: columns"),
        ({"title": "Гунны", "quantity": 2}, Problem.PERHAPS_NOT_A_BOOK, "book"),
    ],
)
def test_the_figure_tells_what_is_read_rightly(told, problem, wrong):
    row = ListImportLine(list_import_id=1, number=1, text="Гунны 2 экз.", told=told, problem=problem)
    assert what_is_wrong(expected_of("Гунны | copies 2"), row) == wrong


def test_a_number_that_no_line_has_and_of_which_none_asks_is_lost():
    row = ListImportLine(list_import_id=1, number=1, text="围城 9787020024759", told={"title": "围城 9787020024759"})
    assert lost_numbers("围城 9787020024759", [row]) == ["9787020024759"]
    row.problem = Problem.UNSURE
    assert lost_numbers("围城 9787020024759", [row]) == []
    assert Figure().lost == []


@pytest.mark.parametrize("words", LONG)
def test_a_long_line_of_the_same_words_costs_little(words):
    line = (words * 500)[:499]
    began = time.process_time()
    for _time in range(3):
        reading.pasted(line)
    assert time.process_time() - began < 1.5
