"""Doors for the staff of a library: an application to vouch for, and the first steps of a new member."""

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _, current
from library_exchange.directory.models import Library
from library_exchange.joining import display, queries
from library_exchange.joining import first_steps as progress
from library_exchange.joining.labels import CONSEQUENCES
from library_exchange.joining.rules import SPONSOR_REASONS, ApplicationEvent
from library_exchange.joining.schemas import Refusal
from library_exchange.joining.services import deciding, putting_away
from library_exchange.joining.views import bp
from library_exchange.web.confirming import Question
from library_exchange.web.confirming import ask as ask_first
from library_exchange.web.forms import parse


@bp.get("/staff/applications/<int(max=2147483647):application_id>")
def vouching(application_id: int) -> str:
    """Show an application to the library that is to vouch for it."""
    with reading() as session:
        return _page(session, application_id, {}, {})


@bp.post("/staff/applications/<int(max=2147483647):application_id>/vouch")
def vouch(application_id: int) -> Response:
    """Vouch for the library that asks to join."""
    back = url_for("joining.vouching", application_id=application_id)
    with transaction() as session:
        row = queries.get_to_vouch(session, g.actor, application_id)
        deciding.vouch(session, g.actor, row, now())
        told = CONSEQUENCES[ApplicationEvent.VOUCH]
        ask_first(Question(_("We vouch for it"), told, back, display.line(row)["name"]))
    flash(_("You vouch for the library. The platform decides now."), "success")
    return redirect(back)


@bp.post("/staff/applications/<int(max=2147483647):application_id>/take-back")
def take_back(application_id: int) -> Response:
    """Take back that one vouches for a library, as long as the platform has not decided."""
    with transaction() as session:
        deciding.take_back(session, g.actor, queries.get_to_vouch(session, g.actor, application_id), now())
    flash(_("Taken back: the platform does not decide before you have answered anew."), "success")
    return redirect(url_for("joining.vouching", application_id=application_id))


@bp.post("/staff/applications/<int(max=2147483647):application_id>/not-vouch")
def not_vouch(application_id: int) -> Any:
    """Do not vouch for the library that asks to join, and say why."""
    back = url_for("joining.vouching", application_id=application_id)
    with transaction() as session:
        row = queries.get_to_vouch(session, g.actor, application_id)
        try:
            deciding.not_vouch(session, g.actor, row, parse(Refusal, request.form), now())
        except InvalidInput as refused:
            return _page(session, application_id, request.form, refused.fields), refused.status
        told = CONSEQUENCES[ApplicationEvent.NOT_VOUCH]
        ask_first(Question(_("Do not vouch"), told, back, display.line(row)["name"]))
    flash(_("The library is told that you do not vouch for it."), "success")
    return redirect(back)


def _page(session: Session, application_id: int, given: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    row = queries.get_to_vouch(session, g.actor, application_id)
    return render_template(
        "joining/vouching.html",
        told=display.whole(row, session.get(Library, row.sponsor_id)),
        reasons=display.reasons(SPONSOR_REASONS),
        given=given,
        errors=errors,
    )


# First steps ----------------------------------------------------------------------------------------------------------


@bp.get("/staff/first-steps")
def first_steps() -> str:
    """Show a library that has just joined what to do first, and what of it is done."""
    with reading() as session:
        member = progress.get_member(session, g.actor.library_id)
        library = session.get_one(Library, member.library_id)
        steps = display.first_steps(progress.steps_of(session, member), library, g.actor)
        shown = {"library": library.name_in(current().code), "is_away": member.put_away_at is not None}
    return render_template("joining/first_steps.html", steps=steps, **shown)


@bp.post("/staff/first-steps/<any(away, back):where>")
def put_away(where: str) -> Response:
    """Put the first steps away, or have the list of work show them again."""
    with transaction() as session:
        member = progress.get_member(session, g.actor.library_id)
        putting_away.put_away(session, g.actor, member, where == "away", now())
    flash(_("Put away.") if where == "away" else _("The work queue shows the first steps again."), "success")
    return redirect(url_for("joining.first_steps"))
