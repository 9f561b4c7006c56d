"""Doors for the staff of a library: who asks to become its reader."""

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.accounts.namesakes import told_apart
from library_exchange.accounts.queries import readers_named
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import LANGUAGES, _, language_name
from library_exchange.reader_applications import labels, queries
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.rules import STAFF_REASONS, ReaderApplicationEvent, ReaderApplicationState
from library_exchange.reader_applications.schemas import Admission, Refusal
from library_exchange.reader_applications.services import deciding
from library_exchange.reader_applications.views import bp
from library_exchange.web.confirming import Question
from library_exchange.web.confirming import ask as ask_first
from library_exchange.web.forms import parse


@bp.get("/staff/reader-applications/<int(max=2147483647):application_id>")
def show(application_id: int) -> str:
    """Show the staff of a library who asks to become its reader."""
    with reading() as session:
        return _page(session, application_id, {}, {})


@bp.post("/staff/reader-applications/<int(max=2147483647):application_id>/admit")
def admit(application_id: int) -> Any:
    """Make her a reader of the library, under the card that was checked."""
    back = url_for("reader_applications.show", application_id=application_id)
    try:
        with transaction() as session:
            row = queries.get_of_library(session, g.actor, application_id)
            deciding.admit(session, g.actor, row, parse(Admission, request.form), now())
            told = labels.CONSEQUENCES[ReaderApplicationEvent.ADMIT]
            ask_first(Question(_("Make her a reader"), told, back, row.name))
    except InvalidInput as refused:
        with reading() as session:
            return _page(session, application_id, request.form, refused.fields), refused.status
    flash(_("She is a reader of your library now, and gets a letter."), "success")
    return redirect(back)


@bp.post("/staff/reader-applications/<int(max=2147483647):application_id>/decline")
def decline(application_id: int) -> Any:
    """Do not make her a reader, and say why."""
    back = url_for("reader_applications.show", application_id=application_id)
    with transaction() as session:
        row = queries.get_of_library(session, g.actor, application_id)
        try:
            deciding.decline(session, g.actor, row, parse(Refusal, request.form), now())
        except InvalidInput as refused:
            return _page(session, application_id, request.form, refused.fields), refused.status
        ask_first(
            Question(_("Do not take her in"), labels.CONSEQUENCES[ReaderApplicationEvent.DECLINE], back, row.name)
        )
    flash(_("She is told why she does not become a reader."), "success")
    return redirect(back)


def _page(session: Session, application_id: int, given: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    row = queries.get_of_library(session, g.actor, application_id)
    waits = row.state is ReaderApplicationState.WAITING
    others = readers_named(session, row.library_id, row.name) if waits else []
    return render_template(
        "reader_applications/show.html",
        told=_told(row),
        namesakes=[(each.name, told_apart(each)) for each in others],
        given={"card_no": row.card_no or "", "phone": row.phone or ""} | dict(given.items()),
        errors=errors,
        reasons=[("", _("Choose a reason")), *((each.value, labels.REASONS[each]) for each in STAFF_REASONS)],
    )


def _told(row: ReaderApplication) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "email": row.email,
        "language": language_name(LANGUAGES[row.language].record_languages[0]),
        "card_no": row.card_no,
        "phone": row.phone,
        "words": row.words,
        "confirmed_at": row.confirmed_at,
        "state": labels.STATES[row.state],
        "reason": labels.REASONS[row.reason] if row.reason else None,
        "reason_words": row.reason_words,
        "waits": row.state is ReaderApplicationState.WAITING,
    }
