"""Doors of the desk: a file of readers is sent, looked at and added."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from library_exchange.accounts.views import LANGUAGE_CHOICES
from library_exchange.core.bounds import find_number
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _, _n, current
from library_exchange.core.text import narrow
from library_exchange.reader_files import columns as table_columns
from library_exchange.reader_files import file_rows, labels, services
from library_exchange.reader_files.columns import Columns, Rows
from library_exchange.reader_files.file_rows import FileRow, SetAside, Told
from library_exchange.reader_files.rules import MOST_ROWS, Judged, Verdict, tells_nothing
from library_exchange.reader_files.services import Added
from library_exchange.web.forms import by_row, row_numbers

bp = Blueprint("reader_files", __name__)
MOST_NAMED = 20
"""So many rows that were left are named."""
NOTHING: Mapping[str, Any] = {}
LANGUAGES = frozenset(code for code, *_rest in LANGUAGE_CHOICES)


@bp.get("/readers/file")
def new() -> str:
    """Show the form by which a file of readers is sent."""
    return _form({})


def _form(errors: Mapping[str, Any]) -> str:
    return render_template(
        "reader_files/new.html",
        errors=errors,
        language=_language(),
        languages=LANGUAGE_CHOICES,
        most=MOST_ROWS,
    )


def _language() -> str:
    """Return in which language those are written to who are invited."""
    told = request.form.get("language", "")
    return told if told in LANGUAGES else current().code


@bp.post("/readers/file")
def look() -> Any:
    """Show what would become of each row of a file, by what its columns are said to hold; nothing is written."""
    try:
        rows, filename, is_told = _sent()
    except InvalidInput as error:
        return _form(error.fields), error.status
    columns = table_columns.guessed(rows)
    try:
        if is_told:
            columns = _as_told(rows)
        elif not columns.is_enough:
            raise InvalidInput({"columns": labels.NO_HEADINGS})
        told, aside = file_rows.read(rows, columns)
    except InvalidInput as error:
        if "file" in error.fields:
            return _form(error.fields), error.status
        return _looked(rows, columns, filename, errors=error.fields), error.status
    with reading() as session:
        judged = services.judge(session, g.actor, file_rows.parsed(told, _language()))
    return _looked(rows, columns, filename, judged, told, aside)


def _sent() -> tuple[Rows, str, bool]:
    """Return the rows that were sent, as a file or kept on the page, the file's name, and whether columns are told."""
    if "table" in request.form:
        return table_columns.unpacked(request.form["table"]), request.form.get("filename", "")[:120], True
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise InvalidInput({"file": labels.NO_FILE})
    return file_rows.table_of(sent.stream.read()), sent.filename, False


def _as_told(rows: Rows) -> Columns:
    answers = {at: answer for name, at, answer in by_row(request.form) if name == "column"}
    return table_columns.told(rows, find_number(narrow(request.form.get("headings", ""))), answers)


def _looked(
    rows: Rows,
    columns: Columns,
    filename: str,
    judged: Sequence[tuple[FileRow, Judged]] = (),
    told: Sequence[Told] = (),
    aside: Sequence[SetAside] = (),
    errors: Mapping[str, Any] = NOTHING,
) -> str:
    typed = {at: answer for name, at, answer in by_row(request.form) if name == "column"}
    shown = table_columns.shown(rows, columns)
    verdicts = {found.verdict for _row, found in judged}
    return render_template(
        "reader_files/look.html",
        parts=_parts(judged),
        may_add=not verdicts.isdisjoint((Verdict.NEW, Verdict.DOUBTFUL, Verdict.FILLS)),
        may_fill=Verdict.FILLS in verdicts,
        packed=file_rows.packed(told),
        language=_language(),
        filename=filename,
        columns=shown,
        headings=columns.headings or "",
        left=[each["heading"][0] or str(at) for at, each in enumerate(shown, 1) if each["is_left"]],
        typed=typed,
        holds=labels.HOLDS,
        table=table_columns.packed(rows),
        aside=aside,
        errors=errors,
    )


def _parts(judged: Sequence[tuple[FileRow, Judged]]) -> list[dict[str, Any]]:
    """Return the rows by what becomes of them, those first of which something is asked."""
    parts = []
    for verdict, label in labels.VERDICTS.items():
        rows = [_shown(row, found) for row, found in judged if found.verdict is verdict]
        if rows:
            tells_why = any(row["reason"] for row in rows)
            parts.append({"code": verdict.value, "label": label, "rows": rows, "tells_why": tells_why})
    return parts


def _shown(row: FileRow, found: Judged) -> dict[str, Any]:
    errors = [_("%(field)s: %(what)s", field=labels.FIELDS[name], what=what) for name, what in _errors(row)]
    reason = " ".join(errors) or labels.reason(found)
    doubts = [(value, label) for value, label in labels.DOUBTS.items() if value != labels.FILL or found.fields]
    chosen = labels.FILL if found.fields and found.other and tells_nothing(found.other) else labels.LEAVE
    return {"number": row.number, "reason": reason, "doubts": doubts, "chosen": chosen, **row.told}


def _errors(row: FileRow) -> list[tuple[str, Any]]:
    return [(name, what) for name, what in row.errors.items() if name in labels.FIELDS]


@bp.post("/readers/file/add")
def add() -> Any:
    """Add the readers of the file that was looked at."""
    try:
        told: list[Told] = file_rows.unpacked(request.form.get("rows", ""))
    except InvalidInput as error:
        return _form(error.fields), error.status
    rows = file_rows.parsed(told, _language())
    with transaction() as session:
        done = services.add(session, g.actor, rows, _doubts(labels.ADD), _doubts(labels.FILL) | _ticked())
    _tell(done)
    return redirect(url_for("accounts.readers"))


def _doubts(answer: str) -> set[int]:
    """Return the rows of somebody's name of which the desk said this."""
    return {number for name, number, value in by_row(request.form) if name == "doubt" and value == answer}


def _ticked() -> set[int]:
    return row_numbers(request.form.getlist("fill"))


def _tell(done: Added) -> None:
    """Say what became of a file, and which of its rows were left."""
    if done.added or not done.filled:
        flash(_n("%(num)s reader was added.", "%(num)s readers were added.", done.added), "success")
    if done.filled:
        flash(_n("%(num)s reader was filled in.", "%(num)s readers were filled in.", done.filled), "success")
    if done.invited:
        sentence = _n("%(num)s invitation goes out by mail.", "%(num)s invitations go out by mail.", done.invited)
        flash(sentence, "success")
    if done.left:
        rows = ", ".join(map(str, done.left[:MOST_NAMED])) + (", …" if len(done.left) > MOST_NAMED else "")
        sentence = _n(
            "%(num)s row of the file was left: row %(rows)s.",
            "%(num)s rows of the file were left: rows %(rows)s.",
            len(done.left),
            rows=rows,
        )
        flash(sentence, "info")
