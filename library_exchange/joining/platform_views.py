"""Doors for who runs the platform: libraries that ask to join, one of them, admitting and declining."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import LANGUAGES, _, current
from library_exchange.directory.display import zones
from library_exchange.directory.labels import PROPOSED
from library_exchange.directory.models import Library
from library_exchange.directory.schemas import NewLibrary
from library_exchange.joining import display, queries
from library_exchange.joining.labels import CONSEQUENCES
from library_exchange.joining.models import LibraryApplication
from library_exchange.joining.rules import KEPT_AFTER, PLATFORM_REASONS, ApplicationEvent
from library_exchange.joining.schemas import ADMISSION, Refusal
from library_exchange.joining.services import deciding
from library_exchange.joining.views import bp
from library_exchange.web.confirming import Question
from library_exchange.web.confirming import ask as ask_first
from library_exchange.web.forms import parse

MOST_DECIDED = 50
NOTHING: Mapping[str, Any] = MappingProxyType({})


@bp.get("/platform/applications")
def applications() -> str:
    """List the libraries that ask to join, and those decided of late."""
    with reading() as session:
        waiting = [display.line(row, sponsor) for row, sponsor in queries.confirmed(session)]
        over = [display.line(row) for row in queries.decided(session, MOST_DECIDED)]
    return render_template("joining/applications.html", waiting=waiting, decided=over, days=KEPT_AFTER.days)


@bp.get("/platform/applications/<int(max=2147483647):application_id>")
def application(application_id: int) -> str:
    """Show one library that asks to join, with the forms to admit and to decline it."""
    with reading() as session:
        return _page(session, queries.get_confirmed(session, application_id))


@bp.post("/platform/applications/<int(max=2147483647):application_id>/admit")
def admit(application_id: int) -> Any:
    """Admit a library: it is made, and who asked becomes its administrator."""
    with transaction() as session:
        row = queries.get_confirmed(session, application_id)
        try:
            new = parse(NewLibrary, _entered(row))
            made = deciding.admit(session, g.actor, row, new, now())
        except InvalidInput as refused:
            return _page(session, row, request.form, refused.fields), refused.status
        except Conflict as refused:
            if refused.reason != "code-taken":
                raise
            return _page(session, row, request.form, {"code": refused.sentence}), InvalidInput.status
        name = made.name_in(current().code)
        back = url_for("joining.application", application_id=application_id)
        chosen = [(_("Code"), made.code)]
        ask_first(Question(_("Admit the library"), CONSEQUENCES[ApplicationEvent.ADMIT], back, name, chosen))
    flash(_("%(library)s has joined. Its administrator has been sent a link to choose a password.", library=name), "ok")
    return redirect(url_for("joining.applications"))


def _entered(row: LibraryApplication) -> dict[str, str]:
    """Return what the platform entered, and what stands in the application already."""
    entered = {name: request.form.get(name, "") for name in ADMISSION}
    return entered | {"country": row.country, "kind": row.kind.value}


@bp.post("/platform/applications/<int(max=2147483647):application_id>/decline")
def decline(application_id: int) -> Any:
    """Decline to admit a library, and say why."""
    with transaction() as session:
        row = queries.get_confirmed(session, application_id)
        try:
            deciding.decline(session, g.actor, row, parse(Refusal, request.form), now())
        except InvalidInput as refused:
            entered = request.form if "code" in request.form else None
            return _page(session, row, entered, refusal=request.form, refused=refused.fields), refused.status
        told = CONSEQUENCES[ApplicationEvent.DECLINE]
        back = url_for("joining.application", application_id=application_id)
        ask_first(Question(_("Do not admit"), told, back, display.line(row)["name"]))
    flash(_("Who asked is told that the library is not admitted."), "ok")
    return redirect(url_for("joining.applications"))


def _page(
    session: Session,
    row: LibraryApplication,
    given: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] = NOTHING,
    refusal: Mapping[str, Any] = NOTHING,
    refused: Mapping[str, Any] = NOTHING,
) -> str:
    sponsor = session.get(Library, row.sponsor_id) if row.sponsor_id else None
    asked = queries.meanings_of(session, row.id)
    made = queries.names_proposed(session, row) if given is None else {}
    return render_template(
        "joining/application.html",
        told=display.whole(row, sponsor),
        meanings=display.meanings(asked),
        to_ask=display.to_ask(row, queries.askable(session, row), asked),
        given=given if given is not None else display.proposed(row, made),
        proposed=dict.fromkeys(made, PROPOSED),
        errors=errors,
        refusal=refusal,
        refused=refused,
        reasons=display.reasons(PLATFORM_REASONS),
        names=display.name_fields(),
        cities=display.city_fields(),
        zones=zones(row.country, now()),
        languages=[(language.code, language.endonym, language.tag) for language in LANGUAGES.values()],
    )
