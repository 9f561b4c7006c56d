"""Rows of a table turned into records, which are then like those of any other file."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from pymarc import Field, Indicators, Record, Subfield

from library_exchange.core.text import bare, one_line
from library_exchange.marc.copies import MOST_COPIES, repairs_of
from library_exchange.marc.copy_states import is_not_understood, told_state
from library_exchange.marc.describing.numbers import COPIES, STATE
from library_exchange.marc.describing.record import describe
from library_exchange.marc.description import Description
from library_exchange.marc.encoding import BROKEN, Encoding
from library_exchange.marc.lost_letters import REPLACEMENT, has_lost_letters
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.reading import Accepted, Rejected
from library_exchange.marc.spreadsheets.above_headings import Apart, books_above
from library_exchange.marc.spreadsheets.cells import (
    Title,
    are_doubtful,
    copy_numbers,
    count_of,
    is_nought,
    language_by_script,
    placed_numbers,
    title_of,
    without_price,
    year_of,
)
from library_exchange.marc.spreadsheets.columns import Columns
from library_exchange.marc.spreadsheets.ditto import filled_in
from library_exchange.marc.spreadsheets.headings import Column
from library_exchange.marc.spreadsheets.languages import language_code
from library_exchange.marc.spreadsheets.no_books import is_no_book
from library_exchange.marc.spreadsheets.numbers import Told, numbers
from library_exchange.marc.spreadsheets.people import AUTHOR, Person, people, same_person
from library_exchange.marc.spreadsheets.thousands import joined
from library_exchange.marc.textual.lines import made
from library_exchange.marc.verdicts import RejectionReason, Repair

_LEADER = "00000nam0 2200000   450 "
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?\s*[EeЕе]\s*\+?\s*\d{1,3}")
_NUMBERS = (Column.ISBN, Column.ISSN, Column.BARCODE, Column.RECORD_NUMBER)
_BETWEEN_NUMBERS = re.compile(r"\s*[,;，；、|\n]\s*")
_BETWEEN_PARTS = re.compile(r"\s+[;；]\s+|\s*；\s*")
_CLASSES = ((Column.CLASS_BBK, "rubbk"), (Column.CLASS_CLC, "clc"))
_LEADING = frozenset(("edt", "com"))
"""Who made a Chinese book that has no author, and stands at its head."""
ROW = "row {}"
"""Where in the table a refused row stands, counted from 1."""
_NUMBER_FOR_TITLE = re.compile(r"(?:ISBN|ISSN)?[\s:№]*(?=(?:\D*\d){7})[\d\s\-‐‑–—]+[XxХх]?", re.IGNORECASE)
"""A number of a book, right or wrong, that stands where its title should; two years are a title of their own."""
_YEARS = re.compile(r"(?:1[4-9]|20)\d\d\s*[-‐‑–—]\s*(?:1[4-9]|20)\d\d")


def row_number(detail: str) -> int | None:
    """Return the number of the row in the detail of a refusal, None for one that tells of no row."""
    word, _space, number = detail.partition(" ")
    return int(number) if ROW.startswith(f"{word} ") and number.isdecimal() else None


class _Row(NamedTuple):
    line: int
    cells: Sequence[str]
    told: Told
    number: str
    repairs: tuple[Repair, ...]


def describe_rows(
    rows: Iterable[Sequence[str]], columns: Columns, apart: Apart = dict
) -> Iterator[Accepted | Rejected]:
    """Give each row below the headings that is not empty as a record, or refused with its reason.

    Above them, what names a book is refused, `apart` being what takes cells apart in which several things stand.

    The bytes of a record are JSON that `reading.read` takes; a row that is refused keeps its cells, tabs between
    them. Offsets are places in those bytes one after another, since the table itself has none; for numbers see
    `numbers`. One that the spreadsheet has rounded (9,78502E+12) is left out and told among the repairs.
    """
    first = -1 if columns.heading_row is None else columns.heading_row
    whole = list(rows)
    above = list(books_above(whole[: max(first, 0)], apart))
    filled = [(line, row) for line, row in enumerate(whole, 1) if line > first + 1 and any(map(_says, row))]
    cells = [_cells(row, columns) for _line, row in filled]
    exact = [{column: cell for column, cell in each.items() if not _is_rounded(column, cell)} for each in cells]
    whole_numbers = joined(exact)
    dittos = filled_in([each.told for each in whole_numbers])
    told = [each.told for each in dittos]
    shared = _shared_numbers(told)
    offset = 0
    for place, (line, row) in enumerate(above, 1):
        refused = _refused(place, offset, line, row, RejectionReason.ABOVE_HEADINGS)
        offset = refused.next_offset
        yield refused
    for at, number in enumerate(numbers(told)):
        repairs = (
            *((Repair.ROUNDED_NUMBER,) if len(exact[at]) < len(cells[at]) else ()),
            *((Repair.FROM_ROW_ABOVE,) if dittos[at].has_taken else ()),
            *((Repair.NOTHING_ABOVE,) if dittos[at].has_left_out else ()),
            *((Repair.SHARED_NUMBER,) if at in shared else ()),
            *((Repair.JOINED_NUMBER,) if whole_numbers[at].has_joined else ()),
        )
        book = _Row(*filled[at], _apart(told[at], apart), number, repairs)
        verdict = _verdict(len(above) + at + 1, offset, book)
        offset = verdict.next_offset
        yield verdict


def _says(cell: str) -> bool:
    """Whether anything stands in a cell, be it broken."""
    return bool(one_line(cell)) or BROKEN.search(cell) is not None


def _cells(row: Sequence[str], columns: Columns) -> Told:
    cells = {column: _cell(column, row[at]) for at, column in columns.known.items() if at < len(row)}
    return {column: cell for column, cell in cells.items() if cell}


def _cell(column: Column, given: str) -> str:
    """Return the text of a cell; numbers under one another are several, unless a line ends in the middle of one."""
    if column not in _NUMBERS:
        return one_line(given)
    lines = (one_line(line) for line in given.splitlines())
    told = re.sub(r"(?<=[-‐‑–—,;，；、]); ", " ", "; ".join(filter(None, lines)))
    return without_price(told) if column in (Column.ISBN, Column.ISSN) else told


def _apart(told: Told, apart: Apart) -> Told:
    parts = apart({str(name): cell for name, cell in told.items()})
    known = frozenset(Column)
    return {Column(name): cell for name, cell in parts.items() if cell and name in known}


def _is_rounded(column: Column, cell: str) -> bool:
    """Tell a number of which the spreadsheet has kept the first digits only."""
    return column in _NUMBERS and _ROUNDED.fullmatch(cell) is not None


def _shared_numbers(told: Sequence[Told]) -> set[int]:
    """Return the places of the rows of which another one has a number of a copy too."""
    places: dict[str, set[int]] = defaultdict(set)
    for at, row in enumerate(told):
        for number in copy_numbers(row.get(Column.BARCODE, ""), count_of(row.get(Column.COPIES, "")).copies):
            if any(map(str.isdigit, number)):
                places[bare(number)].add(at)
    return set(chain.from_iterable(each for each in places.values() if len(each) > 1))


def _verdict(position: int, offset: int, row: _Row) -> Accepted | Rejected:
    reason = None
    if any(map(BROKEN.search, row.cells)):
        reason = RejectionReason.UNREADABLE_TEXT
    elif has_lost_letters(row.told.get(Column.TITLE, "")):
        reason = RejectionReason.LOST_LETTERS
    elif is_no_book(row.cells, row.told):
        reason = RejectionReason.NOT_A_BOOK
    elif not _has_title(row.told):
        reason = RejectionReason.NO_TITLE
    elif is_nought(row.told.get(Column.COPIES, "")):
        reason = RejectionReason.NO_COPIES
    if reason is not None:
        return _refused(position, offset, row.line, row.cells, reason)
    record = made(_LEADER, _fields(row.told, row.number))
    raw = as_json(record)
    description = describe(record, Profile.UNIMARC)
    repairs = (*row.repairs, *_doubts(row.told, description), *repairs_of(description.holdings))
    return Accepted(position, offset, raw, Encoding.UTF_8, Profile.UNIMARC, record, description, repairs)


def _has_title(told: Told) -> bool:
    title = told.get(Column.TITLE, "")
    is_number = _NUMBER_FOR_TITLE.fullmatch(title) is not None and _YEARS.fullmatch(title) is None
    return any(map(str.isalnum, title)) and not is_number


def _refused(position: int, offset: int, line: int, cells: Sequence[str], reason: RejectionReason) -> Rejected:
    raw = "\t".join(one_line(BROKEN.sub(REPLACEMENT, cell)) for cell in cells).encode("utf-8", "replace") + b"\n"
    return Rejected(position, offset, raw, reason, ROW.format(line))


def _doubts(told: Told, description: Description) -> Iterator[Repair]:
    """Yield what a librarian should look at once more, though it is kept as it stands."""
    if any(each.kind in ("isbn", "issn") and not each.is_valid for each in description.identifiers):
        yield Repair.DOUBTFUL_NUMBER
    if year_of(told.get(Column.YEAR, "")).is_doubtful:
        yield Repair.DOUBTFUL_YEAR
    if _are_copies_doubtful(told):
        yield Repair.DOUBTFUL_COPIES
    if is_not_understood(told.get(Column.STATE, "")):
        yield Repair.UNKNOWN_STATE
    if description.languages and Column.LANGUAGE not in told:
        yield Repair.LANGUAGE_BY_SCRIPT


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
        given = _BETWEEN_NUMBERS.split(told.get(column, ""))
        yield from (_made(tag, ("a", number)) for number in given if any(map(str.isdigit, number)))
    title, year = title_of(told[Column.TITLE]), year_of(told.get(Column.YEAR, ""))
    for code in _languages(told, title):
        yield _made("101", ("a", code))
    yield from _filled(
        _title_field(told, title),
        _of(told, "205", a=Column.EDITION),
        _made("210", *_parts(told, a=Column.PLACE, c=Column.PUBLISHER), ("d", year.text), ("9", year.given)),
        _of(told, "215", a=Column.PAGES),
        _of(told, "225", a=Column.SERIES),
        _of(told, "675", a=Column.CLASS_UDC),
        *(_made("686", ("a", told.get(column, "")), ("2", scheme)) for column, scheme in _CLASSES if column in told),
    )
    yield from _names(told, title)
    yield from _copies(told)


def _languages(told: Told, title: Title) -> Iterator[str]:
    for name in _BETWEEN_NUMBERS.split(told.get(Column.LANGUAGE, "")):
        if code := language_code(name):
            yield code
    if Column.LANGUAGE not in told and (code := language_by_script({**told, Column.TITLE: title.title})):
        yield code


def _title_field(told: Told, title: Title) -> Field:
    statement = title.statement or told.get(Column.AUTHOR, "")
    statements = _BETWEEN_PARTS.split(title.statement) if title.statement else [statement]
    translators = told.get(Column.TRANSLATOR, "")
    return _made(
        "200",
        ("a", title.title),
        ("d", title.parallel),
        ("e", title.subtitle),
        ("e", told.get(Column.SUBTITLE, "")),
        *(("g" if at else "f", each) for at, each in enumerate(statements)),
        ("g", "" if title.statement else translators),
        ("h", told.get(Column.PART, "")),
    )


def _names(told: Told, title: Title) -> Iterator[Field]:
    """Give who made the book: authors first, each person once, the word beside a name read as what was done."""
    found: list[Person] = []
    given = (*people(told.get(Column.AUTHOR, "")), *people(told.get(Column.TRANSLATOR, ""), "trl"))
    for person in (*given, *(people(title.statement) if title.statement else ())):
        if not any(same_person(person, each) for each in found):
            found.append(person)
    has_author = any(person.role == AUTHOR for person in found)
    tags = {True: "700", False: "701"}
    is_first = True
    for person in sorted(found, key=lambda each: each.role != AUTHOR):
        is_author = person.role == AUTHOR
        is_leading = not has_author and person.role in _LEADING and re.search(r"[\u3400-\u9fff]", person.name)
        tag = tags[is_first] if is_author else "701" if is_leading else "702"
        is_first = is_first and not is_author
        yield _made(tag, ("a", person.name), ("f", person.dates), ("4", "" if is_author else person.unimarc_role))


def _copies(told: Told) -> Iterator[Field]:
    """Give one field for the copies with numbers of their own in each place, and one for those only counted.

    One more than are believed is let through, so that it is told.
    """
    branch, call_number = told.get(Column.BRANCH, ""), ("j", told.get(Column.CALL_NUMBER, ""))
    state = told_state(told.get(Column.STATE, ""))
    stands = ("9", STATE.format(state) if state else "")
    stated = count_of(told.get(Column.COPIES, "")).copies
    numbered = placed_numbers(told.get(Column.BARCODE, ""), stated)
    count = min(stated, MOST_COPIES + 1)
    for place in dict.fromkeys(place for place, _number in numbered):
        own = (("p", number) for each, number in numbered if each == place)
        yield _made("852", ("b", place or branch), call_number, stands, *own)
    if count > len(numbered) or (not numbered and any((branch, call_number[1], state))):
        yield _made("852", ("b", branch), call_number, stands, ("9", COPIES.format(max(count - len(numbered), 1))))


def _are_copies_doubtful(told: Told) -> bool:
    """Whether the number of copies or their numbers could not be read for sure."""
    counted = count_of(told.get(Column.COPIES, ""))
    numbers = copy_numbers(told.get(Column.BARCODE, ""), counted.copies)
    return not counted.is_sure or are_doubtful(numbers, counted.copies)


def _parts(told: Told, **columns: Column) -> tuple[tuple[str, str], ...]:
    return tuple((code, told.get(column, "")) for code, column in columns.items())


def _of(told: Told, tag: str, **columns: Column) -> Field:
    return _made(tag, *_parts(told, **columns))


def _filled(*fields: Field) -> Iterator[Field]:
    return (field for field in fields if field.subfields)


def _made(tag: str, *parts: tuple[str, str]) -> Field:
    return Field(tag, Indicators(" ", " "), [Subfield(code, value) for code, value in parts if value])
