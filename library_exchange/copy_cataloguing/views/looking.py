"""Doors for librarians: looking for a book in catalogues elsewhere, and taking a record over."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.ctx import AppContext
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.resources import engine
from library_exchange.copy_cataloguing import display, queries
from library_exchange.copy_cataloguing.models import CatalogueTarget
from library_exchange.copy_cataloguing.resources import DOOR, bounds, in_background
from library_exchange.copy_cataloguing.rules.targets import Target, Trouble, Wanted
from library_exchange.copy_cataloguing.schemas import LookFor
from library_exchange.copy_cataloguing.services import looking, taking
from library_exchange.copy_cataloguing.views.blueprint import bp
from library_exchange.core import doors
from library_exchange.core.bounds import find_number
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, current
from library_exchange.core.outgoing import Bounds
from library_exchange.core.sealed_secrets import own_key
from library_exchange.door_keeping import guarding
from library_exchange.holdings.display import title_of
from library_exchange.holdings.queries.lists import records_of_number
from library_exchange.holdings.queries.look_alikes import LookAlike
from library_exchange.holdings.rules import book_fields
from library_exchange.holdings.schemas import Book, NewCopies
from library_exchange.holdings.services.correcting import HELD
from library_exchange.holdings.views.acting import own_library
from library_exchange.holdings.views.records import held_shown, of_form
from library_exchange.marc.reading import Accepted
from library_exchange.search.port import Query
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

FOUND = "/staff/copy-cataloguing/found/<int(max=2147483647):found_id>"
MOST_OF_UNION = 5
PER_PAGE = 30
FURTHEST = 1000
"""No further into what a target has does a page lead."""


@bp.get("/staff/copy-cataloguing")
def look() -> str:
    """Show what the union and each target have of a book; targets that have not answered of late are asked now."""
    library_id = own_library()
    typed = {name: request.args.get(name, "")[:200] for name in ("isbn", "title", "author")}
    errors: Mapping[str, Any] = {}
    wanted = Wanted()
    try:
        wanted = parse(LookFor, typed).wanted()
    except InvalidInput as refused:
        errors = refused.fields
    targets, start = _asked(wanted)
    with reading() as session:
        kept = queries.answers_to(session, [each.id for each in targets], wanted.digest, start, now())
        shown = display.answers(session, library_id, targets, kept) if wanted else []
        union = _of_union(session, library_id, wanted) if start == 1 and wanted else []
    return render_template(
        "copy_cataloguing/look.html",
        typed=typed,
        errors=errors,
        is_asked=bool(wanted),
        targets=[display.name_of(each) for each in targets],
        answers=shown,
        is_asking=any(each["is_asking"] for each in shown),
        union=union,
        start=start,
        here=_address(typed),
        shut_out=guarding.shut_out(DOOR),
    )


def _address(typed: Mapping[str, str]) -> str:
    """Return where the same is looked for again."""
    places = {name: request.args.get(name, "")[:10] for name in ("target", "start")}
    asked: dict[str, Any] = {name: text for name, text in {**typed, **places}.items() if text}
    return url_for("copy_cataloguing.look", **asked)


def _asked(wanted: Wanted) -> tuple[Sequence[CatalogueTarget], int]:
    """Return the targets that are looked in, from which record on, and have those asked that have not answered.

    While who runs the platform has that way shut they are those that have answered of late.
    """
    only, start = find_number(request.args.get("target", "")), find_number(request.args.get("start", ""))
    first = min(max(start or 1, 1), FURTHEST)
    at = now()
    with reading() as session:
        targets = [each for each in queries.targets_on(session) if only in (None, each.id)]
        ids = [each.id for each in targets]
        kept = queries.answers_to(session, ids, wanted.digest, first, at)
    if wanted and not guarding.is_open(DOOR.name):
        return [each for each in targets if each.id in kept], first
    if wanted and len(kept) < len(ids):
        with transaction() as session:
            ordered = looking.order(session, targets, wanted, first, own_key(), at)
        work = [
            (one, partial(_ask, current_app.app_context(), one, to, wanted, first, bounds())) for one, to in ordered
        ]
        refused = [answer_id for answer_id, ask in work if not in_background(ask)]
        if refused:
            with transaction() as session:
                looking.give_up(session, refused)
    return targets, first


def _ask(app: AppContext, answer_id: int, target: Target, wanted: Wanted, start: int, within: Bounds) -> None:
    """Ask a target, in a thread of its own, and note at the door what came of it."""
    fault: Trouble | None = Trouble.NOT_UNDERSTOOD
    with app:
        try:
            fault = looking.carry_out(database(), answer_id, target, wanted, start, within)
        finally:
            guarding.note(DOOR.name, 0, fault and fault.value, target.protocol.value, doors.SERVER)


def _of_union(session: Session, library_id: int, wanted: Wanted) -> list[dict[str, Any]]:
    """Return the titles of the union that may be the book, each with the library's own record of it."""
    language = current().code
    if wanted.isbn:
        ids = records_of_number(session, wanted.isbn)[:MOST_OF_UNION]
    else:
        words = " ".join(filter(None, (wanted.title, wanted.author)))
        query = Query(words, per_page=MOST_OF_UNION)
        ids = [source.id for source in searching.search(session, engine(), query, language, library_id).sources]
    own = queries.own_of_records(session, library_id, ids)
    return [{"card": card, "own_id": own.get(card.id)} for card in searching.cards(session, ids, language)]


# One record -----------------------------------------------------------------------------------------------------------


@bp.get(FOUND)
def preview(found_id: int) -> str:
    """Show a record as it will read here, what it joins, and the form of the library's copies."""
    return _preview(found_id, None, {})


def _preview(
    found_id: int,
    typed: Mapping[str, str] | None,
    errors: Mapping[str, Any],
    alike: Sequence[LookAlike] = (),
    refusal: Any = None,
) -> str:
    with reading() as session:
        found, target = queries.get_found(session, found_id)
        each = queries.read(found, target)
        is_read = isinstance(each, Accepted)
        joined = queries.titles_joined(session, {found_id: each}).get(found_id) if isinstance(each, Accepted) else None
        title = searching.cards(session, [joined], current().code) if joined is not None else []
        own = queries.own_of_records(session, own_library(), [joined] if joined is not None else [])
        held = held_shown(session, alike)
    said = taking.said_of_book(each) if isinstance(each, Accepted) else book_fields.BLANK
    given = typed if typed is not None else book_fields.shown(said)
    return render_template(
        "copy_cataloguing/preview.html",
        line=display.record_line(found, each, joined, own),
        is_read=is_read,
        target=display.name_of(target),
        number=each.description.source_id if isinstance(each, Accepted) else "",
        joined=title[0] if title else None,
        own_id=own.get(joined) if joined is not None else None,
        as_it_came=display.as_it_came(each) if isinstance(each, Accepted) else "",
        found_id=found_id,
        given=given,
        errors=errors,
        held=held,
        refusal=refusal,
        **of_form(given),
    )


@bp.post(FOUND)
def take(found_id: int) -> Response | tuple[str, int]:
    """Take a record over for the library, with its copies; or add these to a record that has the book already."""
    errors: dict[str, Any] = {}
    try:
        copies = parse(NewCopies, request.form)
    except InvalidInput as refused:
        errors |= refused.fields
    try:
        given = parse(Book, request.form).model_dump()
        if errors:
            raise InvalidInput(errors)
        is_another = "another" in request.form
        with transaction() as session:
            source_id = taking.take(session, current_actor(), found_id, given, copies, now(), is_another).id
    except InvalidInput as refused:
        return _preview(found_id, request.form, errors | refused.fields), refused.status
    except Conflict as refused:
        if refused.reason != HELD:
            raise
        alike: Any = refused.facts["alike"]
        return _preview(found_id, request.form, {}, alike, refused.sentence), refused.status
    flash(_("The record is taken over. The book is in the catalogue."), "ok")
    return redirect(url_for("holdings.show", source_id=source_id))


@bp.get("/staff/copy-cataloguing/taken")
def taken() -> str:
    """List the records that the library took over, the last first, each with where it comes from."""
    number = page_number()
    with reading() as session:
        total, rows = queries.taken_by(session, own_library(), PER_PAGE, (number - 1) * PER_PAGE)
    lines = [
        {
            "source_id": each.source.id,
            "title": title_of(each.card, current().code),
            "target": display.name_of(each.target),
            "number": each.origin.number,
            "at": each.origin.taken_at,
        }
        for each in rows
    ]
    return render_template("copy_cataloguing/taken.html", rows=lines, page=Page(number, PER_PAGE, total))
