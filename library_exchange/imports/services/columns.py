"""What the columns of a table hold: guessed by their headings, shown with the first rows, told by a librarian.

What she tells is kept on the import as JSON: `columns` has a word for each column, in their order, the name of what it
holds, `LEFT_OUT`, or `TO_BE_TOLD` for one that names several things at once; `headings` is the number of the row with
the headings, counted from 1, None if there is none.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.text import one_line
from library_exchange.marc.kinds import FileKind
from library_exchange.marc.spreadsheets.columns import Columns, guess_columns
from library_exchange.marc.spreadsheets.headings import Column

LEFT_OUT = ""
TO_BE_TOLD = "?"
ANSWERS = frozenset((LEFT_OUT, TO_BE_TOLD, *Column))
SHOWN_ROWS = 3
LONGEST_CELL = 80
MOST_COLUMNS = 60
Rows = Sequence[Sequence[str]]
Told = Mapping[str, Any]


def chosen(rows: Rows, choice: Told | None) -> Columns:
    """Return what the columns of a table hold, as somebody told, or as their headings say."""
    if choice is None:
        return guess_columns(rows)
    headings, answers = choice["headings"], dict(enumerate(choice["columns"]))
    several = guess_columns(rows).combined
    return Columns(
        heading_row=headings - 1 if headings else None,
        known={at: Column(answer) for at, answer in answers.items() if answer not in (LEFT_OUT, TO_BE_TOLD)},
        combined={at: several.get(at, ()) for at, answer in answers.items() if answer == TO_BE_TOLD},
    )


def told(headings: int | None, answers: Mapping[int, str]) -> dict[str, Any]:
    """Return what somebody tells of the columns, by their places, as it is kept.

    Raises InvalidInput for a word that is no answer, and where two columns are said to hold the same.
    """
    given = [answers.get(at, LEFT_OUT) for at in range(min(max(answers, default=-1) + 1, MOST_COLUMNS))]
    if not ANSWERS.issuperset(given):
        raise InvalidInput({"columns": _l("Choose one of the values offered.")})
    counted = Counter(answer for answer in given if answer not in (LEFT_OUT, TO_BE_TOLD))
    if counted and max(counted.values()) > 1:
        raise InvalidInput({"columns": _l("Two columns are said to hold the same. Choose it for one of them.")})
    return {"headings": headings, "columns": given}


def facts(kind: FileKind, rows: Rows, columns: Columns) -> dict[str, Any]:
    """Return a table as JSON values: its columns with headings, first rows and what they hold, and what is missing."""
    headings = 0 if columns.heading_row is None else columns.heading_row + 1
    filled = [row for row in rows[headings:] if any(map(one_line, row))][:SHOWN_ROWS]
    width = min(max(map(len, rows), default=0), MOST_COLUMNS)
    return {
        "kind": str(kind),
        "headings": headings or None,
        "columns": [
            {
                "heading": _cell(rows[headings - 1], at) if 0 < headings <= len(rows) else _cell((), at),
                "cells": [_cell(row, at) for row in filled],
                "holds": _answer(columns, at),
            }
            for at in range(width)
        ],
        "has_titles": columns.is_enough,
        "is_told": not columns.combined,
    }


def _cell(row: Sequence[str], at: int) -> tuple[str, str]:
    """Return the text of a cell and its language, if its script tells that."""
    text = one_line(row[at])[:LONGEST_CELL] if at < len(row) else ""
    return text, html_lang(script_of(text))


def _answer(columns: Columns, at: int) -> str:
    return TO_BE_TOLD if at in columns.combined else str(columns.known.get(at, LEFT_OUT))
