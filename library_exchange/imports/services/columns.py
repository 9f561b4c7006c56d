"""What the columns of a table hold: guessed by their headings, shown with the first rows, told by a librarian.

What she tells is kept on the import as JSON: `columns` has a word for each column, in their order, the name of what it
holds, `LEFT_OUT`, or `TO_BE_TOLD` for one that names several things at once; `headings` is the number of the row with
the headings, counted from 1, None if there is none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.text import one_line
from library_exchange.marc.copy_states import is_not_understood, is_word_for_a_state
from library_exchange.marc.kinds import FileKind
from library_exchange.marc.spreadsheets.columns import Columns, guess_columns
from library_exchange.marc.spreadsheets.headings import Column, is_row_number

LEFT_OUT = ""
TO_BE_TOLD = "?"
ANSWERS = frozenset((LEFT_OUT, TO_BE_TOLD, *Column))
SHOWN_ROWS = 3
SHOWN_TEXTS = 8
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
    """Return a table as JSON values: its columns with headings, first rows and what they hold, and what is missing.

    `not_taken` are the columns that are not used though something stands in them, `unknown_states` what is said of the
    state of copies and not understood.
    """
    headings = 0 if columns.heading_row is None else columns.heading_row + 1
    below = rows[headings:]
    filled = [row for row in below if any(map(one_line, row))][:SHOWN_ROWS]
    width = min(max(map(len, rows), default=0), MOST_COLUMNS)
    named = rows[headings - 1] if 0 < headings <= len(rows) else ()
    at_state = next((at for at, column in columns.known.items() if column is Column.STATE), None)
    return {
        "not_taken": [
            _not_taken(at, _cell(named, at), cells)
            for at in range(width)
            if _answer(columns, at) == LEFT_OUT and not is_row_number(_cell(named, at)[0])
            if (cells := _column(below, at))
        ],
        "unknown_states": [] if at_state is None else _few(filter(is_not_understood, _column(below, at_state))),
        "kind": str(kind),
        "headings": headings or None,
        "columns": [
            {
                "heading": _cell(named, at),
                "cells": [_cell(row, at) for row in filled],
                "holds": _answer(columns, at),
            }
            for at in range(width)
        ],
        "has_titles": columns.is_enough,
        "is_told": not columns.combined,
    }


def _column(rows: Rows, at: int) -> list[str]:
    return [text for row in rows if at < len(row) and (text := one_line(row[at]))]


def _not_taken(at: int, heading: tuple[str, str], cells: Sequence[str]) -> dict[str, Any]:
    """Return what is told of a column that is not used: in how many rows it is filled, and what there tells of copies.

    A state of copies among remarks is what must not be lost: that a book is not lent, say.
    """
    states = [cell for cell in cells if is_word_for_a_state(cell)]
    told = {"rows": len(cells), "states": _few(states), "stating": len(states)}
    return {"number": at + 1, "heading": heading, **told}


def _few(texts: Iterable[str]) -> list[Any]:
    """Return the most frequent of some texts with how often they stand there."""
    return [[*_cell((text,), 0), times] for text, times in Counter(texts).most_common(SHOWN_TEXTS)]


def _cell(row: Sequence[str], at: int) -> tuple[str, str]:
    """Return the text of a cell and its language, if its script tells that."""
    text = one_line(row[at])[:LONGEST_CELL] if at < len(row) else ""
    return text, html_lang(script_of(text))


def _answer(columns: Columns, at: int) -> str:
    return TO_BE_TOLD if at in columns.combined else str(columns.known.get(at, LEFT_OUT))
