"""Rows of a table turned into records, which are then like those of any other file."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pymarc import Field, Indicators, Record, Subfield

from library_exchange.core.text import one_line
from library_exchange.marc.copies import MOST_COPIES, repairs_of
from library_exchange.marc.describing.numbers import COPIES
from library_exchange.marc.describing.record import describe
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.reading import Accepted, Rejected
from library_exchange.marc.spreadsheets.columns import Column, Columns
from library_exchange.marc.spreadsheets.languages import language_code
from library_exchange.marc.spreadsheets.numbers import Told, numbers
from library_exchange.marc.textual.lines import made
from library_exchange.marc.verdicts import RejectionReason, Repair

_LEADER = "00000nam0 2200000   450 "
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?\s*[EeЕе]\s*\+?\s*\d{1,3}")
_NUMBERS = (Column.ISBN, Column.ISSN, Column.BARCODE, Column.RECORD_NUMBER)
_BETWEEN = re.compile(r"\s*[;；、|\n]\s*")
_BETWEEN_NUMBERS = re.compile(r"\s*[,;，；、|\n]\s*")
_CLASSES = ((Column.CLASS_BBK, "rubbk"), (Column.CLASS_CLC, "clc"))
ROW = "row {}"
"""Where in the table a refused row stands, counted from 1."""


def row_number(detail: str) -> int | None:
    """Return the number of the row in the detail of a refusal, None for one that tells of no row."""
    word, _space, number = detail.partition(" ")
    return int(number) if ROW.startswith(f"{word} ") and number.isdecimal() else None


class _Row(NamedTuple):
    line: int
    cells: Sequence[str]
    told: Told
    number: str
    has_rounded: bool


def describe_rows(rows: Iterable[Sequence[str]], columns: Columns) -> Iterator[Accepted | Rejected]:
    """Give each row below the headings that is not empty as a record, or refused with its reason.

    The bytes of a record are JSON that `reading.read` takes; a row that is refused keeps its cells, tabs between
    them. Offsets are places in those bytes one after another, since the table itself has none; for numbers see
    `numbers`. One that the spreadsheet has rounded (9,78502E+12) is left out and told among the repairs.
    """
    first = -1 if columns.heading_row is None else columns.heading_row
    filled = [(line, row) for line, row in enumerate(rows, 1) if line > first + 1 and any(map(one_line, row))]
    cells = [_cells(row, columns) for _line, row in filled]
    told = [{column: cell for column, cell in each.items() if not _is_rounded(column, cell)} for each in cells]
    offset = 0
    for at, number in enumerate(numbers(told)):
        row = _Row(*filled[at], told[at], number, len(told[at]) < len(cells[at]))
        verdict = _verdict(at + 1, offset, row)
        offset = verdict.next_offset
        yield verdict


def _cells(row: Sequence[str], columns: Columns) -> Told:
    cells = {column: one_line(row[at]) for at, column in columns.known.items() if at < len(row)}
    return {column: cell for column, cell in cells.items() if cell}


def _is_rounded(column: Column, cell: str) -> bool:
    """Tell a number of which the spreadsheet has kept the first digits only."""
    return column in _NUMBERS and _ROUNDED.fullmatch(cell) is not None


def _verdict(position: int, offset: int, row: _Row) -> Accepted | Rejected:
    if not any(character.isalnum() for character in row.told.get(Column.TITLE, "")):
        raw = "\t".join(map(one_line, row.cells)).encode("utf-8", "replace") + b"\n"
        return Rejected(position, offset, raw, RejectionReason.NO_TITLE, ROW.format(row.line))
    record = made(_LEADER, _fields(row.told, row.number))
    raw = as_json(record)
    description = describe(record, Profile.UNIMARC)
    repairs = (*((Repair.ROUNDED_NUMBER,) if row.has_rounded else ()), *repairs_of(description.holdings))
    return Accepted(position, offset, raw, Encoding.UTF_8, Profile.UNIMARC, record, description, repairs)


def as_json(record: Record) -> bytes:
    """Return a record as one line of MARC in JSON."""
    fields = [{field.tag: field.data if field.control_field else _content(field)} for field in record.fields]
    given = {"leader": str(record.leader), "fields": fields}
    return f"{json.dumps(given, ensure_ascii=False)}\n".encode("utf-8", "replace")


def _content(field: Field) -> dict[str, object]:
    first, second = field.indicators or Indicators(" ", " ")
    return {"ind1": first, "ind2": second, "subfields": [{code: value} for code, value in field.subfields]}


def _fields(told: Told, number: str) -> Iterator[Field]:
    """Give the fields of UNIMARC that a row fills."""
    yield Field("001", data=number)
    for column, tag in ((Column.ISBN, "010"), (Column.ISSN, "011")):
        yield from (_made(tag, ("a", number)) for number in _BETWEEN_NUMBERS.split(told.get(column, "")) if number)
    for name in _BETWEEN_NUMBERS.split(told.get(Column.LANGUAGE, "")):
        if code := language_code(name):
            yield _made("101", ("a", code))
    yield from _filled(
        _of(told, "200", a=Column.TITLE, e=Column.SUBTITLE, f=Column.AUTHOR, h=Column.PART),
        _of(told, "205", a=Column.EDITION),
        _of(told, "210", a=Column.PLACE, c=Column.PUBLISHER, d=Column.YEAR),
        _of(told, "215", a=Column.PAGES),
        _of(told, "225", a=Column.SERIES),
        _of(told, "675", a=Column.CLASS_UDC),
        *(_made("686", ("a", told.get(column, "")), ("2", scheme)) for column, scheme in _CLASSES if column in told),
    )
    names = [name for name in _BETWEEN.split(told.get(Column.AUTHOR, "")) if name]
    yield from (_made("701" if at else "700", ("a", name)) for at, name in enumerate(names))
    yield from _copies(told)


def _copies(told: Told) -> Iterator[Field]:
    """Give one field for the copies with a number of their own, and one for those only counted.

    One more than are believed is let through, so that it is told.
    """
    place = (("a", told.get(Column.BRANCH, "")), ("j", told.get(Column.CALL_NUMBER, "")))
    barcodes = [number for number in _BETWEEN_NUMBERS.split(told.get(Column.BARCODE, "")) if number]
    digits = re.search(r"\d{1,6}", told.get(Column.COPIES, ""))
    count = min(int(digits[0]), MOST_COPIES + 1) if digits else 0
    if barcodes:
        yield _made("852", *place, *(("p", number) for number in barcodes))
    if count > len(barcodes) or (not barcodes and any(value for _code, value in place)):
        yield _made("852", *place, ("9", COPIES.format(max(count - len(barcodes), 1))))


def _of(told: Told, tag: str, **columns: Column) -> Field:
    return _made(tag, *((code, told.get(column, "")) for code, column in columns.items()))


def _filled(*fields: Field) -> Iterator[Field]:
    return (field for field in fields if field.subfields)


def _made(tag: str, *parts: tuple[str, str]) -> Field:
    return Field(tag, Indicators(" ", " "), [Subfield(code, value) for code, value in parts if value])
