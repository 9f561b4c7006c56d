"""Files for spreadsheets: read back, they hold what was written, in the manner of each country."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from library_exchange.documents import workbooks
from library_exchange.documents.tables import csv_file, table_file
from library_exchange.list_reading.services import files

SEPARATORS = {"zh": ",", "ru": ";", "en": ","}
ROWS = [
    ["题名", "Заглавие", '«кавычки» и "такие"'],
    ["a;b", "a,b", "две\nстроки"],
    [-3, Decimal("-1234.5"), 0.25],
    [date(2026, 3, 5), None, "О'Генри"],
]


def read(data, language):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=SEPARATORS[language]))


@pytest.mark.parametrize("language", SEPARATORS)
def test_texts_come_back_as_they_were(language):
    data = csv_file(ROWS, language)
    assert data.startswith(b"\xef\xbb\xbf")
    assert read(data, language)[:2] == ROWS[:2]


@pytest.mark.parametrize(
    ("language", "numbers", "day"),
    [
        ("zh", ["-3", "-1234.5", "0.25"], "2026-03-05"),
        ("ru", ["-3", "-1234,5", "0,25"], "05.03.2026"),
        ("en", ["-3", "-1234.5", "0.25"], "2026-03-05"),
    ],
)
def test_numbers_and_days_are_such_for_the_spreadsheet_of_the_country(language, numbers, day):
    rows = read(csv_file(ROWS, language), language)
    assert rows[2] == numbers
    assert rows[3] == [day, "", "О'Генри"]


@pytest.mark.parametrize("text", ["=1+1", "+7 495 000", "-2", "@SUM(A1)", "\t=1"])
def test_a_text_never_becomes_a_formula(text):
    assert read(csv_file([[text]], "zh"), "zh") == [[f"'{text}"]]


@pytest.mark.parametrize("language", SEPARATORS)
def test_in_a_workbook_numbers_and_days_are_such_in_every_country(language):
    cells = workbooks.rows_of(table_file("xlsx", [["a", "b", "c"], *ROWS[2:]], language, date(2026, 3, 5)))
    assert cells[1] == ["-3", "-1234.5", "0.25"]
    assert cells[2] == ["2026-03-05", "", "О'Генри"]


@pytest.mark.parametrize("text", ["=1+1", "+7 495 000", "-2", "@SUM(A1)"])
def test_a_text_of_a_workbook_is_a_text_whatever_it_begins_with(text):
    [_head, row] = workbooks.rows_of(table_file("xlsx", [["a"], [text]], "zh", date(2026, 3, 5)))
    assert row == [text], "a formula would have been worked out, or have no value yet"


@pytest.mark.parametrize("language", SEPARATORS)
def test_our_own_lists_are_read_back_by_the_import_of_lists(language):
    written = [["Заглавие", "Год"], ["Амур, река", "1998"], ["黑龙江", "2001"]]
    assert files.of_text(files.text_of(csv_file(written, language))) == written
