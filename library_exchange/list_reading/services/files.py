"""Files of books: told apart by their bytes, read into rows or records, whatever their encoding."""

import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import product

from library_exchange.citations import reference_files
from library_exchange.core import delimited
from library_exchange.core.errors import InvalidInput
from library_exchange.documents import unpacking, workbooks
from library_exchange.list_reading import labels
from library_exchange.list_reading.rules import label_blocks, own_signs, parted_rows, spaced_columns
from library_exchange.list_reading.rules.headings import find_columns, is_known
from library_exchange.marc.encoding import as_damaged, by_its_mark, decode, detect, without_zeros
from library_exchange.marc.formats import has_records
from library_exchange.marc.iso2709 import FIELD_END
from library_exchange.marc.profiles.tables import Profile

Rows = list[list[str]]
HEADED_BY = 3
"""In one of so many lines the headings of a text of columns stand."""
_DRAWN = re.compile(r"[|│┃].*[|│┃].*[|│┃]")
_RULE = re.compile(r"[\s+|│┃┆=:─━┌┬┐├┼┤└┴┘═╔╦╗╠╬╣╚╩╝-]+")


def is_marc(content: bytes) -> bool:
    """Whether the bytes are MARC records, as ISO 2709 or XML, rather than a table."""
    head = content[:65536].lstrip(b"\xef\xbb\xbf \r\n\t")
    is_iso2709 = head[:5].isdigit() and FIELD_END in head
    return is_iso2709 or (head.startswith(b"<") and b"record" in head) or has_records(content)


def rows_of(content: bytes) -> Rows:
    """Return the rows of a spreadsheet (its first sheet with anything in it), of delimited text or of references.

    Raises InvalidInput for what is neither.
    """
    if content.startswith(workbooks.STARTS):
        return _of_workbook(content)
    text = text_of(content)
    return reference_files.rows_in(text) or of_text(text)


def _of_workbook(content: bytes) -> Rows:
    try:
        return workbooks.rows_of(content)
    except unpacking.TooLarge as error:
        raise InvalidInput({"file": labels.UNPACKS_TOO_LARGE}) from error
    except unpacking.Damaged as error:
        raise InvalidInput({"file": labels.NOT_READ}) from error


def text_of(content: bytes) -> str:
    """Return delimited text in its encoding: by its mark, as UTF-8, else the likeliest of the old ones.

    Where some of its bytes are broken, there are replacement signs, by which `row_of` tells a row to be asked about.
    """
    if (marked := by_its_mark(content)) is not None:
        return marked
    content = without_zeros(content)
    if b"\x00" in content[:4096]:
        raise InvalidInput({"file": labels.NOT_READ})
    # The reading that fits is judged by what is not ASCII; fields apart, as those of a record.
    encoding = detect(content.replace(b"\n", b"\x1f"), Profile.UNIMARC)
    if encoding is not None:
        with suppress(UnicodeDecodeError):  # an escape of MARC-8 in what is none
            return decode(content, encoding)
    if as_damaged(content) is None:
        raise InvalidInput({"file": labels.NOT_READ})
    return content.decode("utf-8", "replace")


def of_text(text: str) -> Rows:
    """Return the rows of delimited text; the delimiter is the one that most of the first rows have in common."""
    return delimited.rows_of(text.replace("\x00", ""))


def pasted(text: str) -> Rows:
    """Return the rows of what was copied from a spreadsheet: tabs between them, whatever stands in the cells.

    A quotation mark that takes a row below into its cell is none; then no mark counts.
    """
    plain = text.replace("\x00", "")
    rows = delimited.rows_of(plain, "\t")
    swallowed = any("\t" in cell and "\n" in cell for row in rows for cell in row)
    return delimited.rows_of(plain, "\t", marks_count=False) if swallowed else rows


def rows_pasted(text: str) -> Rows | None:
    """Return the rows of a pasted text that has columns, however they are parted; None if it is one of lines."""
    if (references := reference_files.rows_in(text)) is not None:
        return references
    lines = text.replace("\x00", "").splitlines()
    if (named := label_blocks.rows_in(lines)) is not None:
        return named
    if is_table(lines):
        return _unnumbered(pasted(text))
    ways = (_drawn, _under_headings, parted_rows.rows_in, spaced_columns.rows_in)
    rows = next(filter(None, (way(lines) for way in ways)), None)
    return rows and _unnumbered(rows)


def _unnumbered(rows: Rows) -> Rows:
    """Return rows that nothing heads without numbers and bullets before their first cells."""
    if find_columns(rows) is not None:
        return rows
    first = own_signs.unnumbered([row[0] if row else "" for row in rows])
    return [[bare, *row[1:]] if row else row for row, bare in zip(rows, first, strict=True)]


def _drawn(lines: Sequence[str]) -> Rows | None:
    """Return the rows of a table that is drawn with upright strokes, as letters and pages of the web have it."""
    full = [line.strip() for line in lines if line.strip()]
    drawn = [line for line in full if _DRAWN.fullmatch(line)]
    if len(drawn) < 2 or len(drawn) + sum(map(bool, map(_RULE.fullmatch, full))) < len(full):
        return None
    rows = [re.split(r"[|│┃]", line)[1:-1] for line in drawn]
    return [[cell.strip() for cell in row] for row in rows if any(map(str.isalnum, "".join(row)))]


def _under_headings(lines: Sequence[str]) -> Rows | None:
    """Return the rows of a text whose first line has several headings that we know, with one sign between them.

    Most of the others have as many cells; commas part less surely, so that there have to be three columns of them.
    """
    lines = "\n".join(lines).strip().split("\n")
    for at, mark in product(range(HEADED_BY), ";；|,，"):
        heads = [cell.strip() for cell in lines[at].split(mark)] if at + 1 < len(lines) else []
        if len(heads) < (3 if mark in ",，" else 2) or not all(map(is_known, heads)):
            continue
        rows = delimited.rows_of("\n".join(lines[at:]), mark)
        if find_columns(rows[:1]) is not None and 5 * sum(len(row) == len(heads) for row in rows) >= 4 * len(rows):
            return [[line] for line in lines[:at]] + rows
    return None


def is_table(lines: Sequence[str]) -> bool:
    """Whether pasted lines come from a spreadsheet: most of them have columns, or there are headings with tabs."""
    full = [line for line in lines if line.strip()]
    wide = [line.split("\t") for line in full if "\t" in line]
    return 2 * len(wide) > len(full) or _has_headings(wide)


def _has_headings(wide: Rows) -> bool:
    """Whether among rows with columns one of the first has several headings that we know."""
    found = find_columns(wide)
    return found is not None and found.known > 1
