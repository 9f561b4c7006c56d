"""Doors of the room: the terms of one's library and of the platform, and what the last night did by them."""

from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.core.rights import library_of
from library_exchange.retention import labels
from library_exchange.retention.queries import kinds_of, runs_of, terms_of
from library_exchange.retention.schemas import terms_in
from library_exchange.retention.services.setting import set_terms
from library_exchange.web.guard import may_open

bp = Blueprint("retention", __name__)


@bp.get("/staff/retention")
def own() -> str:
    """Show how long one's library keeps what, and what the last night did."""
    return _page(library_of(g.actor), "retention.set_own", {})


@bp.post("/staff/retention")
def set_own() -> Any:
    """Set the terms of one's library."""
    return _set(library_of(g.actor), "retention.own", "retention.set_own")


@bp.get("/platform/retention")
def of_platform() -> str:
    """Show how long what is no library's is kept, and what the last night did."""
    return _page(None, "retention.set_of_platform", {})


@bp.post("/platform/retention")
def set_of_platform() -> Any:
    """Set the terms of what is no library's."""
    return _set(None, "retention.of_platform", "retention.set_of_platform")


def _set(library_id: int | None, back: str, door: str) -> Any:
    try:
        terms = terms_in(request.form, kinds_of(library_id))
    except InvalidInput as refused:
        return _page(library_id, door, refused.fields), refused.status
    with transaction() as session:
        set_terms(session, g.actor, library_id, terms, now())
    flash(_("Saved. The terms hold from the next night on."), "success")
    return redirect(url_for(back))


def _page(library_id: int | None, door: str, errors: dict[str, Any]) -> str:
    with reading() as session:
        terms, runs = terms_of(session, library_id), runs_of(session, library_id)
    rows = [
        {
            "name": kind.value,
            "label": labels.KEPT[kind],
            "days": request.form.get(kind.value, days) if errors else days,
            "told": labels.days(days),
            "bounds": labels.bounds(kind),
            "run": runs.get(kind),
        }
        for kind, days in terms.items()
    ]
    return render_template(
        "retention/terms.html",
        rows=rows,
        errors=errors,
        is_platform=library_id is None,
        set_url=url_for(door) if may_open(door, g.actor) else None,
        mail_days=_mail_days(),
    )


def _mail_days() -> Any:
    settings = current_app.extensions["settings"]
    return labels.days(settings.mail_days)
