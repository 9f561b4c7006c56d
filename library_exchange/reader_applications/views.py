"""Doors for who asks to become a reader: the form, and the link by which she confirms her address."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from library_exchange.core import security_log
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, current
from library_exchange.core.regions import find_home
from library_exchange.core.security_log import Defence
from library_exchange.directory.models import Library
from library_exchange.reader_applications import queries, signing
from library_exchange.reader_applications.labels import STANDS
from library_exchange.reader_applications.rules import CONFIRM_WITHIN, DECIDE_WITHIN, KEPT_AFTER, ReaderApplicationState
from library_exchange.reader_applications.schemas import NewReader
from library_exchange.reader_applications.services import asking
from library_exchange.web.confirming import ask as ask_first
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.typed_addresses import asked_about

bp = Blueprint("reader_applications", __name__)

LEFT_EMPTY = "leave_empty"
"""A field that no person sees: what fills it in is a robot, and is answered as if all were well."""


@bp.route("/become-a-reader", methods=["GET", "POST"])
def ask() -> Any:
    """Let a visitor ask a library to make her its reader; nothing tells whether the address given is known here."""
    if request.method == "GET":
        return _form(request.args, {})
    try:
        given = parse(NewReader, request.form)
        if request.form.get(LEFT_EMPTY):
            security_log.note_defence(Defence.ROBOT)
            return redirect(url_for("reader_applications.asked"))
        with transaction() as session:
            asking.ask(session, current_actor(), given, current().code, now())
            ask_first(asked_about(url_for("reader_applications.ask"), given.email))
    except InvalidInput as refused:
        return _form(request.form, refused.fields), refused.status
    return redirect(url_for("reader_applications.asked"))


@bp.get("/become-a-reader/sent")
def asked() -> str:
    """Say that a letter is on its way."""
    return render_template("reader_applications/asked.html", days=CONFIRM_WITHIN.days)


def _form(given: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    with reading() as session:
        libraries = queries.askable(session)
    return render_template(
        "reader_applications/ask.html",
        given=given,
        errors=errors,
        libraries=[("", _("Choose a library")), *_choices(libraries)] if libraries else [],
        left_empty=LEFT_EMPTY,
        days=CONFIRM_WITHIN.days,
        decide_days=DECIDE_WITHIN.days,
        kept_days=KEPT_AFTER.days,
    )


def _choices(libraries: Any) -> list[tuple[str, str]]:
    """Return the libraries to choose from by town, those of the country whose language the page speaks first."""
    language, home = current().code, find_home(current().code)

    def place(library: Library) -> tuple[bool, str, str, str]:
        return library.country != home, library.country, library.city_in(language), library.name_in(language)

    return [
        (each.code, _("%(city)s: %(library)s", city=each.city_in(language), library=each.name_in(language)))
        for each in sorted(libraries, key=place)
    ]


@bp.route("/become-a-reader/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> Any:
    """Show how it stands to whoever has the link, and have her confirm it; a second time does no harm."""
    if request.method == "GET":
        return _link_page(token)
    try:
        with transaction() as session:
            row = queries.get_by_link(session, signing.LINKS.read(token))
            if row.state is ReaderApplicationState.UNCONFIRMED:
                asking.confirm(session, row, now())
    except Conflict as refused:
        return _link_page(token, refused.sentence), refused.status
    return redirect(url_for("reader_applications.confirm", token=token))


def _link_page(token: str, sentence: Any = None) -> str:
    """Return the page behind the link: the library and how it stands, nothing of a person."""
    with reading() as session:
        row = queries.get_by_link(session, signing.LINKS.read(token))
        library = session.get_one(Library, row.library_id)
        told = {
            "library": library.name_in(current().code),
            "country": library.country,
            "code": library.code,
            "is_open": row.state is ReaderApplicationState.UNCONFIRMED,
            "stands": STANDS.get(row.state),
        }
    return render_template("reader_applications/confirm.html", told=told, sentence=sentence)
