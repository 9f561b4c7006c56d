"""Doors of the practice exchange: its one page, its steps, its removal."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import _, current
from library_exchange.core.rights import library_of
from library_exchange.directory.models import Library
from library_exchange.practice_exchange import display, queries
from library_exchange.practice_exchange.rules import KEPT, Act
from library_exchange.practice_exchange.schemas import ActGiven
from library_exchange.practice_exchange.services import practising
from library_exchange.web.forms import parse

bp = Blueprint("practice_exchange", __name__)


@bp.get("/staff/practice/exchange")
def show() -> str:
    """Show the exchange that the library practises, with its next step, or how to begin."""
    return _page({}, {})


def _page(errors: Mapping[str, Any], told: Mapping[str, str]) -> str:
    with reading() as session:
        row = queries.exchange_of(session, library_of(g.actor))
        library = session.get_one(Library, library_of(g.actor))
        shown = display.whole(row, library, current().code) if row is not None else None
    return render_template("practice_exchange/show.html", exchange=shown, days=KEPT.days, errors=errors, told=told)


@bp.post("/staff/practice/exchange")
def begin() -> Response:
    """Begin to practise."""
    with transaction() as session:
        practising.begin(session, g.actor, now())
    return redirect(url_for("practice_exchange.show"))


@bp.post("/staff/practice/exchange/<act>")
def act(act: str) -> Response | tuple[str, int]:
    """Take a step; what is refused is shown on the page."""
    if act not in set(Act):
        raise NotFound("no-such-act")
    try:
        given = parse(ActGiven, request.form)
        with transaction() as session:
            practising.take_step(session, g.actor, Act(act), given, now())
    except InvalidInput as refused:
        return _page(refused.fields, request.form), refused.status
    return redirect(url_for("practice_exchange.show"))


@bp.post("/staff/practice/exchange/remove")
def remove() -> Response:
    """Remove what the library practises."""
    with transaction() as session:
        practising.remove(session, g.actor, now())
    flash(_("The practice exchange of your library is removed."), "success")
    return redirect(url_for("practice.overview"))
