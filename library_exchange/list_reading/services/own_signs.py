"""A line of a list that one sign parts: its cells as a book, asked about if they do not surely stand where they do."""

from collections.abc import Mapping
from dataclasses import replace

from library_exchange.core.text import one_line
from library_exchange.list_reading.rules import evidence, own_signs
from library_exchange.list_reading.services.plain_lines import warned
from library_exchange.list_reading.services.table_rows import LONGEST_UNREAD, Read, row_of

BESIDE = {"price": "price", "unsure": "title"}
"""What is told of a book and has no column, by what it is asked as."""
_MARKS = '《》«»"“”'


def by_own_sign(own: own_signs.OwnSign | None, at: int, text: str) -> Read | None:
    """Return the line at a place of a list that a sign parts; None if it is read like any other."""
    row = own.rows[at] if own is not None else None
    if own is None or row is None:
        return None
    read = warned(row_of(row.cells, own.names))
    title = read.entry.title or ""
    if read.problem is not None or evidence.is_part_alone(title):
        return None
    unread: dict[str, str] = dict(getattr(read.entry, "unread", {}))
    if not (own.is_sure and row.is_sure) or row.has_another:
        unread["title"] = read.text[:LONGEST_UNREAD]
    told = {
        "title": title.strip(_MARKS),
        "unread": unread,
        "columns": [],
        "whole": one_line(text)[:500],
    }
    return replace(read, text=one_line(text)[:1000], entry=read.entry.model_copy(update=told))


def of_cells(text: str, told: Mapping[str, str]) -> Read | None:
    """Return a book of which each part stood apart, as on a card; None if that tells no title."""
    names = [name for name in told if name not in BESIDE]
    read = warned(row_of([told[name] for name in names], dict(enumerate(names))))
    if read.problem is not None or not read.entry.title:
        return None
    asked = {asked: told[name][:LONGEST_UNREAD] for name, asked in BESIDE.items() if name in told}
    entry: dict[str, object] = {
        "unread": getattr(read.entry, "unread", {}) | asked,
        "columns": [],
        "whole": one_line(text)[:500],
    }
    return replace(read, text=one_line(text)[:1000], entry=read.entry.model_copy(update=entry))
