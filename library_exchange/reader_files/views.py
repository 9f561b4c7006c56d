"""Doors of the desk: a file of readers is sent, looked at and added."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from library_exchange.accounts.views import LANGUAGE_CHOICES
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _, _n, current
from library_exchange.reader_files import file_rows, labels, services
from library_exchange.reader_files.file_rows import FileRow, Told
from library_exchange.reader_files.rules import MOST_ROWS, Judged, Verdict
from library_exchange.web.forms import row_numbers

bp = Blueprint("reader_files", __name__)
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
    """Show what would become of each row of a file; nothing is written."""
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise InvalidInput({"file": labels.NO_FILE})
        told = file_rows.read(sent.stream.read())
    except InvalidInput as error:
        return _form(error.fields), error.status
    with reading() as session:
        judged = services.judge(session, g.actor, file_rows.parsed(told, _language()))
    return render_template(
        "reader_files/look.html",
        parts=_parts(judged),
        count=sum(found.verdict is Verdict.NEW for _row, found in judged),
        may_add=any(found.verdict in (Verdict.NEW, Verdict.DOUBTFUL) for _row, found in judged),
        packed=file_rows.packed(told),
        language=_language(),
        filename=sent.filename,
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
    return {"number": row.number, "reason": " ".join(errors) or labels.reason(found), **row.told}


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
        done = services.add(session, g.actor, rows, row_numbers(request.form.getlist("also")))
    flash(_n("%(num)s reader was added.", "%(num)s readers were added.", done.added), "success")
    if done.invited:
        sentence = _n("%(num)s invitation goes out by mail.", "%(num)s invitations go out by mail.", done.invited)
        flash(sentence, "success")
    if done.left:
        flash(_n("%(num)s row of the file was left.", "%(num)s rows of the file were left.", done.left), "info")
    return redirect(url_for("accounts.readers"))
