"""Doors: what is open at a library and what becomes of it if it leaves; announcing, taking back, having left."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _p, current
from library_exchange.directory import policy as directory_policy
from library_exchange.directory.models import Library
from library_exchange.directory.queries import get_library, libraries
from library_exchange.leaving import display, labels, queries
from library_exchange.leaving.rules import DEPARTURE, DepartureEvent
from library_exchange.leaving.schemas import NewDeparture, StepInput, entered
from library_exchange.leaving.services import announcing
from library_exchange.web.addresses import event_named
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

bp = Blueprint("leaving", __name__)
PER_PAGE = 30
NOTHING: Mapping[str, Any] = MappingProxyType({})


@bp.get("/libraries/<code>/leaving")
def show(code: str) -> str:
    """Show what is open at a library, what becomes of it, and the way to leave or to stay."""
    with reading() as session:
        return _page(session, *_edited(session, code), NOTHING, NOTHING)


@bp.post("/libraries/<code>/leaving")
def announce(code: str) -> Any:
    """Say on which day the library leaves."""
    with transaction() as session:
        library, actor = _edited(session, code)
        try:
            announcing.announce(session, actor, library, parse(NewDeparture, request.form), now())
        except InvalidInput as refused:
            return _page(session, library, actor, entered(request.form), refused.fields), refused.status
        name = library.name_in(current().code)
        ask(Question(labels.ANNOUNCE, labels.WHAT_FOLLOWS, url_for("leaving.show", code=code), name))
    flash(str(labels.ANNOUNCED), "success")
    return redirect(url_for("leaving.show", code=code))


@bp.post("/libraries/<code>/leaving/<event>")
def take(code: str, event: str) -> Any:
    """Let a library stay after all, or have left."""
    known = event_named(event, DepartureEvent)
    with transaction() as session:
        library, actor = _edited(session, code)
        departure = queries.get_departure(session, library.id)
        is_grave = DEPARTURE.is_grave(departure.state, known)
        announcing.take(session, actor, departure, known, now(), parse(StepInput, request.form).version)
        name, back = library.name_in(current().code), url_for("leaving.show", code=code)
        ask(Question(labels.EVENTS[known], labels.CONSEQUENCES[known], back, name) if is_grave else None)
    flash(str(labels.DONE[known]), "success")
    return redirect(url_for("directory.show" if known is DepartureEvent.LEAVE else "leaving.show", code=code))


@bp.get("/platform/leaving")
def listed() -> str:
    """List the libraries that leave, those that have left last."""
    number, language = page_number(), current().code
    with reading() as session:
        total, rows = queries.departures(session, PER_PAGE, (number - 1) * PER_PAGE)
        shown = [
            {
                "name": library.name_in(language),
                "country": library.country,
                "url": url_for("leaving.show", code=library.code),
                "state": labels.STATES[departure.state],
                "leaves_on": departure.leaves_on,
            }
            for departure, library in rows
        ]
    return render_template("leaving/list.html", rows=shown, page=Page(number, PER_PAGE, total))


def _page(session: Session, library: Library, actor: Actor, given: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    language, number = current().code, page_number()
    departure = queries.find_departure(session, library.id)
    counts = queries.counted(session, library.id)
    is_own = current_actor().library_id == library.id
    total, rows = queries.books_away(session, library.id, PER_PAGE, (number - 1) * PER_PAGE)
    others = [each for each in libraries(session) if each.id != library.id and each.leaves_on is None]
    return render_template(
        "leaving/show.html",
        library={"code": library.code, "name": library.name_in(language)},
        departure=display.departure(session, actor, departure) if departure else None,
        things=display.things(counts, is_own),
        to_finish=queries.to_finish(counts),
        books=display.books(rows, queries.others_of(session, rows), is_own),
        page=Page(number, PER_PAGE, total),
        successors=[("", _p("library", "none")), *((str(each.id), each.name_in(language)) for each in others)],
        announce=labels.ANNOUNCE,
        what_follows=labels.WHAT_FOLLOWS,
        given=given,
        errors=errors,
    )


def _edited(session: Session, code: str) -> tuple[Library, Actor]:
    """Return a library and on whose behalf somebody decides about it: one that has left has its administrators still.

    Raises Forbidden for all others.
    """
    library, actor = get_library(session, code), current_actor()
    if not actor.is_platform_admin:
        actor = queries.find_former_administrator(session, actor.user_id, library, now()) or actor
    directory_policy.require_editor(actor, library)
    return library, actor
