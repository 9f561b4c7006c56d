"""Doors: what a successor is asked to take over of a library that leaves; asking, answering."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import current
from library_exchange.directory.models import Library
from library_exchange.directory.queries import get_library
from library_exchange.leaving.models import Departure
from library_exchange.leaving.queries import get_departure
from library_exchange.succession import display, labels, policy, queries
from library_exchange.succession.rules import SUCCESSION, SuccessionEvent
from library_exchange.succession.schemas import StepInput
from library_exchange.succession.services import asking
from library_exchange.web.addresses import event_named
from library_exchange.web.confirming import Question
from library_exchange.web.confirming import ask as ask_first
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

bp = Blueprint("succession", __name__)
NOTHING: Mapping[str, Any] = MappingProxyType({})


@bp.get("/libraries/<code>/succession")
def show(code: str) -> str:
    """Show what the successor of a library that leaves takes over, and what it is asked."""
    with reading() as session:
        return _page(session, _departure(session, code)[1], NOTHING)


@bp.post("/libraries/<code>/succession")
def ask(code: str) -> Any:
    """Ask the successor to take over what is ticked."""
    with transaction() as session:
        _library, departure = _departure(session, code)
        try:
            asking.ask(session, current_actor(), departure, request.form.getlist("kinds"), now())
        except InvalidInput as refused:
            return _page(session, departure, refused.fields), refused.status
    flash(str(labels.ASKED), "success")
    return redirect(url_for("succession.show", code=code))


@bp.post("/libraries/<code>/succession/<event>")
def take(code: str, event: str) -> Any:
    """Take over what is ticked, or nothing; or take the question back."""
    known = event_named(event, SuccessionEvent)
    with transaction() as session:
        library, departure = _departure(session, code)
        row = queries.get_succession(session, departure.id)
        is_grave = SUCCESSION.is_grave(row.state, known)
        version = parse(StepInput, request.form).version
        try:
            asking.take(session, current_actor(), row, known, now(), version, request.form.getlist("kinds"))
        except InvalidInput as refused:
            return _page(session, departure, refused.fields), refused.status
        name, back = library.name_in(current().code), url_for("succession.show", code=code)
        ask_first(Question(labels.EVENTS[known], labels.CONSEQUENCES[known], back, name) if is_grave else None)
    flash(str(labels.DONE[known]), "success")
    return redirect(url_for("succession.show", code=code))


def _page(session: Session, departure: Departure, errors: Mapping[str, Any]) -> str:
    row = queries.find_succession(session, departure.id)
    told = display.shown(session, current_actor(), departure, row)
    words = {"ask": labels.ASK, "no_successor": labels.NO_SUCCESSOR}
    return render_template("succession/show.html", it=told, **words, errors=errors)


def _departure(session: Session, code: str) -> tuple[Library, Departure]:
    """Return a library that leaves and its departure; raises NotFound for whom it does not concern."""
    library = get_library(session, code)
    departure = get_departure(session, library.id)
    policy.require_reader(current_actor(), departure)
    return library, departure
