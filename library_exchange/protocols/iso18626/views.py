"""Doors for people: partners' systems for the platform's administrators, refused documents for staff."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import LANGUAGES, _
from library_exchange.core.sealed_secrets import own_key
from library_exchange.directory.models import Library
from library_exchange.protocols.iso18626 import display, labels, queries
from library_exchange.protocols.iso18626.models import EndPoint
from library_exchange.protocols.iso18626.schemas import Connection, NewConnection
from library_exchange.protocols.iso18626.services import end_points, refusals
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

bp = Blueprint("protocols", __name__)

DEFAULTS = {"edition": "1.2", "shim": "none", "language": "en", "key_header": "X-Api-Key", "is_active": True}


@bp.get("/platform/partners")
def partners() -> str:
    """List the partners' systems."""
    with reading() as session:
        found = queries.partners(session)
    return render_template("protocols/partners.html", rows=[display.partner_row(row) for row in found])


@bp.get("/platform/partners/<int(max=2147483647):number>")
def partner(number: int) -> str:
    """Show what was exchanged with a partner's system and who may speak for it."""
    with reading() as session:
        return _partner_page(session, queries.get_end_point(session, number))


def _partner_page(session: Session, end_point: EndPoint, key: str | None = None) -> str:
    library = session.get_one(Library, end_point.library_id)
    found = queries.conformance(session, end_point)
    return render_template(
        "protocols/partner.html",
        system=display.system(end_point, library, queries.symbols_of(session, library.id), own_key()),
        said=[display.said_row(row) for row in found],
        never=display.never_said(found),
        documents=[display.with_text(row) for row in queries.last_messages(session, end_point)],
        key=key,
    )


@bp.route("/platform/partners/new", methods=["GET", "POST"])
def connect() -> Any:
    """Connect a partner's system."""
    if request.method == "GET":
        return _form(None, DEFAULTS, {})
    try:
        given = parse(NewConnection, _told())
        with transaction() as session:
            number = end_points.connect_new(session, current_actor(), given, now(), own_key()).id
    except InvalidInput as refused:
        return _form(None, request.form, refused.fields), refused.status
    flash(_("The system is connected. Give it a key, or name the addresses it speaks from."), "ok")
    return redirect(url_for("protocols.partner", number=number))


@bp.route("/platform/partners/<int(max=2147483647):number>/edit", methods=["GET", "POST"])
def change(number: int) -> Any:
    """Change how a partner's system is connected; without the tick it is suspended."""
    with reading() as session:
        end_point = queries.get_end_point(session, number)
        library = session.get_one(Library, end_point.library_id)
        kept = library.model_dump() | end_point.model_dump(exclude={"sealed_key", "key_hash"})
        kept |= {"name": library.name_en, "city": library.city_en, "number": number}
        kept["symbols"] = queries.symbols_of(session, library.id)
    if request.method == "GET":
        return _form(kept, kept, {})
    try:
        given = parse(Connection, _told())
        with transaction() as session:
            end_points.connect(session, current_actor(), kept["code"], given, now(), own_key())
    except InvalidInput as refused:
        return _form(kept, request.form, refused.fields), refused.status
    flash(_("Saved."), "ok")
    return redirect(url_for("protocols.partner", number=number))


def _told() -> Mapping[str, str]:
    """Return the form; a box that is not ticked says no."""
    return dict(request.form) | {"is_active": "yes" if request.form.get("is_active") else "no"}


def _form(kept: Mapping[str, Any] | None, given: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    return render_template(
        "protocols/connect.html",
        kept=kept,
        given=given,
        errors=errors,
        countries=display.countries(),
        languages=[(code, language.endonym, language.tag) for code, language in LANGUAGES.items()],
        editions=list(labels.EDITIONS.items()),
        shims=list(labels.SHIMS.items()),
    )


@bp.post("/platform/partners/<int(max=2147483647):number>/key")
def give_key(number: int) -> str:
    """Give the partner's system a new key and show it this once."""
    with transaction() as session:
        end_point = queries.get_end_point(session, number)
        key = end_points.give_key(session, current_actor(), end_point)
        session.flush()
        return _partner_page(session, end_point, key)


@bp.post("/platform/partners/documents/<int(max=2147483647):document_id>/again")
def send_again(document_id: int) -> Any:
    """Send a refused document once more."""
    with transaction() as session:
        row = queries.get_message(session, document_id)
        number = row.end_point_id
        try:
            refusals.send_again(session, current_actor(), row, now())
            flash(_("It is being sent again."), "ok")
        except Conflict as refused:
            flash(str(refused.sentence), "warn")
    return redirect(url_for("protocols.partner", number=number))


# Staff ----------------------------------------------------------------------------------------------------------------


@bp.post("/staff/documents/<int(max=2147483647):document_id>/<any(again, seen):what>")
def see_to(document_id: int, what: str) -> Any:
    """Send a refused document of the library's request once more, or say that the refusal was seen to."""
    with transaction() as session:
        row = queries.get_message(session, document_id)
        loan_id = refusals.require_own(session, current_actor(), row)
        try:
            if what == "again":
                refusals.send_again(session, current_actor(), row, now())
                flash(_("It is being sent again."), "ok")
            else:
                refusals.see(session, current_actor(), row, now())
                flash(_("Noted: this refusal waits no more."), "ok")
        except Conflict as refused:
            flash(str(refused.sentence), "warn")
    return redirect(url_for("loans.show", loan_id=loan_id, _anchor="exchange"))
