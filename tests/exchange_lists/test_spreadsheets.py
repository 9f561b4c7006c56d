"""Spreadsheets that are far larger than they look are refused before they are read; lists of books are not."""

import time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from library_exchange.core.clock import now
from library_exchange.core.errors import InvalidInput
from library_exchange.documents import unpacking
from library_exchange.documents.sheets import Sheet, workbook
from library_exchange.list_reading import labels
from library_exchange.list_reading.services import files

MOST_CPU_S = 1.0


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


def books(lines: int) -> bytes:
    rows = tuple((f"Книга {n} о реке Амур", f"Автор {n}", 1900 + n % 120, f"97850000{n:05}") for n in range(lines))
    return workbook([Sheet("List", ("Title", "Author", "Year", "ISBN"), rows)], now().date())


def with_cell(place: str) -> bytes:
    content, out = books(1), BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                row = "".join(each for each in place if each.isdigit())
                cell = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()
                text = text.replace(b"</sheetData>", cell)
            new.writestr(name, text)
    return out.getvalue()


def lying() -> bytes:
    """A part that says it is short and is long."""
    content = bytearray(zipped(xl__worksheets__sheet1=b" " * 40_000_000))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(mark) + at
        content[place : place + 4] = (1000).to_bytes(4, "little")
    return bytes(content)


BOMBS = {
    "two hundred megabytes of spaces": lambda: zipped(xl__worksheets__sheet1=b" " * 200_000_000),
    "many parts of some megabytes": lambda: zipped(**{f"part{n}": b" " * 4_000_000 for n in range(10)}),
    "thousands of parts": lambda: zipped(**{f"part{n}": b"" for n in range(2100)}),
    "a cell at the end of the world": lambda: with_cell("XFD1048576"),
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS.keys())
def test_what_is_far_larger_than_it_looks_is_refused_at_once_with_what_to_do(make):
    content = make()
    started = time.process_time()
    with pytest.raises(InvalidInput) as refused:
        files.rows_of(content)
    assert time.process_time() - started < MOST_CPU_S
    assert refused.value.fields == {"file": labels.UNPACKS_TOO_LARGE}


@pytest.mark.parametrize(
    "make",
    [lying, lambda: zipped(inner=zipped(inner=b" " * 1000)), lambda: books(3)[:-40], lambda: b"PK\x03\x04" + b"x" * 99],
    ids=["a part longer than it says", "a zip in a zip", "half a file", "only the beginning of a zip"],
)
def test_what_is_no_whole_spreadsheet_is_refused_as_such(make):
    with pytest.raises(InvalidInput) as refused:
        files.rows_of(make())
    assert refused.value.fields == {"file": labels.NOT_READ}


def test_long_lists_of_books_are_read():
    content = books(20_000)
    unpacking.check(content)
    assert len(files.rows_of(books(300))) == 301
