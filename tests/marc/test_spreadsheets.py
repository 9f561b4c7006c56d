"""Catalogues kept in spreadsheets: headings recognised in three languages, nothing dropped in silence."""

from datetime import date
from io import BytesIO

import pytest

from library_exchange.documents.sheets import Sheet, workbook
from library_exchange.imports.services import spreadsheets
from library_exchange.imports.services.contents import Choice, table_kind
from library_exchange.imports.services.contents import read as read_file
from library_exchange.marc.description import ClassNumber, LocalHolding, TextField
from library_exchange.marc.kinds import FileKind
from library_exchange.marc.reading import Accepted, Rejected, read
from library_exchange.marc.spreadsheets.columns import Columns, guess_columns
from library_exchange.marc.spreadsheets.headings import Column, column_of
from library_exchange.marc.spreadsheets.numbers import numbers
from library_exchange.marc.spreadsheets.rows import describe_rows


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("书名", Column.TITLE),
        ("Заглавие", Column.TITLE),
        ("TITLE:", Column.TITLE),
        ("Инв. номер", Column.BARCODE),
        ("登录号", Column.BARCODE),
        ("条码", Column.BARCODE),
        ("Шифр", Column.CALL_NUMBER),
        ("索书号", Column.CALL_NUMBER),
        ("Кол-во экз.", Column.COPIES),
        ("册数", Column.COPIES),
        ("№ записи", Column.RECORD_NUMBER),
        ("记录号", Column.RECORD_NUMBER),
        ("ББК", Column.CLASS_BBK),
        ("Шифр ББК", Column.CLASS_BBK),
        ("Класс", Column.CLASS_BBK),
        ("УДК", Column.CLASS_UDC),
        ("Индекс УДК", Column.CLASS_UDC),
        ("中图法分类号", Column.CLASS_CLC),
        ("中图分类号", Column.CLASS_CLC),
        ("Год (издания)", Column.YEAR),
        ("Цена", None),
        ("", None),
    ],
)
def test_headings_are_known_in_three_languages(heading, column):
    assert column_of(heading) is column


def test_a_russian_catalogue_from_the_field(shared_data):
    content = (shared_data / "cases" / "catalogue_ru_cp1251.csv").read_bytes()
    assert table_kind(BytesIO(content)) is FileKind.TABLE
    (found,) = read_file(BytesIO(content))
    book = found.description
    assert (book.title, book.year, [each.value for each in book.identifiers]) == (
        "Книга из таблицы",
        2001,
        ["9785020000018"],
    )
    assert [each.forms[0].value for each in book.contributors] == ["Иванов И. И."]
    assert book.holdings == (LocalHolding(None, None, 2),)


def test_a_damaged_workbook_from_the_field_is_told(shared_data):
    (found,) = read_file(BytesIO((shared_data / "cases" / "catalogue.xlsx").read_bytes()))
    assert (found.reason, found.kind) == ("bad-archive", FileKind.ZIP)


def test_rows_above_the_headings_are_no_books_and_cells_that_hold_several_things_are_taken_apart(shared_data):
    content = (shared_data / "cases" / "list_title_rows_above.xlsx").read_bytes()
    columns = guess_columns(spreadsheets.rows_of(content))
    assert columns.heading_row == 3
    assert {Column.AUTHOR_TITLE, Column.IMPRINT} <= set(columns.known.values())
    found = list(read_file(BytesIO(content)))
    books = [(each.description.title, each.description.contributors[0].forms[0].value) for each in found[:2]]
    assert books == [("Евгений Онегин", "Пушкин А. С."), ("Мёртвые души", "Гоголь Н. В.")]
    assert not any("заглавие" in each.raw.decode().lower() for each in found)
    whole = list(read_file(BytesIO(content), Choice(columns={"headings": 4, "columns": ["", "title", "", "copies"]})))
    assert whole[0].description.title == "Пушкин А. С. Евгений Онегин"


def test_an_isbn_that_was_rounded_is_told(shared_data):
    (found,) = read_file(BytesIO((shared_data / "cases" / "list_isbn_scientific.csv").read_bytes()))
    assert "rounded-number" in found.repairs
    assert found.description.identifiers == ()


TABLE = [
    ["Областная библиотека", ""],
    ["书名", "作者", "索书号", "条码", "册数", "分类号", "Филиал", "语种", "记录号", "Цена"],
    ["红楼梦", "曹雪芹; 高鹗", "I242.4/1", "T1; T2", "3", "I242.4", "总馆", "中文", "R7", "50"],
    ["", "", "", "", "", "", "", "", "", ""],
    ["", "无题名", "", "", "", "", "", "", "", ""],
    ["呐喊"],
]


def test_all_that_a_row_says_is_taken():
    columns = guess_columns(TABLE)
    assert (columns.heading_row, columns.unknown, columns.is_enough) == (1, {9: "Цена"}, True)
    first, second, third = describe_rows(TABLE, columns)
    book = first.description
    assert (book.source_id, book.title, book.languages) == ("R7", "红楼梦", ("chi",))
    assert [each.forms[0].value for each in book.contributors] == ["曹雪芹", "高鹗"]
    assert book.class_numbers == (ClassNumber("clc", "I242.4"),)
    assert book.holdings == (
        LocalHolding(None, "I242.4/1", 1, "T1", "总馆"),
        LocalHolding(None, "I242.4/1", 1, "T2", "总馆"),
        LocalHolding(None, "I242.4/1", 1, None, "总馆"),
    )
    assert book.values(TextField.RESPONSIBILITY) == ["曹雪芹; 高鹗"]
    assert isinstance(second, Rejected)
    assert (second.reason, second.detail) == ("no-title", "row 5")
    assert (third.description.title, third.position) == ("呐喊", 3)


def test_the_bytes_of_a_row_say_the_same_when_read_again():
    first = next(describe_rows(TABLE, guess_columns(TABLE)))
    (again,) = read(BytesIO(first.raw), profile=first.profile, encoding=first.encoding)
    assert isinstance(again, Accepted)
    assert again.description == first.description


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_delimited_text_is_read_in_any_encoding(encoding, mark):
    rows = [["Автор", "Заглавие", "Год"], ["Иванов", '"История Амура"', "2001"]]
    content = "\r\n".join(mark.join(row) for row in rows).encode(encoding)
    (found,) = read_file(BytesIO(content))
    assert (found.description.title, found.description.year) == ("История Амура", 2001)


def test_a_workbook_is_read_and_a_number_in_a_cell_keeps_its_digits():
    sheet = Sheet("книги", ("Заглавие", "ISBN", "Год"), (("Амур", 9785020000018, 2001),))
    (found,) = read_file(BytesIO(workbook([sheet], date(2026, 1, 1))))
    assert [each.value for each in found.description.identifiers] == ["9785020000018"]


def test_a_table_without_headings_is_asked_about():
    assert guess_columns([["a", "b"], ["c", "d"]]) == Columns()
    (found,) = read_file(BytesIO(b"a;b\nc;d\n"))
    assert (found.reason, found.kind) == ("not-marc", FileKind.TABLE)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["R1|А|978-5-02-000001-8|11|"], ["R1"]),
        (["|А|978-5-02-000001-8|11, 12|Ш1"], ["barcode:11"]),
        (["|А|978-5-02-000001-8||Ш1"], ["isbn:9785020000018"]),
        (["|А|||84 Т53"], ["call-number:84 Т53"]),
        (["|А|||84", "|Б|||84", "|В|||85"], [None, None, "call-number:85"]),
        (["|А|9785020000018|б/н|", "|А|9785020000018|б/н|"], ["isbn:9785020000018", "isbn:9785020000018/2"]),
        (["|А|9785020000018|б/н|", "|Б|9785020000026|б/н|"], ["isbn:9785020000018", "isbn:9785020000026"]),
    ],
)
def test_a_row_goes_under_the_best_that_tells_its_book(rows, expected):
    names = (Column.RECORD_NUMBER, Column.TITLE, Column.ISBN, Column.BARCODE, Column.CALL_NUMBER)
    told = [{name: cell for name, cell in zip(names, row.split("|"), strict=True) if cell} for row in rows]
    found = list(numbers(told))
    assert [None if number.startswith("row:") else number for number in found] == expected
    assert len(set(found)) == len(found)
    assert list(numbers(told)) == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("mark", ["\t", ";", ",", "|"])
def test_two_numbers_under_one_another_in_a_cell_are_two_copies_of_a_delimited_table(encoding, mark):
    rows = [["Автор", "Заглавие", "Год", "Инв. №"], ["Машук", "Горькие шанежки", "1984", '"3001\n3002"']]
    content = "\r\n".join(mark.join(row) for row in rows).encode(encoding)
    (found,) = read_file(BytesIO(content))
    assert [each.barcode for each in found.description.holdings] == ["3001", "3002"]


def test_a_table_whose_rows_differ_in_width_is_known_by_its_headings():
    rows = ("Автор;Заглавие;Год;Примечание", "Иванов;Амур", "Ли;Река;1990", "Ван;Мост;1991;новый", "Чэнь;Дом")
    found = list(read_file(BytesIO("\n".join(rows).encode())))
    assert [each.description.title for each in found] == ["Амур", "Река", "Мост", "Дом"]
    (letter,) = read_file(BytesIO("Письмо\nСообщаем, что\nпосылка получена.\n".encode()))
    assert (letter.reason, letter.kind) == ("not-marc", FileKind.TEXT)
