"""Files of books: told apart by their bytes, read into rows or records, whatever their encoding."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO

from python_calamine import CalamineError, CalamineWorkbook

from library_exchange.core.errors import InvalidInput
from library_exchange.documents import unpacking
from library_exchange.marc.encoding import decode, detect
from library_exchange.marc.formats import has_records
from library_exchange.marc.iso2709 import FIELD_END
from library_exchange.marc.profiles.tables import Profile
from library_exchange.offers import labels

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What spreadsheets begin with: xlsx and ods are zip files, xls is an older container."""
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
DELIMITERS = "\t;,|"
Cell = int | float | str | bool | time | date | datetime | timedelta
Rows = list[list[str]]


def is_marc(content: bytes) -> bool:
    """Whether the bytes are MARC records, as ISO 2709 or XML, rather than a table."""
    head = content[:65536].lstrip(b"\xef\xbb\xbf \r\n\t")
    is_iso2709 = head[:5].isdigit() and FIELD_END in head
    return is_iso2709 or (head.startswith(b"<") and b"record" in head) or has_records(content)


def rows_of(content: bytes) -> Rows:
    """Return the rows of a spreadsheet (its first sheet with anything in it) or of delimited text, every cell as text.

    Raises InvalidInput for what is neither.
    """
    if content.startswith(WORKBOOKS):
        return _of_workbook(content)
    return of_text(text_of(content))


def _of_workbook(content: bytes) -> Rows:
    try:
        unpacking.check(content)
    except unpacking.TooLarge as error:
        raise InvalidInput({"file": labels.UNPACKS_TOO_LARGE}) from error
    except unpacking.Damaged as error:
        raise InvalidInput({"file": labels.NOT_READ}) from error
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
            if rows:
                return [[_cell(value) for value in row] for row in rows]
    except (CalamineError, OSError, ValueError) as error:
        raise InvalidInput({"file": labels.NOT_READ}) from error
    return []


def _cell(value: Cell) -> str:
    """Return a cell as text: a number that a spreadsheet keeps as 9787020002207.0 has no decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


def text_of(content: bytes) -> str:
    """Return delimited text in its encoding: by its mark, as strict UTF-8, else the likeliest of the old ones."""
    for mark, name in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            try:
                return content.decode(name)
            except UnicodeDecodeError as error:
                raise InvalidInput({"file": labels.NOT_READ}) from error
    if b"\x00" in content[:4096]:
        raise InvalidInput({"file": labels.NOT_READ})
    # The reading that fits is judged by what is not ASCII; fields apart, as those of a record.
    encoding = detect(content.replace(b"\n", b"\x1f"), Profile.UNIMARC)
    if encoding is None:
        raise InvalidInput({"file": labels.NOT_READ})
    return decode(content, encoding)


def of_text(text: str) -> Rows:
    """Return the rows of delimited text; the delimiter is the one that most of the first lines have in common."""
    stream = StringIO(text.replace("\x00", ""), newline="")
    try:
        return [list(row) for row in csv.reader(stream, delimiter=_delimiter(text))]
    except csv.Error as error:
        raise InvalidInput({"file": labels.NOT_READ, "lines": labels.NOT_READ}) from error


def _delimiter(text: str) -> str:
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    counts = {mark: sum(1 for line in lines if mark in line) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: (counts[mark], -DELIMITERS.index(mark))) if lines else ","


def is_table(lines: Sequence[str]) -> bool:
    """Whether pasted lines come from a spreadsheet: most of them have columns."""
    full = [line for line in lines if line.strip()]
    return bool(full) and 2 * sum("\t" in line for line in full) > len(full)
