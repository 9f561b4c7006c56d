"""From a file to rows of readers: cells under their headings, each row read as the form of one reader is."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from library_exchange.accounts.schemas import Invitation
from library_exchange.core.actor import Role
from library_exchange.core.errors import InvalidInput
from library_exchange.core.text import one_line
from library_exchange.exchange_lists.services.files import rows_of
from library_exchange.reader_files import labels
from library_exchange.reader_files.rules import MOST_ROWS, Person, find_headings, name_of
from library_exchange.web.forms import parse

Told = tuple[int, dict[str, str]]
"""A row by its number in the file, and what it tells in the fields of the form."""
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


def read(content: bytes) -> list[Told]:
    """Return the rows of a table of readers; raises InvalidInput for what is none, has none or too many."""
    try:
        rows = rows_of(content)
    except InvalidInput as error:
        raise InvalidInput({"file": labels.NOT_READ}) from error
    found = find_headings(rows)
    if found is None:
        raise InvalidInput({"file": labels.NO_HEADINGS})
    told = list(_told(rows, *found))
    if not told:
        raise InvalidInput({"file": labels.NO_ROWS})
    if len(told) > MOST_ROWS:
        raise InvalidInput({"file": labels.too_many()})
    return told


def _told(rows: Sequence[Sequence[str]], heading: int, columns: Mapping[str, int]) -> Iterator[Told]:
    for number, row in enumerate(rows[heading + 1 :], heading + 2):
        cells = {name: one_line(row[at]) for name, at in columns.items() if at < len(row)}
        told = {"name": name_of(cells)} | {name: cells.get(name, "") for name in FIELDS[1:]}
        if any(told.values()):
            yield number, told


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
        return FileRow(number, cells, errors=error.fields)
    return FileRow(number, cells, given)
