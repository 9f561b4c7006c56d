"""Doors for librarians who keep persons and works: what waits, an entry and its forms, merging, splitting, undoing."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.authority_control import labels
from library_exchange.authority_control.queries import entities as queries
from library_exchange.authority_control.queries import lists
from library_exchange.authority_control.schemas import NewForm, NewPerson, NewWork, Split
from library_exchange.authority_control.services import edits, undoing
from library_exchange.authority_control.services.change_log import keys_of_new
from library_exchange.catalogue.authority_models import EntityKind
from library_exchange.catalogue.labels import ROLES, SCRIPTS
from library_exchange.catalogue.views.blueprint import bp
from library_exchange.core.actor import Actor
from library_exchange.core.bounds import find_number, whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, _l, current
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

PER_PAGE = 20
LONGEST_WORDS = 200
MOST_TO_CHOOSE = 500
KIND = "<any(person, work):kind>"
ENTRY = f"/staff/names/{KIND}/<int(max=2147483647):entity_id>"
Shown = str | tuple[str | Response, int] | Response


def page_of(kind: EntityKind, entity_id: int) -> str:
    """Return the address of the public page of a person or work."""
    if kind is EntityKind.PERSON:
        return url_for("catalogue.person", person_id=entity_id)
    return url_for("catalogue.work", work_id=entity_id)


def with_pages(kind: EntityKind, found: list[queries.Found]) -> list[tuple[queries.Found, str]]:
    """Return persons or works each with the address of its public page."""
    return [(each, page_of(kind, each.id)) for each in found]


# Names that wait ------------------------------------------------------------------------------------------------------


@bp.get("/staff/names")
def names() -> str:
    """List the names and titles of which a librarian must say whether they are the person's or the work's."""
    number = page_number()
    kind = EntityKind.WORK if request.args.get("of") == EntityKind.WORK else EntityKind.PERSON
    library = current_actor().library_id
    with reading() as session:
        counts = lists.waiting_counts(session, library)
        rows = lists.waiting(session, kind, library, current().code, (number - 1) * PER_PAGE, PER_PAGE)
    door = "catalogue.decide_name" if kind is EntityKind.PERSON else "catalogue.decide_work"
    return render_template(
        "authority_control/names.html",
        kind=kind,
        counts=counts,
        rows=[
            {
                "link": row,
                "url": url_for("catalogue.record", record_id=row.card.id),
                "named_url": page_of(kind, row.named.id),
                "decide_url": url_for(door, link_id=row.id),
            }
            for row in rows
        ],
        page=Page(number, PER_PAGE, counts[kind]),
    )


@bp.post("/staff/names/<int(max=2147483647):link_id>")
def decide_name(link_id: int) -> Response:
    """Confirm or reject that a name is a person's."""
    return _decide(EntityKind.PERSON, link_id, _("Confirmed. The book is now found under every name of this person."))


@bp.post("/staff/names/works/<int(max=2147483647):link_id>")
def decide_work(link_id: int) -> Response:
    """Confirm or reject that a title is a work's."""
    return _decide(EntityKind.WORK, link_id, _("Confirmed. The book is now found under every title of this work."))


def _decide(kind: EntityKind, link_id: int, confirmed: str) -> Response:
    is_right = request.form.get("is_right") == "yes"
    with transaction() as session:
        edits.decide(session, current_actor(), kind, link_id, is_right, now())
    flash(confirmed if is_right else _("Rejected."), "ok")
    return redirect(url_for("catalogue.names", of=kind if kind is EntityKind.WORK else None))


# An entry and its forms -----------------------------------------------------------------------------------------------


@bp.get(f"/staff/names/{KIND}/new")
def new_entry(kind: str) -> Shown:
    """Show the form of a new person or work; the author of a work is looked for by `author_words`."""
    return _new_page(EntityKind(kind), request.args, {}, [])


@bp.post(f"/staff/names/{KIND}/new")
def add_entry(kind: str) -> Shown:
    """Add a person or work; where there are others of the same name, only after a second look."""
    of = EntityKind(kind)
    try:
        given = _given(of)
        if not given.forms():
            raise InvalidInput({"russian": _l("Fill in at least one form.")})
    except InvalidInput as refused:
        return _new_page(of, request.form, refused.fields, []), refused.status
    if not given.is_another:
        with reading() as session:
            alike = queries.same_named(session, of, keys_of_new(given), current().code)
        if alike:
            return _new_page(of, request.form, {}, alike), InvalidInput.status
    with transaction() as session:
        entity_id = edits.add(session, current_actor(), given, now())
    flash(_("Added. Books that name it so are linked."), "ok")
    return redirect(url_for("catalogue.keep", kind=of, entity_id=entity_id))


def _given(kind: EntityKind) -> NewPerson | NewWork:
    return parse(NewPerson, request.form) if kind is EntityKind.PERSON else parse(NewWork, request.form)


def _new_page(kind: EntityKind, given: Mapping[str, str], errors: Mapping[str, Any], alike: list[queries.Found]) -> str:
    words, author_id = given.get("author_words", "")[:LONGEST_WORDS], find_number(given.get("person_id", ""))
    with reading() as session:
        authors = queries.find_named(session, EntityKind.PERSON, words, current().code)
        if author_id is not None and author_id not in {found.id for found in authors}:
            authors = [*queries.shown(session, EntityKind.PERSON, [author_id], current().code), *authors]
    return render_template(
        "authority_control/entry_new.html",
        kind=kind,
        given=given,
        errors=errors,
        alike=with_pages(kind, alike),
        authors=authors,
        author_words=words,
        origins=list(labels.ORIGINS.items()),
        romanisations=[("", _("not said")), *labels.ROMANISATIONS.items()],
    )


@bp.get(ENTRY)
def keep(kind: str, entity_id: int) -> Shown:
    """Show a person or work to who keeps it: forms, books, and what can be done."""
    return _keep_page(EntityKind(kind), entity_id, {}, {})


@bp.post(f"{ENTRY}/forms")
def add_form(kind: str, entity_id: int) -> Shown:
    """Add a form of the name or title."""
    of = EntityKind(kind)
    try:
        given = parse(NewForm, request.form)
        with transaction() as session:
            edits.add_form(session, current_actor(), of, entity_id, given, now())
    except InvalidInput as refused:
        return _keep_page(of, entity_id, request.form, refused.fields), refused.status
    flash(_("Added. Books are now found under this form too."), "ok")
    return redirect(url_for("catalogue.keep", kind=of, entity_id=entity_id))


def _keep_page(kind: EntityKind, entity_id: int, given: Mapping[str, str], errors: Mapping[str, Any]) -> str | Response:
    number = page_number()
    with reading() as session:
        found = queries.sheet(session, kind, entity_id, current().code, (number - 1) * PER_PAGE, PER_PAGE)
    if found.id != entity_id:
        return redirect(url_for("catalogue.keep", kind=kind, entity_id=found.id))
    return render_template(
        "authority_control/entry.html",
        entry=found,
        entry_url=page_of(kind, entity_id),
        author_url=page_of(EntityKind.PERSON, found.author.id) if found.author else None,
        linked=[_linked_row(row) for row in found.linked],
        works=[(work, url_for("catalogue.keep", kind=EntityKind.WORK, entity_id=work.id)) for work in found.works],
        page=Page(number, PER_PAGE, found.total),
        given=given,
        errors=errors,
        scripts=SCRIPTS,
        script_choices=[("", _("by its letters")), *SCRIPTS.items()],
        romanisations=labels.ROMANISATIONS,
        romanisation_choices=[("", _("none")), *labels.ROMANISATIONS.items()],
    )


def _linked_row(row: queries.Linked) -> dict[str, Any]:
    return {
        "link": row,
        "url": url_for("catalogue.record_names", record_id=row.card.id),
        "state": labels.LINK_STATES[row.state],
        "role": ROLES.get(row.role or ""),
        "unlink_url": url_for("catalogue.unlink_record", record_id=row.card.id),
    }


# Merging and splitting ------------------------------------------------------------------------------------------------


@bp.get(f"{ENTRY}/merge")
def find_to_merge(kind: str, entity_id: int) -> Shown:
    """Show who else has the name `q`, by default the entry's own, to be merged into this entry."""
    of, words = EntityKind(kind), request.args.get("q", "").strip()[:LONGEST_WORDS]
    with reading() as session:
        found = queries.sheet(session, of, entity_id, current().code, 0, 1)
        words = words or found.title.original.value.partition(",")[0]
        others = queries.find_named(session, of, words, current().code)
    return render_template(
        "authority_control/entry_merge.html",
        entry=found,
        words=words,
        others=with_pages(of, [other for other in others if other.id != found.id]),
    )


@bp.post(f"{ENTRY}/merges")
def merge(kind: str, entity_id: int) -> Response:
    """Merge the entry `other_id` into this one."""
    of, other = EntityKind(kind), request.form.get("other_id", type=whole_number)
    if not other:
        with reading() as session:
            queries.sheet(session, of, entity_id, current().code, 0, 0)
        return redirect(url_for("catalogue.find_to_merge", kind=of, entity_id=entity_id))
    try:
        with transaction() as session:
            edits.merge(session, current_actor(), of, entity_id, other, now())
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    else:
        flash(_("Merged. You can undo it under Changes."), "ok")
    return redirect(url_for("catalogue.keep", kind=of, entity_id=entity_id))


@bp.get(f"{ENTRY}/split")
def choose_to_split(kind: str, entity_id: int) -> Shown:
    """Show the forms, books and works of an entry, to choose which go to a new one."""
    return _split_page(EntityKind(kind), entity_id, {})


@bp.post(f"{ENTRY}/splits")
def split(kind: str, entity_id: int) -> Shown:
    """Make a second entry of what was chosen."""
    of = EntityKind(kind)
    chosen = {name: request.form.getlist(name, type=whole_number) for name in ("forms", "records", "works")}
    try:
        dates = parse(Split, request.form).dates
        with transaction() as session:
            new_id = edits.split(session, current_actor(), of, entity_id, edits.Share(**chosen, dates=dates), now())
    except InvalidInput as refused:
        return _split_page(of, entity_id, refused.fields), refused.status
    flash(_("Split. You can undo it under Changes."), "ok")
    return redirect(url_for("catalogue.keep", kind=of, entity_id=new_id))


def _split_page(kind: EntityKind, entity_id: int, errors: Mapping[str, Any]) -> str:
    with reading() as session:
        found = queries.sheet(session, kind, entity_id, current().code, 0, MOST_TO_CHOOSE)
    return render_template(
        "authority_control/entry_split.html",
        entry=found,
        errors=errors,
        scripts=SCRIPTS,
        chosen={name: request.form.getlist(name, type=whole_number) for name in ("forms", "records", "works")},
        dates=request.form.get("dates", ""),
    )


# Changes --------------------------------------------------------------------------------------------------------------


@bp.get("/staff/names/changes")
def name_changes() -> str:
    """List what librarians did to persons, works and links, newest first, each to be undone."""
    number = page_number()
    with reading() as session:
        total, rows = lists.changes(session, current().code, (number - 1) * PER_PAGE, PER_PAGE)
    return render_template(
        "authority_control/name_changes.html",
        rows=[
            {
                "change": change,
                "act": labels.ACTS[change.row.act, change.row.kind],
                # Who was added may be gone when that is undone.
                "url": None if change.row.undone_at else page_of(change.row.kind, change.row.entity_id),
                "undo_url": url_for("catalogue.undo_change", change_id=change.row.id),
            }
            for change in rows
        ],
        page=Page(number, PER_PAGE, total),
    )


@bp.post("/staff/names/changes/<int(max=2147483647):change_id>/undo")
def undo_change(change_id: int) -> Response:
    """Undo one act; where that is not possible any more, say why."""
    actor: Actor = current_actor()
    try:
        with transaction() as session:
            undoing.undo(session, actor, change_id, now())
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    else:
        flash(_("Undone. Everything it touched is as before."), "ok")
    return redirect(url_for("catalogue.name_changes"))
