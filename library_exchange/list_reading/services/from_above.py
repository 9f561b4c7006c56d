"""What stands in a row or a line for the same of the one above, told in words: 同上, «Он же», «То же изд-во»."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from library_exchange.core.text import one_line
from library_exchange.list_reading.rules.copies import copies_in
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.rules.list_titles import publisher_above
from library_exchange.list_reading.rules.not_a_title import Stray, stray
from library_exchange.list_reading.rules.said_above import (
    another_edition,
    is_same_author,
    of_same_author,
    same_publisher,
    tells_part,
    without_part,
)
from library_exchange.list_reading.rules.said_of_all import copies_of_each
from library_exchange.list_reading.schemas import EntryAsRead
from library_exchange.list_reading.services.plain_lines import one
from library_exchange.list_reading.services.table_rows import LONGEST_UNREAD, Read

FEWEST_OF_PUBLISHER = 3
"""So many books without a publisher at least are those of the one whose list it is."""
ALIKE = ("author", "publisher", "series", "place")
"""What stands in several rows of a table one below the other, so that a mark may stand for it."""


def row(above: dict[int, str], given: Sequence[str], told: Mapping[int, str]) -> list[str]:
    """Return a row in which what stands for the author, publisher and the like of the row above is told in words.

    `above` keeps what was told last in such a column.
    """
    cells = list(given)
    for at, cell in enumerate(given):
        if told.get(at) not in ALIKE or not one_line(cell):
            continue
        if stray(one_line(cell)) is Stray.DITTO:
            cells[at] = above.get(at, cell)
        else:
            above[at] = cell
    return cells


def lines(read: Sequence[Read]) -> list[Read]:
    """Return lines in which what stands for the author or publisher of the line above is told in words.

    The publisher is asked about: the catalogue may know the book under another.
    """
    found: list[Read] = []
    author = None
    for line in read:
        above = found[-1].entry if found else line.entry
        author = author if is_same_author(above.author) else above.author or author
        told: dict[str, object] = {}
        if found and (again := _the_same(found[-1], line)) is not None:
            found.append(again)
            continue
        if author and is_same_author(line.entry.author):
            told["author"] = author
        words = same_publisher(line.text)
        if words and author and line.entry.publisher and not line.entry.author and line.problem is None:
            told["author"] = author
        words = "" if line.entry.publisher else words
        if words and line.problem is None:
            unread = getattr(line.entry, "unread", {}) | {"publisher": words}
            told |= {"publisher": above.publisher, "unread": unread}
        found.append(replace(line, entry=line.entry.model_copy(update=told)) if told else line)
    return found


def copies(read: Sequence[Read]) -> list[Read]:
    """Return lines that tell no number of copies with what a heading above says of each: (каждой по 2 экз.).

    Such a heading is no book.
    """
    found: list[Read] = []
    each: int | None = None
    for line in read:
        if not line.entry.isbn and (told := copies_of_each(line.text)) is not None:
            each = told
            is_book = line.problem is None or line.problem is Problem.PERHAPS_NOT_A_BOOK
            found.append(replace(line, problem=Problem.NOT_A_BOOK, detail=Stray.HEADING.value) if is_book else line)
        elif each is not None and line.problem is None and copies_in(line.text)[0] is None:
            found.append(
                replace(line, entry=line.entry.model_copy(update={"quantity": max(each, line.entry.quantity)}))
            )
        else:
            # A heading of another part begins anew.
            each = None if line.problem is Problem.NOT_A_BOOK and line.detail == Stray.HEADING.value else each
            found.append(line)
    return found


def publisher(read: Sequence[Read]) -> list[Read]:
    """Return lines of a publisher's list of prices that name no publisher with the one named above; they are asked."""
    first = next((at for at, line in enumerate(read) if _is_book(line)), len(read))
    whose = publisher_above([line.text for line in read[:first]])
    bare = [line for line in read[first:] if _is_book(line) and not line.entry.publisher]
    if not whose or len(bare) < FEWEST_OF_PUBLISHER:
        return list(read)
    return [_published(line, whose) if line in bare else line for line in read]


def _is_book(line: Read) -> bool:
    return line.problem is None and bool(line.entry.author or line.entry.isbn or line.entry.publisher)


def _published(line: Read, whose: str) -> Read:
    unread = getattr(line.entry, "unread", {}) | {"publisher": whose}
    return replace(line, entry=line.entry.model_copy(update={"publisher": whose, "unread": unread}))


def _the_same(above: Read, line: Read) -> Read | None:
    """Return another edition or part of the book above: «То же. Л., Лениздат, 1972»; its title is asked about."""
    if above.entry.author and (rest := of_same_author(line.text)) is not None:
        read = one(rest)
        if read is not None and read.problem is None and isinstance(read.entry, EntryAsRead) and not read.entry.author:
            return replace(read, text=line.text, entry=read.entry.model_copy(update={"author": above.entry.author}))
    told = another_edition(line.text) if line.problem is not None and line.detail == Stray.DITTO else None
    if told is None or not above.entry.title:
        return None
    title = without_part(above.entry.title) if tells_part(told) else above.entry.title
    read = one(f"«{title}». {told}")
    if read is None or read.problem is not None or not isinstance(read.entry, EntryAsRead):
        return None
    unread = read.entry.unread | {"title": line.text[:LONGEST_UNREAD]}
    words = {"title": read.entry.title or title, "author": above.entry.author, "unread": unread, "whole": None}
    return replace(read, text=line.text, entry=read.entry.model_copy(update=words))
