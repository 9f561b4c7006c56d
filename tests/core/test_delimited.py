"""Delimited text: rows as a spreadsheet writes them, with whatever stands in quotation marks."""

import pytest

from library_exchange.core import delimited
from library_exchange.core.delimited import delimiter_of, is_table, rows_of

HEADINGS = ["Автор", "Заглавие", "Год", "Инв. №"]


def written(rows, mark, end="\r\n"):
    """Write rows as a spreadsheet does: in quotation marks what needs them."""

    def cell(text):
        needs = any(sign in text for sign in (mark, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if needs else text

    return "".join(mark.join(map(cell, row)) + end for row in rows)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("mark", list(delimited.DELIMITERS))
@pytest.mark.parametrize(
    "cell",
    [
        "3001\n3002",
        "3001\n3002\n3003\n3004",
        "3001; 3002",
        "3001, 3002",
        "3001 | 3002",
        "3001\t3002",
        '"Б" 3001',
        '"',
        "",
    ],
    ids=repr,
)
def test_a_cell_may_hold_whatever_its_spreadsheet_puts_in_quotation_marks(cell, mark, end):
    rows = [HEADINGS, ["Машук, Б. А.", "Горькие шанежки", "1984", cell], ["А", 'Роман "Амур"', "1970", "3003"]]
    text = written(rows, mark, end)
    assert (is_table(text), delimiter_of(text), rows_of(text)) == (True, mark, rows)


def test_cells_of_many_lines_do_not_hide_what_parts_the_columns():
    rows = [HEADINGS, *(["А", f"Книга {n}", "1984", "1,\n2,\n3,\n4"] for n in range(3))]
    text = written(rows, ";")
    assert (is_table(text), rows_of(text)) == (True, rows)


def test_a_mark_that_is_not_closed_takes_no_books_below_with_it():
    text = 'Заглавие;Год\n"Жить;1990\n"Семья";1953\n"Жить" и другие;1991\nСемья "Ба Цзинь;1992\n'
    assert rows_of(text)[1:] == [
        ['"Жить', "1990"],
        ["Семья", "1953"],
        ['"Жить" и другие', "1991"],
        ['Семья "Ба Цзинь', "1992"],
    ]


def test_marks_that_stand_for_the_line_above_are_no_quotation():
    assert rows_of('Лу Синь;"Крик";1923\n";";1926\n') == [["Лу Синь", "Крик", "1923"], ['"', '"', "1926"]]


def test_a_semicolon_inside_quoted_names_does_not_part_columns():
    rows = [["author", "title", "year"], ["Иванов; Петров", "Амур, река", "1990"], ["Ли; Ван", "黑河", "1991"]]
    assert rows_of(written(rows, ",")) == rows


@pytest.mark.parametrize("text", ["", "\n\n", "Одна строка\n", "Письмо\nСообщаем, что\nпосылка получена.\n"])
def test_plain_text_is_no_table(text):
    assert not is_table(text)
