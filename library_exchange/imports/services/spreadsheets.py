"""Catalogues that come as spreadsheets: bytes to rows, rows to records; what the columns hold is guessed or told."""

import csv
from collections.abc import Iterator
from io import StringIO

from library_exchange.core.errors import InvalidInput
from library_exchange.documents import unpacking, workbooks
from library_exchange.marc.encoding import decode, detect
from library_exchange.marc.kinds import SPREADSHEETS, named_kind
from library_exchange.marc.labels import FILE_KINDS, REJECTION_REASONS
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.reading import Accepted, Rejected
from library_exchange.marc.spreadsheets.columns import Columns, guess_columns
from library_exchange.marc.spreadsheets.rows import describe_rows
from library_exchange.marc.verdicts import RejectionReason

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DELIMITERS = "\t;,|"
_LOOKED_AT_LINES = 20
_LONGEST_LINES_LOOKED_AT = 1 << 16


def is_spreadsheet(content: bytes) -> bool:
    """Tell whether the bytes are a spreadsheet or delimited text, and so may be a catalogue of one book a row."""
    return named_kind(content[: 1 << 16], content[1 << 16 :][-(1 << 16) :]) in SPREADSHEETS


def rows_of(content: bytes) -> list[list[str]]:
    """Return the rows of a spreadsheet (xlsx, xls, ods) or of delimited text, every cell as text.

    Raises InvalidInput for what is neither, is damaged or would become too large.
    """
    try:
        if content.startswith(workbooks.STARTS):
            return workbooks.rows_of(content)
        if len(content) > unpacking.MOST_UNPACKED_B:
            raise unpacking.TooLarge
        return _rows_of_text(_text_of(content))
    except unpacking.TooLarge as error:
        raise InvalidInput({"file": REJECTION_REASONS[RejectionReason.UNPACKS_TOO_LARGE]}) from error
    except (unpacking.Damaged, UnicodeError, csv.Error) as error:
        raise InvalidInput({"file": REJECTION_REASONS[RejectionReason.BAD_ARCHIVE]}) from error


def columns_of(content: bytes) -> Columns:
    """Return what the columns of a spreadsheet seem to hold, and what has to be asked. Raises InvalidInput."""
    return guess_columns(rows_of(content))


def read(content: bytes, columns: Columns | None = None) -> Iterator[Accepted | Rejected]:
    """Read a spreadsheet as a catalogue, with the columns that somebody confirmed or those that are guessed.

    Raises InvalidInput if it cannot be read, or if no column holds the titles.
    """
    rows = rows_of(content)
    columns = columns or guess_columns(rows)
    if not columns.is_enough:
        kind = named_kind(content[: 1 << 16], content[1 << 16 :][-(1 << 16) :])
        raise InvalidInput({"file": FILE_KINDS[kind] if kind else REJECTION_REASONS[RejectionReason.NOT_MARC]})
    return describe_rows(rows, columns)


def _text_of(content: bytes) -> str:
    """Return delimited text in its encoding: by its mark, as strict UTF-8, else the likeliest of the old ones."""
    name = next((name for mark, name in _MARKS.items() if content.startswith(mark)), None)
    if name:
        return content.decode(name)
    encoding = detect(content.replace(b"\n", b"\x1f"), Profile.RUSMARC)
    if encoding is None or b"\0" in content[:_LONGEST_LINES_LOOKED_AT]:
        raise unpacking.Damaged
    return decode(content, encoding)


def _rows_of_text(text: str) -> list[list[str]]:
    return [list(row) for row in csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))]


def _delimiter(text: str) -> str:
    lines = [line for line in text[:_LONGEST_LINES_LOOKED_AT].splitlines()[:_LOOKED_AT_LINES] if line.strip()]
    counts = {mark: sum(1 for line in lines if mark in line) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: (counts[mark], -_DELIMITERS.index(mark))) if lines else ","
