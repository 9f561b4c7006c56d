"""From what a librarian pastes or sends to the lines of a list; a line that cannot be read stays, with its reason."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import chain

from library_exchange.citations import divided
from library_exchange.citations.numbers import as_printed
from library_exchange.core.errors import InvalidInput
from library_exchange.core.text import one_line
from library_exchange.list_reading import labels
from library_exchange.list_reading.rules import (
    columns,
    evidence,
    headings,
    layout,
    manners,
    own_signs,
    running_text,
    spoken,
)
from library_exchange.list_reading.rules.line_numbers import has_own_number, numbered_lines
from library_exchange.list_reading.rules.lines import Problem, read_line
from library_exchange.list_reading.rules.lines import split_pasted as split
from library_exchange.list_reading.rules.list_titles import is_list_title, publisher_of_list
from library_exchange.list_reading.rules.not_a_title import MARKS, Stray
from library_exchange.list_reading.rules.several_books import apart
from library_exchange.list_reading.schemas import EntryAsRead
from library_exchange.list_reading.services import files, from_above, loose_titles
from library_exchange.list_reading.services.own_signs import by_own_sign, of_cells
from library_exchange.list_reading.services.plain_lines import one, warned
from library_exchange.list_reading.services.table_rows import LONGEST_UNREAD, Read, again, row_of
from library_exchange.marc import reading
from library_exchange.marc.description import Contributor, Description, TextField, display_form
from library_exchange.marc.verdicts import RejectionReason
from library_exchange.offers.rules.numbers import MOST_COPIES, most_pages
from library_exchange.offers.rules.offers import Material
from library_exchange.offers.rules.subjects import subject_of
from library_exchange.offers.schemas import Entry

MOST_LINES = 5000
SHORTEST_LIST = 3
"""Of so many lines the first may name the list."""
FEWEST_DOUBTED = 10
"""Fewer lines that ask tell nothing of the others."""
MATERIALS = {"c": Material.MUSIC, "d": Material.MUSIC, "e": Material.MAP, "f": Material.MAP}


Known = Callable[[Iterable[str]], Collection[str]]
"""Who tells of words which are names of persons: the authority file, asked once for a list."""


def _nobody(_words: Iterable[str]) -> Collection[str]:
    return ()


def pasted(text: str, known: Known = _nobody) -> list[Read]:
    """Return the lines of a pasted text; columns and records that a library's system prints are read as such."""
    content = text.encode()
    if files.is_marc(content):
        return marc(content)
    if (rows := rows_pasted(text)) is not None:
        return table(rows)
    entries = layout.entries(split(layout.without_cells_of_marks(text)))
    typed = [
        replace(each, text=one_book, is_part=one_book != each.text)
        for each in entries
        for several in ([each.text] if each.cells else apart(each.text))
        for one_book in ([several] if each.cells else running_text.books_in(several))
    ]
    numbered = numbered_lines([each.text for each in typed])
    custom = _custom_of(typed)
    own = own_signs.parted([each.text for each in typed])
    texts = [each.text for each in typed]
    manner = manners.manner_of(texts, known(manners.first_words(texts)))
    found = (
        (of_cells(each.text, each.cells) if each.cells else by_own_sign(own, at, each.text))
        or _of_its_author(_typed(each, is_numbered=at in numbered, custom=custom), each.text, manner, custom)
        for at, each in enumerate(typed)
    )
    parts = frozenset(one_line(each.text) for each in typed if each.is_part)
    counted = frozenset(one_line(texts[at]) for at in numbered)
    lines = from_above.lines([read for read in found if read is not None])
    lines = from_above.publisher(from_above.copies(lines))
    return _checked(_weighed(_headed(lines), parts, counted))


def _custom_of(typed: Sequence[layout.Typed]) -> divided.Custom | None:
    """Return what the lines of a list have in common, so that one decides how another is parted."""
    lines = (read_line(each.text) for each in typed if not each.is_beside)
    return divided.custom_of(
        (line.title for line in lines if line is not None and line.problem is None), loose_titles.is_person
    )


def _typed(typed: layout.Typed, *, is_numbered: bool, custom: divided.Custom | None) -> Read | None:
    """Return a line of a typed list; one that stands beside the entries and names no book is asked about."""
    said = spoken.plain(typed.text)
    read = _loose(said.split("\t"), is_numbered=is_numbered, custom=custom)
    if read is not None and said != typed.text:
        read = replace(read, text=one_line(typed.text)[:1000])
    if (
        read is None
        or not typed.is_beside
        or read.problem is not None
        or _names_a_book(read)
        or read.entry.quantity > 1
    ):
        return read
    if not MARKS.isdisjoint(read.text):
        return read
    return replace(read, problem=Problem.PERHAPS_NOT_A_BOOK, detail=Stray.LETTER.value)


def _of_its_author(read: Read | None, text: str, manner: manners.Manner, custom: divided.Custom | None) -> Read | None:
    """Return a line that told no author with the one whom the manner of its list tells; it is asked about."""
    if read is None or read.problem is not None or read.entry.author or read.entry.isbn or not read.entry.title:
        return read
    if (led := manners.author_before(text, manner)) is not None:
        name, rest, is_sure = led
        again = one(spoken.plain(rest), custom=custom)
        if again is not None and again.problem is None and again.entry.title and not again.entry.author:
            unread = getattr(again.entry, "unread", {}) | ({} if is_sure else {"title": read.text[:LONGEST_UNREAD]})
            told = {"author": name, "unread": unread, "whole": getattr(read.entry, "whole", None) or read.entry.title}
            return replace(again, text=read.text, entry=again.entry.model_copy(update=told))
    elif (read.entry.publisher or read.entry.year) and (behind := manners.author_behind(read.entry.title, manner)):
        unread = getattr(read.entry, "unread", {}) | {"title": read.text[:LONGEST_UNREAD]}
        told = {"title": behind[0], "author": behind[1], "unread": unread}
        return replace(read, entry=read.entry.model_copy(update=told))
    return read


def _headed(lines: Sequence[Read]) -> Sequence[Read]:
    """Return the lines of a list; the first is asked about if it seems to name the list and tells of no book."""
    if len(lines) < SHORTEST_LIST or lines[0].problem is not None or _names_a_book(lines[0]):
        return lines
    first = lines[0]
    if has_own_number(first.text) or not {"«", "《"}.isdisjoint(first.text) or not is_list_title(first.text):
        return lines
    return [replace(first, problem=Problem.PERHAPS_NOT_A_BOOK, detail=Stray.HEADING.value), *lines[1:]]


def _weighed(lines: Sequence[Read], parts: Collection[str] = (), counted: Collection[str] = ()) -> list[Read]:
    """Return lines that ask wherever nothing tells of a book, or where something was left unread in their titles.

    Lines that are `counted` have numbers that run on. Of `parts` of a line that names several books the marks of a
    title are no sign: the imprint may stand in another part.
    """
    led = [read for read in lines if read.problem is None and _is_led_by_author(read)]
    is_manner = len(led) >= manners.FEWEST_LINES
    found: list[Read] = []
    for read in lines:
        text = one_line(read.text)
        signs = {
            "is_of_list": is_manner and _is_led_by_author(read),
            "is_numbered": text in counted,
            "is_part": text in parts,
        }
        found.append(_asking(read, signs))
    return _doubted_together(found)


def _doubted_together(lines: list[Read]) -> list[Read]:
    """Return lines that ask, too, where little tells of a book and most others ask: such a list was not understood."""
    asking = sum(read.problem is not None or _asks(read) for read in lines if read.problem is not Problem.NOT_A_BOOK)
    if len(lines) < FEWEST_DOUBTED or 2 * asking < len(lines):
        return lines
    return [_alone(read) if _tells_little(read) else read for read in lines]


def _asks(read: Read) -> bool:
    return not {"title", "alone", "facts"}.isdisjoint(getattr(read.entry, "unread", {}))


def _tells_little(read: Read) -> bool:
    entry = read.entry
    return read.problem is None and not any((entry.isbn, entry.issn, entry.author, entry.publisher, read.wrong_number))


def _alone(read: Read) -> Read:
    """Return a line of which it is asked whether it is a book."""
    unread = {"alone": read.text[:LONGEST_UNREAD]} | getattr(read.entry, "unread", {})
    return replace(read, entry=read.entry.model_copy(update={"unread": unread}))


def _is_led_by_author(read: Read) -> bool:
    """Whether a line is an author and a title behind, and nothing else."""
    author, title = read.entry.author or "", read.entry.title
    return bool(author and title) and 0 <= read.text.find(author) < read.text.find(title)


def _asking(read: Read, signs: Mapping[str, bool]) -> Read:
    told = read.entry.model_dump(mode="json", exclude_none=True)
    if read.problem is not None or not isinstance(read.entry, EntryAsRead) or not told.get("title"):
        return read
    asked = {"facts": evidence.what_is_left(read.text, told) or evidence.more_than_publisher(told)}
    if not evidence.is_told_of_book(read.text, told, **signs):
        asked["alone"] = read.text[:LONGEST_UNREAD]
    asked = {name: words for name, words in asked.items() if words}
    unread = read.entry.unread | asked
    return replace(read, entry=read.entry.model_copy(update={"unread": unread})) if asked else read


def rows_pasted(text: str) -> files.Rows | None:
    """Return the rows of a pasted text that has columns; None if it is one of lines."""
    return None if files.is_marc(text.encode()) else files.rows_pasted(layout.without_cells_of_marks(text))


def rows_sent(content: bytes) -> files.Rows | None:
    """Return the rows of a file; None if it holds records. Raises InvalidInput for one that cannot be read at all."""
    return None if files.is_marc(content) else files.rows_of(content)


def has_unnamed(rows: files.Rows) -> bool:
    """Whether somebody has to say what the columns of these rows hold."""
    found = headings.find_columns(rows)
    if found is None:
        return columns.need_names(rows)
    hides_copies = columns.uncounted(found, rows[found.at + 1 :]) is not None
    return hides_copies or found.may_hide_titles(rows) or found.may_hide_conditions(rows)


def proposed(rows: files.Rows) -> Mapping[int, str]:
    """Return what is proposed for the columns of rows of which somebody has to say what they hold."""
    some = headings.find_columns(rows) or headings.find_some(rows)
    below = rows[some.at + 1 if some is not None else int(columns.has_headings(rows)) :]
    return columns.with_known(columns.guessed(below, some.left_out if some else ()), some, below)


def unused(rows: files.Rows) -> Sequence[str]:
    """Return the headings of columns that a list has no use for, or whose unit we do not know."""
    found = headings.find_columns(rows)
    return found.unused if found is not None else ()


def named(rows: Sequence[Sequence[str]], told: Mapping[int, str], above: Sequence[Sequence[str]] = ()) -> list[Read]:
    """Return the rows of a table of which somebody said what its columns hold, and what stands `above` its headings."""
    return _checked(chain(_above(above), _below(rows, told)))


def _below(rows: Sequence[Sequence[str]], told: Mapping[int, str]) -> Iterator[Read]:
    """Yield the rows below headings; a book that is told in one cell, out of its columns, is read as a plain line."""
    above: dict[int, str] = {}
    width = columns.width_of(rows)
    for given in rows:
        row = from_above.row(above, columns.aligned(given, told, width), told)
        filled = columns.filled(row)
        if not filled:
            continue
        read = _without_a_title(warned(row_of(row, told)))
        plain = one(filled[0]) if len(filled) == 1 and read.problem is Problem.NO_TITLE else None
        yield plain if plain is not None and _names_a_book(plain) else read


def _without_a_title(read: Read) -> Read:
    """Return a row that asks if its title is no more than which part of a book it is."""
    title = read.entry.title
    if read.problem is not None or not isinstance(read.entry, EntryAsRead) or not evidence.is_part_alone(title):
        return read
    return replace(read, entry=read.entry.model_copy(update={"unread": read.entry.unread | {"facts": title}}))


def _above(rows: Sequence[Sequence[str]]) -> Iterator[Read]:
    """Yield what stands above the headings, as plain lines: the name of a list is set aside, unclear words asked."""
    for row in rows:
        read = _loose(columns.filled(row))
        if read is None:
            continue
        has_number = any((read.entry.isbn, read.entry.issn, read.wrong_number))
        is_title = not has_number and is_list_title(read.text)
        if is_title and read.problem is not Problem.NOT_A_BOOK:
            read = replace(read, problem=Problem.NOT_A_BOOK, detail=Stray.HEADING.value)
        elif read.problem is None and not _names_a_book(read):
            read = replace(read, problem=Problem.PERHAPS_NOT_A_BOOK, detail=Stray.HEADING.value)
        yield read


def _names_a_book(read: Read) -> bool:
    """Whether a plain line tells more of a book than words that may be its title."""
    entry = read.entry
    is_told = (entry.isbn, entry.issn, read.wrong_number, entry.author, entry.publisher, entry.year)
    return any(is_told) and read.problem not in (Problem.NOT_A_BOOK, Problem.PERHAPS_NOT_A_BOOK)


def anew(text: str, held: Sequence[str], before: str) -> Read | None:
    """Return a line as it was corrected, `before` as it was: as a row if it has cells; None if it is empty."""
    read = again(text, held, before)
    return one(text) if read is None else warned(read)


def _checked(lines: Iterable[Read]) -> list[Read]:
    found: list[Read] = []
    for line in lines:
        if len(found) == MOST_LINES:
            raise InvalidInput({"lines": labels.TOO_LONG_A_LIST, "file": labels.TOO_LONG_A_LIST})
        found.append(line)
    if not found:
        raise InvalidInput({"lines": labels.NOTHING_IN_IT, "file": labels.NOTHING_IN_IT})
    return found


def table(rows: Sequence[Sequence[str]]) -> list[Read]:
    """Return the rows of a table; without headings that we know, each is read like a pasted line, or held back."""
    tables = headings.find_tables(rows)
    if not tables:
        has_columns = columns.need_names(rows)
        lines = (_loose(row) if has_columns else one(" ".join(row)) for row in rows)
        return _checked(_weighed([read for read in lines if read is not None]))
    found = list(_above(rows[: tables[0].at]))
    whose = publisher_of_list(" ".join(map(" ".join, rows[: tables[0].at])))
    for place, each in enumerate(tables):
        end = tables[place + 1].at if place + 1 < len(tables) else len(rows)
        own = rows[each.at + (0 if place else 1) : end]
        below = _below(own, columns.with_strange(each, own))
        if columns.uncounted(each, own) is not None:
            below = (replace(read, problem=read.problem or Problem.COLUMNS) for read in below)
        has_publisher = not {"publisher", "imprint"}.isdisjoint(each.columns.values())
        found += below if has_publisher or not whose else (_published(read, whose) for read in below)
    return _checked(found)


def _published(read: Read, publisher: str) -> Read:
    """Return a row of the list of a publisher's own books."""
    if read.problem is not None or not _names_a_book(read):
        return read
    return replace(read, entry=read.entry.model_copy(update={"publisher": publisher}))


def _loose(row: Sequence[str], *, is_numbered: bool = False, custom: divided.Custom | None = None) -> Read | None:
    """Return a row of which nobody said what its cells are; held back if more than one may be its title."""
    read = one(_together(row), is_numbered=is_numbered, custom=custom)
    if read is None or read.problem is not None or columns.is_plain(row):
        return read
    return replace(read, problem=Problem.COLUMNS)


def _together(row: Sequence[str]) -> str:
    """Return the cells of a row as one line; digits of two cells are no number together."""
    text = ""
    for cell in row:
        text += f"{'; ' if text[-1:].isdigit() and cell[:1].isdigit() else ' ' if text else ''}{cell}"
    return text


def marc(content: bytes) -> list[Read]:
    """Return the records of a MARC file, in any of its formats and encodings; damaged ones stay with their reason."""
    return _checked(_record(each) for each in reading.read(BytesIO(content)))


def _record(each: reading.Accepted | reading.Rejected) -> Read:
    if isinstance(each, reading.Rejected) or each.description.is_deleted:
        reason = each.reason if isinstance(each, reading.Rejected) else RejectionReason.DELETED
        return Read(f"#{each.position}", problem=Problem.UNREADABLE, detail=reason.value)
    entry = described(each.description)
    text = f"{entry.title}{f' / {entry.author}' if entry.author else ''}"[:1000]
    return warned(Read(text, entry, wrong_number=entry.printed_isbn))


def described(description: Description) -> Entry:
    """Return the book that a record describes, as a line of a list."""
    numbers: dict[str, str] = dict(_valid_numbers(description))
    names = [_name(person) for person in sorted(description.contributors, key=lambda c: not c.is_main)[:3]]
    parts = [*description.values(TextField.PART_NUMBER)[:1], *description.values(TextField.PART_TITLE)[:1]]
    wrong = [text for each in description.identifiers if each.kind == "isbn" for text in (each.as_given, each.value)]
    return Entry(
        isbn=numbers.get("isbn"),
        printed_isbn=None if "isbn" in numbers else next(filter(None, map(as_printed, wrong)), None),
        issn=numbers.get("issn"),
        title=". ".join([description.title, *parts])[:500],
        translated_title=_first(description, TextField.PARALLEL_TITLE, 500),
        author="; ".join(filter(None, names))[:300] or None,
        publisher=_first(description, TextField.PUBLISHER, 200),
        year=description.year if description.year and 1400 <= description.year <= 2200 else None,
        language=description.languages[0][:8] if description.languages else None,
        series=_first(description, TextField.SERIES, 300),
        subject=subject_of((number.scheme, number.number) for number in description.class_numbers),
        material=Material.PERIODICAL
        if description.bib_level == "s"
        else MATERIALS.get(description.record_type, Material.BOOK),
        pages=next(map(most_pages, description.values(TextField.EXTENT)), None),
        quantity=min(max(sum(holding.copies for holding in description.holdings), 1), MOST_COPIES),
    )


def _valid_numbers(description: Description) -> Iterable[tuple[str, str]]:
    for number in reversed(description.identifiers):
        if number.is_valid and ((number.kind == "isbn" and len(number.value) == 13) or number.kind == "issn"):
            yield number.kind, number.value


def _name(person: Contributor) -> str:
    return display_form(person.forms).value


def _first(description: Description, name: TextField, most: int) -> str | None:
    return next(iter(description.values(name)), "")[:most] or None
