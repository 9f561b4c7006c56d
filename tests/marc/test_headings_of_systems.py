"""Columns in which a library system writes several things: a number with its price, places with numbers of copies."""

import pytest

from library_exchange.list_reading.rules import headings
from library_exchange.list_reading.services import reading
from library_exchange.marc.spreadsheets.cells import placed_numbers, without_price
from library_exchange.marc.spreadsheets.columns import guess_columns
from library_exchange.marc.spreadsheets.headings import Column, column_of, several
from tests.marc.test_rows_of_tables import read

NUMBERS = (
    *("ISBN及定价", "ISBN/定价", "书号及价格", "ISBN、定价", "ISBN 及 定价", "定价/ISBN", "ISBN, цена", "Цена, ISBN"),
    *("ISBN и цена", "ISBN与单价", "ISBN+定价", "ISBN & price", "标准书号和定价"),
)
ASKED = {
    **dict.fromkeys(("馆藏信息", "馆藏", "馆藏情况", "馆 藏 信 息", "复本信息"), "branch barcode"),
    **dict.fromkeys(("馆藏地及条码", "馆藏地点/条码号", "馆藏地与财产号", "Отдел, инв. номер"), "branch barcode"),
    **dict.fromkeys(("册数及金额", "Кол-во, цена", "Цена, кол-во"), "copies"),
    "Сведения об экземплярах": "branch barcode",
    "页数及定价": "pages",
    "Год, цена": "year",
    "条码/索书号": "barcode call_number",
}


@pytest.mark.parametrize("heading", NUMBERS)
def test_a_number_of_a_book_is_known_beside_its_price(heading):
    assert column_of(heading) is Column.ISBN
    assert headings.field_of(heading) == "isbn"


@pytest.mark.parametrize("heading", ASKED)
def test_a_column_of_several_things_is_asked_about_and_never_left_out_silently(heading):
    assert column_of(heading) is None
    assert " ".join(several(heading)) == ASKED[heading]
    columns = guess_columns([["题名", heading], ["家", "1"]])
    assert list(columns.combined) == [1]


@pytest.mark.parametrize("heading", ["普及本", "及时雨", "备注", "定价", "定价/备注", "其他及说明", "开本"])
def test_other_headings_stay_what_they_are(heading):
    assert (column_of(heading), several(heading)) == (None, ())


PRICES = (
    *(" : CNY59.00", "：CNY59.00", "/59元", " / 59.00", " 59元", "(精装): CNY 59.00", " : ¥59", "¥59.00", " 120 руб."),
    *(":CNY59.00", " / 120 р.", ""),
)


@pytest.mark.parametrize("behind", PRICES)
def test_the_price_behind_a_number_is_no_part_of_it(behind):
    assert without_price(f"978-7-02-000220-7{behind}") == "978-7-02-000220-7"
    assert without_price(f"7-02-000220-X{behind}; 9787020008728{behind}") == "7-02-000220-X; 9787020008728"
    (book,) = read("题名|ISBN及定价", f"红楼梦|978-7-02-000220-7{behind}")
    assert [(each.value, each.is_valid) for each in book.description.identifiers] == [("9787020002207", True)]
    (line,) = reading.pasted(f"题名\tISBN及定价\t册数\n红楼梦\t978-7-02-000220-7{behind}\t2")
    assert (line.entry.isbn, line.entry.quantity, line.entry.unread) == ("9787020002207", 2, {})


PLACED = {
    "总馆:HH3001": [("总馆", "HH3001")],
    "总馆：HH3001；少儿部：HH3002": [("总馆", "HH3001"), ("少儿部", "HH3002")],
    "总馆:HH3001-HH3003": [("总馆", "HH3001"), ("总馆", "HH3002"), ("总馆", "HH3003")],
    "Абонемент: 30012": [("Абонемент", "30012")],
    "条码:HH3001": [("", "HH3001")],
    "Инв. №: 30012": [("", "30012")],
    "HH3001": [("", "HH3001")],
    "12:30": [("", "12:30")],
}


@pytest.mark.parametrize("cell", PLACED)
def test_the_place_before_the_number_of_a_copy_is_its_place(cell):
    assert placed_numbers(cell, 0) == PLACED[cell]


def test_copies_of_one_cell_stand_each_in_its_place():
    (book,) = read("题名|条码", "北疆纪事|总馆:HH3001；少儿部:HH3002")
    found = [(copy.barcode, copy.note) for copy in book.description.holdings]
    assert found == [("HH3001", "总馆"), ("HH3002", "少儿部")]
