"""Asking what the columns of a list hold whose first row does not say it: guessed, shown, named by the librarian."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from flask import render_template, request

from library_exchange.core import rights
from library_exchange.core.bounds import find_number
from library_exchange.core.db import reading
from library_exchange.core.errors import InvalidInput
from library_exchange.core.text import one_line
from library_exchange.exchange_lists import labels
from library_exchange.exchange_lists.models import Source
from library_exchange.exchange_lists.queries.columns_before import columns_before
from library_exchange.exchange_lists.schemas import LONGEST_PASTE, Pasted
from library_exchange.list_reading.rules import columns, headings
from library_exchange.list_reading.services import files
from library_exchange.list_reading.services import reading as lines
from library_exchange.list_reading.services.table_rows import Read
from library_exchange.offers.models import ListKind
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

FIELD = "column"
"""The field of each column, by its index; a form with such fields says what the columns hold."""
SHOWN_ROWS = 5
MOST_COLUMNS = 40


class Unnamed(Exception):
    """Rows whose columns have to be named before they are read, and what was chosen so far, if it would not do."""

    is_as_before = False

    def __init__(self, rows: files.Rows, filename: str | None, chosen: Mapping[int, str], error: Any = None) -> None:
        super().__init__("columns without names")
        self.rows, self.filename, self.chosen, self.error = rows, filename, chosen, error


def ask_if(rows: files.Rows | None, filename: str | None = None) -> None:
    """Raise `Unnamed` with a guess if there are rows to ask about, or the librarian wants to say what columns hold.

    Raises InvalidInput if they are too many to be shown.
    """
    if rows is None or not (lines.has_unnamed(rows) or "ask_columns" in request.form):
        return
    if len(_as_text(rows)) > LONGEST_PASTE:
        raise InvalidInput({"lines": labels.NAME_IN_FILE, "file": labels.NAME_IN_FILE})
    full = [row for row in rows if columns.filled(row)]
    guess = lines.proposed(full)
    with reading() as session:
        before = columns_before(session, rights.library_of(current_actor()))
    held = columns.as_before(guess, max(map(len, full), default=0), before)
    asked = Unnamed(full, filename, _headed(held, full) if held else guess)
    asked.is_as_before = held is not None
    raise asked


def _headed(held: Mapping[int, str], full: Sequence[Sequence[str]]) -> Mapping[int, str]:
    """Return what columns held before, with what their headings say."""
    return columns.with_known(held, headings.find_columns(full) or headings.find_some(full), full[_above(full) :])


def _above(full: Sequence[Sequence[str]]) -> int:
    """Return how many rows seem to stand above the books: headings, and what stands above these."""
    some = headings.find_columns(full) or headings.find_some(full)
    return some.at + 1 if some is not None else int(columns.has_headings(full))


def are_named() -> bool:
    """Whether the form says what the columns hold."""
    return f"{FIELD}-0" in request.form


def named() -> tuple[Source, list[Read], str | None]:
    """Return the list as the form says that its columns are meant, how it came and the name of its file.

    Raises `Unnamed` if nothing says which books they are, or two columns hold the same.
    """
    rows = files.pasted(parse(Pasted, request.form).lines)
    filename = one_line(request.form.get("filename", "")) or None
    told = {at: request.form.get(f"{FIELD}-{at}", "") for at in range(MOST_COLUMNS)}
    chosen = {at: field for at, field in told.items() if field and field in labels.COLUMNS}
    if not headings.NAME_A_BOOK & set(chosen.values()):
        raise Unnamed(rows, filename, chosen, labels.NAMES_A_BOOK)
    if max(Counter(chosen.values()).values()) > 1:
        raise Unnamed(rows, filename, chosen, labels.NAMED_TWICE)
    first = find_number(request.form.get("first_rows", "")) or 1
    body = rows[first:] if "without_first" in request.form else rows
    found = lines.named(body, chosen, rows[: len(rows) - len(body)][:-1])
    return Source.TABLE if filename else Source.PASTE, found, filename


def page(kind: ListKind, asked: Unnamed) -> tuple[str, int]:
    """Return the page that asks what each column holds."""
    rows = [row for row in asked.rows if columns.filled(row)]
    above = find_number(request.form.get("first_rows", "")) or _above(rows)
    is_first_left_out = "without_first" in request.form if asked.error else above > 0
    html = render_template(
        "exchange_lists/list_columns.html",
        kind=kind,
        filename=asked.filename,
        text=_as_text(rows),
        number=len(rows),
        columns=[_column(rows, at, asked) for at in range(min(max(map(len, rows), default=0), MOST_COLUMNS))],
        is_first_left_out=is_first_left_out,
        first_rows=max(above, 1),
        error=asked.error,
        is_as_before=asked.is_as_before,
    )
    return html, 422 if asked.error else 200


def _column(rows: Sequence[Sequence[str]], at: int, asked: Unnamed) -> dict[str, Any]:
    options = list(labels.COLUMNS.items())
    return {
        "field": {
            "name": f"{FIELD}-{at}",
            "value": asked.chosen.get(at, ""),
            "number": at + 1,
        },
        "options": options,
        "cells": [one_line(row[at])[:80] if at < len(row) else "" for row in rows[:SHOWN_ROWS]],
    }


def _as_text(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as text with tabs, as they come back with the form."""
    stream = StringIO()
    csv.writer(stream, delimiter="\t", lineterminator="\n").writerows([one_line(cell) for cell in row] for row in rows)
    return stream.getvalue()
