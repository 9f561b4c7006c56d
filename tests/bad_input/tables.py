"""Tables of books that no spreadsheet should write, as text and packed."""

import codecs
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from library_exchange.documents.sheets import Sheet, workbook

HEADS = ("书名", "Автор", "ISBN", "Год", "Кол-во экз.", "Шифр")
FIRST, LAST = ("Первая", "Петров", "", "1997", "1", "З-1"), ("Последняя", "Зеленов", "", "1998", "2", "З-2")


def _rows(*rows: tuple[str, ...] | str, mark: str = ",", heads: tuple[str, ...] = HEADS) -> str:
    told = (heads, FIRST, *rows, LAST)
    return "".join((row if isinstance(row, str) else mark.join(row)) + "\r\n" for row in told)


def _row(title: str = "Вторая", author: str = "", isbn: str = "", year: str = "", copies: str = "", number: str = ""):
    return (title, author, isbn, year, copies, number)


def _text(row: tuple[str, ...] | str) -> bytes:
    return _rows(row).encode()


def _repacked(content: bytes, changed: dict[str, bytes], left_out: str = "") -> bytes:
    made = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(made, "w", ZIP_DEFLATED) as packed:
        for name in given.namelist():
            if name != left_out:
                packed.writestr(name, changed.get(name, given.read(name)))
    return made.getvalue()


BOOK = workbook([Sheet("Books", HEADS, (FIRST, _row(), LAST))], date(2026, 11, 30))
SHEET = "xl/worksheets/sheet1.xml"
WHOLE = ZipFile(BytesIO(BOOK)).read(SHEET).decode()
QUOTE = '"'
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
    '=HYPERLINK("http://x.example")',
)

TEXTS = {
    "a quotation mark not closed": _text('"Вторая,Петров,,1990,1,'),
    "a mark inside a cell": _text('Вто"рая,Петров,,1990,1,'),
    "marks twice": _text('"Вто""рая""",Петров,,1990,1,'),
    "a line break in a cell": _text('"Вто\nрая",Петров,,1990,1,'),
    "a hundred line breaks in a cell": _text('"Вто' + "\n" * 100 + 'рая",Петров,,1990,1,'),
    "marks alone": _text('"""""""""'),
    "an open mark at the end": _rows().encode() + b'"',
    "too few cells": _text(("Вторая",)),
    "too many cells": _text((*_row(), *["x"] * 500)),
    "ten thousand marks": _text("Вторая" + "," * 10_000),
    "a cell of 200,000": _text(_row("Вторая" + "я" * 200_000)),
    "NUL": _text(_row("Вто\0рая")),
    "NUL early": b"\0" + _rows(_row()).encode(),
    "a row of blanks": _text(_row("   ")),
    "no title": _text(_row("", "Петров")),
    "a title of signs": _text(_row("...")),
    "a title of digits": _text(_row("123456")),
    "semicolons": _rows(_row(), mark=";").encode(),
    "tabs": _rows(_row(), mark="\t").encode(),
    "strokes": _rows(_row(), mark="|").encode(),
    "two signs": _rows(";".join(_row())).encode(),
    "a mark of UTF-8": codecs.BOM_UTF8 + _rows(_row()).encode(),
    "UTF-16": _rows(_row()).encode("utf-16"),
    "UTF-16 cut in a sign": _rows(_row()).encode("utf-16")[:-1],
    "UTF-16 without a mark": _rows(_row(), mark="\t").encode("utf-16-le"),
    "UTF-32": _rows(_row()).encode("utf-32"),
    "windows-1251": _rows(_row("Вторая книга о мостах")).replace("书名", "Заглавие").encode("cp1251"),
    "code page 866": _rows(_row("Вторая книга о мостах")).replace("书名", "Заглавие").encode("cp866"),
    "GBK": _rows(_row("江边的桥")).encode("gbk", "ignore"),
    "no UTF-8 in one cell": _rows(_row()).encode().replace("Вторая".encode(), b"\xff\xfe\xfa"),
    "half a pair": _rows(_row()).encode().replace("Вто".encode(), b"\xed\xa0\x80"),
    "an escape of MARC-8": _text(_row("Вто\x1b$1рая")),
    "old line ends": _rows(_row()).replace("\r\n", "\r").encode(),
    "no line end": _rows(_row()).strip().encode(),
    "headings alone": ",".join(HEADS).encode(),
    "headings twice": _text(HEADS),
    "headings unknown": _rows(_row(), heads=("aa", "bb", "cc", "dd", "ee", "ff")).encode(),
    "one heading for all": _rows(_row(), heads=("书名",) * 6).encode(),
    "empty headings": _rows(_row(), heads=("",) * 6).encode(),
    "nothing": b"",
    "line ends": b"\r\n" * 500,
    "marks of cells": b",,,,,\r\n" * 500,
    "a year of letters": _text(_row(year="год")),
    "a year of a million": _text(_row(year="1000000")),
    "a year of 5,000 digits": _text(_row(year="9" * 5000)),
    "a year below nothing": _text(_row(year="-1990")),
    "a year and more": _text(_row(year="1990-1995 гг.")),
    "a year in Chinese": _text(_row(year="二〇〇三年")),
    "a rounded ISBN": _text(_row(isbn="9.78E+12")),
    "an ISBN of letters": _text(_row(isbn="нет")),
    "an ISBN of 5,000 digits": _text(_row(isbn="9" * 5000)),
    "copies of letters": _text(_row(copies="много")),
    "no copies": _text(_row(copies="0")),
    "copies below nothing": _text(_row(copies="-5")),
    "a fraction of a copy": _text(_row(copies="1.5")),
    "copies without end": _text(_row(copies="1e999")),
    "a billion copies": _text(_row(copies="1000000000")),
    "copies of 5,000 digits": _text(_row(copies="9" * 5000)),
    "copies in Arabic digits": _text(_row(copies="٣")),
    "a call number of 5,000": _text(_row(number="З" * 5000)),
    "overriding marks": _text(_row("Вто\u202eрая\u202c")),
    "markup": _text(_row("<script>alert(1)</script>")),
    **{
        f"a formula {each.strip()[:9]!a}": _text(_row(f'"{each.replace(QUOTE, 2 * QUOTE)} Вторая"'))
        for each in FORMULAS
    },
    "five hundred rows": _rows(*[_row(f"Вторая {number}") for number in range(500)]).encode(),
}  # fmt: skip
PACKED = {
    "whole": BOOK,
    "cut": BOOK[:-100],
    "cut in the middle": BOOK[: len(BOOK) // 2],
    "its beginning alone": BOOK[:4],
    "noise in it": BOOK[:200] + bytes(range(256)) + BOOK[456:],
    "no sheet": _repacked(BOOK, {}, SHEET),
    "no list of sheets": _repacked(BOOK, {}, "xl/workbook.xml"),
    "no types": _repacked(BOOK, {}, "[Content_Types].xml"),
    "no texts": _repacked(BOOK, {}, "xl/sharedStrings.xml"),
    "a sheet of noise": _repacked(BOOK, {SHEET: bytes(range(256))}),
    "a sheet of nothing": _repacked(BOOK, {SHEET: b""}),
    "a sheet cut": _repacked(BOOK, {SHEET: WHOLE[: len(WHOLE) // 2].encode()}),
    "a sheet with entities": _repacked(
        BOOK, {SHEET: WHOLE.replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaa">]>', 1).encode()}
    ),
    "a sheet of laughs": _repacked(
        BOOK,
        {
            SHEET: WHOLE.replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>', 1)
            .replace("<v>", "<v>&b;", 1)
            .encode()
        },
    ),
    "a sheet of 100 megabytes": _repacked(BOOK, {SHEET: WHOLE.encode() + b" " * 100_000_000}),
    "a cell at the far end": _repacked(BOOK, {SHEET: WHOLE.replace('r="A2"', 'r="XFD1048576"').encode()}),
    "a cell of no place": _repacked(BOOK, {SHEET: WHOLE.replace('r="A2"', 'r="??"').encode()}),
    "a text that is not there": _repacked(BOOK, {SHEET: WHOLE.replace("<v>6</v>", "<v>99999</v>").encode()}),
    "a text below nothing": _repacked(BOOK, {SHEET: WHOLE.replace("<v>6</v>", "<v>-1</v>").encode()}),
    "a text of letters": _repacked(BOOK, {SHEET: WHOLE.replace("<v>6</v>", "<v>six</v>").encode()}),
    "a cell of a kind unknown": _repacked(BOOK, {SHEET: WHOLE.replace('t="s"', 't="zz"').encode()}),
    "a sheet deep": _repacked(BOOK, {SHEET: WHOLE.replace("<v>", "<a>" * 10_000 + "<v>", 1).encode()}),
    "a document of words": _repacked(BOOK, {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
    "a zip of nothing": b"PK\x05\x06" + bytes(18),
    "an older container": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024),
    "an older container of noise": b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 8,
    "a page of the web": b"<html><table><tr><td>" + "书名".encode() + b"</td></tr></table></html>",
    "a page of an old spreadsheet": b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x',
}
