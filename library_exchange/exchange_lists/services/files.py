"""Files of books: told apart by their bytes, read into rows or records, whatever their encoding."""

import csv
from collections.abc import Sequence
from io import StringIO

from library_exchange.core.errors import InvalidInput
from library_exchange.documents import unpacking, workbooks
from library_exchange.documents.delimited import delimiter_of
from library_exchange.exchange_lists import labels
from library_exchange.exchange_lists.rules.headings import find_columns
from library_exchange.marc.encoding import decode, detect
from library_exchange.marc.formats import has_records
from library_exchange.marc.iso2709 import FIELD_END
from library_exchange.marc.profiles.tables import Profile

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
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
    if content.startswith(workbooks.STARTS):
        return _of_workbook(content)
    return of_text(text_of(content))


def _of_workbook(content: bytes) -> Rows:
    try:
        return workbooks.rows_of(content)
    except unpacking.TooLarge as error:
        raise InvalidInput({"file": labels.UNPACKS_TOO_LARGE}) from error
    except unpacking.Damaged as error:
        raise InvalidInput({"file": labels.NOT_READ}) from error


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
    return _rows(text, delimiter_of(text))


def pasted(text: str) -> Rows:
    """Return the rows of what was copied from a spreadsheet: tabs between them, whatever stands in the cells.

    A quotation mark that is never closed would take the rows below into its cell; then no mark counts.
    """
    rows = _rows(text, "\t")
    swallowed = text.count('"') % 2 or any("\t" in cell and "\n" in cell for row in rows for cell in row)
    return _rows(text, "\t", marks_count=False) if swallowed else rows


def _rows(text: str, delimiter: str, *, marks_count: bool = True) -> Rows:
    stream = StringIO(text.replace("\x00", ""), newline="")
    try:
        return [
            list(row)
            for row in csv.reader(
                stream, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if marks_count else csv.QUOTE_NONE
            )
        ]
    except csv.Error as error:
        raise InvalidInput({"file": labels.NOT_READ, "lines": labels.NOT_READ}) from error


def is_table(lines: Sequence[str]) -> bool:
    """Whether pasted lines come from a spreadsheet: most of them have columns, or there are headings with tabs."""
    full = [line for line in lines if line.strip()]
    wide = [line.split("\t") for line in full if "\t" in line]
    return 2 * len(wide) > len(full) or _has_headings(wide)


def _has_headings(wide: Rows) -> bool:
    """Whether among rows with columns one of the first has several headings that we know."""
    found = find_columns(wide)
    return found is not None and found.known > 1
