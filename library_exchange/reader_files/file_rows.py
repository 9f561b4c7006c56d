"""From a file to rows of readers: cells under their headings, each row read as the form of one reader is."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from library_exchange.accounts.schemas import Invitation
from library_exchange.core.actor import Role
from library_exchange.core.errors import InvalidInput
from library_exchange.core.no_number import is_no_number
from library_exchange.list_reading.services.files import rows_of
from library_exchange.reader_files import labels
from library_exchange.reader_files.columns import LONGEST_CELL, Columns, Rows, fitted
from library_exchange.reader_files.no_readers import is_no_reader
from library_exchange.reader_files.rules import MOST_ROWS, Person, name_of
from library_exchange.web.forms import parse

Told = tuple[int, dict[str, str]]
"""A row by its number in the file, and what it tells in the fields of the form."""
SetAside = tuple[int, str]
"""A row that is nobody, by its number in the file, and what stands in it."""
FIELDS = ("name", "card_no", "email", "phone")
_KEPT = TypeAdapter(list[tuple[int, str, str, str, str]])


@dataclass(frozen=True)
class FileRow:
    """A row of a file as it was written, and as an invitation if it is written well."""

    number: int
    told: Mapping[str, str]
    invitation: Invitation | None = None
    errors: Mapping[str, Any] = field(default_factory=dict)


def person_of(given: Invitation, number: int) -> Person:
    """Return the reader of whom a row tells that is written well."""
    return Person(given.name, given.card_no, given.phone, str(given.email) if given.email else None, number)


def table_of(content: bytes) -> Rows:
    """Return the rows of a table; raises InvalidInput for what is none or has too many."""
    try:
        rows = rows_of(content)
    except InvalidInput as error:
        raise InvalidInput({"file": labels.NOT_READ}) from error
    return fitted(rows)


def read(rows: Rows, columns: Columns) -> tuple[list[Told], list[SetAside]]:
    """Return what rows tell of readers, and the rows that are nobody; raises InvalidInput for none or too many."""
    told: list[Told] = []
    aside: list[SetAside] = []
    headings = columns.headings or 0
    for number, row in enumerate(rows[headings:], headings + 1):
        cells = {column: row[at] for at, column in columns.holds.items() if at < len(row)}
        found = {"name": name_of(cells)} | {name: _told(cells.get(name, "")) for name in FIELDS[1:]}
        if any(row) and is_no_reader(row, found["name"]):
            aside.append((number, " ".join(filter(None, row))[:LONGEST_CELL]))
        elif any(found.values()):
            told.append((number, found))
    if not told:
        raise InvalidInput({"file": labels.NO_ROWS})
    if len(told) > MOST_ROWS:
        raise InvalidInput({"file": labels.too_many()})
    return told, aside


def _told(cell: str) -> str:
    """Return what a cell tells, nothing where it says that there is nothing: “б/н”, 无, a dash."""
    return "" if is_no_number(cell) else cell


def packed(told: Sequence[Told]) -> str:
    """Return rows as the page that shows them keeps them: nothing is written down before they are added."""
    rows = [(number, *(cells[name] for name in FIELDS)) for number, cells in told]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> list[Told]:
    """Return the rows that a page kept; raises InvalidInput for what no page of ours kept."""
    try:
        rows = _KEPT.validate_json(text)
    except ValidationError as error:
        raise InvalidInput({"file": labels.NO_FILE}) from error
    if len(rows) > MOST_ROWS:
        raise InvalidInput({"file": labels.too_many()})
    return [(number, dict(zip(FIELDS, cells, strict=True))) for number, *cells in rows]


def parsed(told: Sequence[Told], language: str) -> list[FileRow]:
    """Return each row read as the form of one reader is; what cannot be accepted says so at its field."""
    return [_parsed(number, cells, language) for number, cells in told]


def _parsed(number: int, cells: dict[str, str], language: str) -> FileRow:
    try:
        given = parse(Invitation, cells | {"role": str(Role.READER), "language": language})
    except InvalidInput as error:
        several = {"email": labels.SEVERAL_ADDRESSES} if cells["email"].count("@") > 1 else {}
        return FileRow(number, cells, errors={**error.fields, **several})
    return FileRow(number, cells, given)
