"""A table of readers as it came, and what its columns hold: guessed by their headings, told by the librarian."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.text import one_line
from library_exchange.marc.spreadsheets.headings import is_useless
from library_exchange.reader_files import labels
from library_exchange.reader_files.rules import HEADINGS, LOOKED_AT_ROWS, MOST_ROWS, find_headings

MOST_COLUMNS, LONGEST_CELL, SHOWN_ROWS = 40, 260, 3
LARGEST_KEPT = 600_000
"""So many characters at most go to the page and back, so that columns can be told without sending the file again."""
_KEPT = TypeAdapter(list[list[str]])
Rows = list[list[str]]


@dataclass(frozen=True)
class Columns:
    """In which row the headings stand, counted from 1, None if there are none, and what each column holds."""

    headings: int | None
    holds: Mapping[int, str]

    @property
    def is_enough(self) -> bool:
        """Whether there is a name in them."""
        return not {"name", "surname", "given_name"}.isdisjoint(self.holds.values())


def fitted(rows: Sequence[Sequence[str]]) -> Rows:
    """Return rows as they are kept: each cell on one line, none too long, empty rows at the end left out."""
    kept = [[one_line(cell)[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]] for row in rows]
    while kept and not any(kept[-1]):
        kept.pop()
    if sum(map(any, kept)) > MOST_ROWS + LOOKED_AT_ROWS:
        raise InvalidInput({"file": labels.too_many()})
    return kept


def guessed(rows: Rows) -> Columns:
    """Return what the headings say; where none is known, the first row that has text alone is taken for them."""
    found = find_headings(rows)
    if found is not None:
        return Columns(found[0] + 1, {at: column for column, at in found[1].items()})
    first = next((number for number, row in enumerate(rows, 1) if sum(map(bool, row)) > 1), 1)
    has_figures = any(sign.isdigit() or sign == "@" for cell in rows[first - 1] for sign in cell) if rows else True
    return Columns(None if has_figures else first, {})


def told(rows: Rows, headings: int | None, answers: Mapping[int, str]) -> Columns:
    """Return what somebody tells of the columns; raises InvalidInput if two are alike or none has names."""
    holds = {at: answer for at, answer in answers.items() if answer in HEADINGS and at < MOST_COLUMNS}
    if max(Counter(holds.values()).values(), default=0) > 1:
        raise InvalidInput({"columns": _l("Two columns are said to hold the same. Choose it for one of them.")})
    columns = Columns(headings if headings and headings <= len(rows) else None, holds)
    if not columns.is_enough:
        raise InvalidInput({"columns": labels.NO_NAMES})
    return columns


def shown(rows: Rows, columns: Columns) -> list[dict[str, Any]]:
    """Return each column with its heading, its first cells and what it holds, for a page."""
    headings = columns.headings or 0
    heads = rows[headings - 1] if headings else []
    below = [row for row in rows[headings:] if any(row)]
    return [
        {
            "heading": _cell(heads, at),
            "cells": [_cell(row, at) for row in below[:SHOWN_ROWS]],
            "holds": columns.holds.get(at, ""),
            "is_left": at not in columns.holds and _is_of_use(heads, below, at),
        }
        for at in range(min(max(map(len, rows), default=0), MOST_COLUMNS))
    ]


def _is_of_use(heads: Sequence[str], below: Sequence[Sequence[str]], at: int) -> bool:
    """Whether something stands in a column that is not read, other than the number of the row."""
    heading = heads[at] if at < len(heads) else ""
    return any(row[at] for row in below if at < len(row)) and not (heading and is_useless(heading))


def _cell(row: Sequence[str], at: int) -> tuple[str, str]:
    text = row[at] if at < len(row) else ""
    return text, html_lang(script_of(text))


def packed(rows: Rows) -> str:
    """Return the rows as the page keeps them; "" for more than a form carries."""
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= LARGEST_KEPT else ""


def unpacked(text: str) -> Rows:
    """Return the rows that a page kept; raises InvalidInput for what no page of ours kept."""
    try:
        return fitted(_KEPT.validate_json(text))
    except ValidationError as error:
        raise InvalidInput({"file": labels.NO_FILE}) from error
