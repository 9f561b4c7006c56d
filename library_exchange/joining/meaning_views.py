"""Doors of what applications mean: the platform asks a member library, which tells it beside what was written."""

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, current
from library_exchange.joining import display, queries
from library_exchange.joining.schemas import LONGEST_MEANING, Meaning
from library_exchange.joining.services import explaining
from library_exchange.joining.views import bp
from library_exchange.web.forms import parse


@bp.post("/platform/applications/<int(max=2147483647):application_id>/ask-meaning")
def ask_meaning(application_id: int) -> Response:
    """Ask a member library what an application says that the platform cannot read."""
    back = url_for("joining.application", application_id=application_id, _anchor="meaning")
    library_id = request.form.get("library_id", type=whole_number)
    try:
        with transaction() as session:
            row = queries.get_confirmed(session, application_id)
            explaining.ask(session, g.actor, row, library_id, current().code, now())
    except InvalidInput as refused:
        flash(str(refused.first_sentence), "warn")
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    else:
        flash(_("Asked. The library sees the question in its work queue; its answer will stand here."), "ok")
    return redirect(back)


@bp.get("/staff/applications/<int(max=2147483647):application_id>/meaning")
def meaning(application_id: int) -> str:
    """Show what an application says to a library that is asked what it means, without ways to reach anybody."""
    return _page(application_id, {}, {})


def _page(application_id: int, given: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    with reading() as session:
        row, asked = queries.get_asked(session, g.actor, application_id)
        told = display.to_explain(row, asked)
    return render_template(
        "joining/meaning.html", told=told, given=given, errors=errors, longest=LONGEST_MEANING, id=application_id
    )


@bp.post("/staff/applications/<int(max=2147483647):application_id>/meaning")
def explain(application_id: int) -> Any:
    """Tell what an application says, or that one cannot."""
    cannot = "cannot" in request.form
    try:
        with transaction() as session:
            row, asked = queries.get_asked(session, g.actor, application_id)
            text = None if cannot else parse(Meaning, request.form).text
            explaining.tell(session, g.actor, row, asked, text, now(), cannot=cannot)
    except InvalidInput as refused:
        return _page(application_id, request.form, refused.fields), refused.status
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
        return redirect(url_for("joining.meaning", application_id=application_id))
    flash(_("The platform is told that you cannot explain it.") if cannot else _("Sent. The platform reads it."), "ok")
    return redirect(url_for("loans.queue"))
