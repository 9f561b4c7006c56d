"""Doors for a library that asks to join: the form, and the link by which the address is confirmed."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core import security_log
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, country_name, current
from library_exchange.core.regions import REGIONS, find_home
from library_exchange.core.security_log import Defence
from library_exchange.directory.labels import KINDS
from library_exchange.directory.letter_partners import libraries_that_sign_in
from library_exchange.joining import display, queries, signing
from library_exchange.joining.rules import CONFIRM_WITHIN, KEPT_AFTER, ApplicationState
from library_exchange.joining.schemas import NewApplication
from library_exchange.joining.services import asking
from library_exchange.web.all_mistakes import parse_and_try
from library_exchange.web.confirming import ask as ask_first
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.typed_addresses import asked_about

bp = Blueprint("joining", __name__)

LEFT_EMPTY = "leave_empty"
"""A field that no person sees: what fills it in is a robot, and is answered as if all were well."""


@bp.route("/join", methods=["GET", "POST"])
def ask() -> Any:
    """Let a library ask to join; nothing tells whether the address given is known here."""
    if request.method == "GET":
        return _form({"country": find_home(current().code)}, {})
    try:
        if request.form.get(LEFT_EMPTY):
            parse(NewApplication, request.form)
            security_log.note_defence(Defence.ROBOT)
            return redirect(url_for("joining.asked"))
        given = parse_and_try(NewApplication, request.form, _ask, asking.READS)
        with transaction() as session:
            _ask(session, given)
            ask_first(asked_about(url_for("joining.ask"), given.email, given.mailbox))
    except InvalidInput as refused:
        return _form(request.form, refused.fields), refused.status
    return redirect(url_for("joining.asked"))


def _ask(session: Session, given: NewApplication) -> None:
    asking.ask(session, current_actor(), given, current().code, now())


@bp.get("/join/sent")
def asked() -> str:
    """Say that a letter is on its way."""
    return render_template("joining/asked.html", days=CONFIRM_WITHIN.days)


def _form(given: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    with reading() as session:
        sponsors = display.sponsors(libraries_that_sign_in(session))
    return render_template(
        "joining/ask.html",
        given=given,
        errors=errors,
        names=display.name_fields(),
        countries=[("", _("Choose a country")), *((country, country_name(country)) for country in REGIONS)],
        kinds=[("", _("Choose what fits best")), *KINDS.items()],
        sponsors=sponsors,
        phrases=display.phrases(),
        left_empty=LEFT_EMPTY,
        days=CONFIRM_WITHIN.days,
        kept_days=KEPT_AFTER.days,
    )


@bp.route("/join/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> Any:
    """Show how an application stands to whoever has its link, and have her confirm it; a second time does no harm."""
    if request.method == "GET":
        return _link_page(token)
    try:
        with transaction() as session:
            row = queries.get_by_link(session, signing.LINKS.read(token))
            if row.state is ApplicationState.UNCONFIRMED:
                asking.confirm(session, row, now())
    except Conflict as refused:
        return _link_page(token, refused.sentence), refused.status
    return redirect(url_for("joining.confirm", token=token))


def _link_page(token: str, sentence: Any = None) -> str:
    with reading() as session:
        told = display.as_seen_by_author(queries.get_by_link(session, signing.LINKS.read(token)))
    return render_template("joining/confirm.html", told=told, sentence=sentence)
