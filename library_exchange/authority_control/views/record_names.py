"""Doors of a record's persons and works: who is linked, who may be, linking and unlinking."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.authority_control import labels
from library_exchange.authority_control.queries import entities as queries
from library_exchange.authority_control.schemas import NewLink
from library_exchange.authority_control.services import edits
from library_exchange.authority_control.views.entities import LONGEST_WORDS, page_of
from library_exchange.catalogue.authority_models import EntityKind, LinkState
from library_exchange.catalogue.labels import RECORD_NOT_THERE, ROLES
from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.views.blueprint import bp
from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _, current
from library_exchange.search.port import Query
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

RECORD = "/staff/records/<int(max=2147483647):record_id>/names"
MOST_BOOKS = 10


@bp.get("/staff/names/<any(person, work):kind>/<int(max=2147483647):entity_id>/books")
def find_books(kind: str, entity_id: int) -> str:
    """Show the books that are found for `q`, to be linked to a person or work."""
    of, words = EntityKind(kind), request.args.get("q", "").strip()[:LONGEST_WORDS]
    with reading() as session:
        entry = queries.sheet(session, of, entity_id, current().code, 0, 0)
        query = Query(words, per_page=MOST_BOOKS)
        books = searching.search(session, engine(), query, current().code).sources if words else []
    return render_template(
        "authority_control/entry_books.html",
        entry=entry,
        words=words,
        cards=[(searching.card(book, current().code), _record_url(book.id, of, entry.id)) for book in books],
    )


def _record_url(record_id: int, kind: EntityKind, entity_id: int) -> str:
    """Return the address of the page of a record's names with a person or work ready to be linked."""
    chosen: dict[str, Any] = {kind.value: entity_id}
    return url_for("catalogue.record_names", record_id=record_id, **chosen)


@bp.get(RECORD)
def record_names(record_id: int) -> str:
    """Show who and which works a record is linked to, and the persons or works found for `q` to be linked."""
    kind, words = _kind(), request.args.get("q", "").strip()[:LONGEST_WORDS]
    chosen = {of: request.args.get(of.value, type=whole_number) for of in EntityKind}
    with reading() as session:
        record = queries.record_names(session, record_id, current().code)
        if record is None:
            raise NotFound("record", RECORD_NOT_THERE, record=record_id)
        found = queries.find_named(session, kind, words, current().code)
        preset = chosen[kind]
        if preset and preset not in {each.id for each in found}:
            found = [*_existing(queries.shown(session, kind, [preset], current().code)), *found]
    return render_template(
        "authority_control/record_names.html",
        record=record,
        record_url=url_for("catalogue.record", record_id=record_id),
        kind=kind,
        words=words,
        found=found,
        chosen=chosen[kind] or (found[0].id if len(found) == 1 else None),
        linked=[*_rows(EntityKind.PERSON, record.persons), *_rows(EntityKind.WORK, record.works)],
        roles=[(code, ROLES[code]) for code in labels.LINK_ROLES],
        suggested=_suggested(record_id, record),
    )


def _existing(found: list[queries.Found]) -> list[queries.Found]:
    return [each for each in found if each.title.original.lang]


def _kind() -> EntityKind:
    if request.args.get("of") == EntityKind.WORK or "work" in request.args:
        return EntityKind.WORK
    return EntityKind.PERSON


def _rows(kind: EntityKind, linked: list[tuple[queries.Found, LinkState, str | None]]) -> list[dict[str, Any]]:
    return [
        {
            "kind": kind,
            "found": found,
            "url": page_of(kind, found.id),
            "state": labels.LINK_STATES[state],
            "is_sure": state is LinkState.CONFIRMED,
            "role": ROLES.get(role or ""),
        }
        for found, state, role in linked
    ]


def _suggested(record_id: int, record: queries.RecordNames) -> list[tuple[str, str, str]]:
    """Return the names and titles in the record, each with its `lang` and the address that looks for it."""
    names = [(value, lang, EntityKind.PERSON) for value, lang, _role in record.mentioned]
    titles = [(value, lang, EntityKind.WORK) for value, lang in record.titles]
    return [
        (value, lang, url_for("catalogue.record_names", record_id=record_id, of=kind, q=value[:LONGEST_WORDS]))
        for value, lang, kind in [*names, *titles]
    ]


@bp.post(f"{RECORD}/links")
def link_record(record_id: int) -> Response:
    """Link the record to the person or work that was chosen."""
    kind, entity_id = _posted_kind(), request.form.get("entity_id", type=whole_number)
    back = redirect(url_for("catalogue.record_names", record_id=record_id))
    if not entity_id:
        with reading() as session:
            if queries.record_names(session, record_id, current().code) is None:
                raise NotFound("record", RECORD_NOT_THERE, record=record_id)
        flash(_("Choose who or which work it is."), "warn")
        return back
    given = parse(NewLink, request.form)
    try:
        with transaction() as session:
            edits.link_record(session, current_actor(), kind, entity_id, record_id, given, now())
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
        return back
    flash(_("Linked. The book is now found under every name."), "ok")
    return back


@bp.post(f"{RECORD}/unlink")
def unlink_record(record_id: int) -> Response:
    """Unlink the record from a person or work."""
    kind, entity_id = _posted_kind(), request.form.get("entity_id", 0, type=whole_number)
    with transaction() as session:
        edits.unlink_record(session, current_actor(), kind, entity_id, record_id, now())
    flash(_("Unlinked. No import links it again."), "ok")
    if request.form.get("back") == "entry":
        return redirect(url_for("catalogue.keep", kind=kind, entity_id=entity_id))
    return redirect(url_for("catalogue.record_names", record_id=record_id))


def _posted_kind() -> EntityKind:
    return EntityKind.WORK if request.form.get("kind") == EntityKind.WORK else EntityKind.PERSON
