"""Doors of one title that is two, and of what was decided about titles: splitting, the list of changes, undoing."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.services.sources import said_of
from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, current, format_list
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.duplicates import labels
from library_exchange.duplicates.queries import lists
from library_exchange.duplicates.queries.sides import version_for_who_decides
from library_exchange.duplicates.queries.titles import SourceRow, source_rows
from library_exchange.duplicates.schemas import Split
from library_exchange.duplicates.services import following, splitting, undoing
from library_exchange.duplicates.views.blueprint import bp
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

PER_PAGE = 20
SPLIT = "/staff/titles/<int(max=2147483647):record_id>/split"


@bp.get(SPLIT)
def choose_sources(record_id: int) -> str | Response:
    """Show the libraries' records of a title, to choose which are of another book."""
    return _split_page(record_id, {})


@bp.post(SPLIT)
def split(record_id: int) -> str | Response | tuple[str | Response, int]:
    """Make a title of its own of the records that were chosen."""
    chosen = set(request.form.getlist("sources", type=whole_number))
    with reading() as session:
        version_for_who_decides(session, current_actor(), record_id)
    version = parse(Split, request.form).version
    try:
        with transaction() as session:
            change = splitting.split(session, current_actor(), record_id, version, chosen, now())
            new_id, moved = change.other_id, _in_words(session, change.steps["moved"])
    except InvalidInput as refused:
        return _split_page(record_id, refused.fields), refused.status
    flash(_("Two titles now: this is the new one. You can undo it under Changes."), "ok")
    if moved:
        flash(_("What was about these copies is about the new title now: %(moved)s.", moved=moved), "ok")
    return redirect(url_for("catalogue.record", record_id=new_id))


def _split_page(record_id: int, errors: dict[str, Any]) -> str | Response:
    with reading() as session:
        version = version_for_who_decides(session, current_actor(), record_id)
        own = searching.cards(session, [record_id], current().code)
        rows = source_rows(session, record_id, current().code)
        said = said_of(session, [record_id]).get(record_id, [])
        title = following.title_of(session, record_id, said)
        along = {row.id: _in_words(session, title.following([row.id])) for row in rows}
    if not own:
        return redirect(url_for("catalogue.record", record_id=record_id))
    return render_template(
        "duplicates/split.html",
        own=own[0],
        version=version,
        rows=[_source(row) | {"along": along[row.id]} for row in rows],
        chosen=set(request.form.getlist("sources", type=whole_number)),
        errors=errors,
    )


def _in_words(session: Session, found: following.Followed) -> str:
    return format_list(following.in_words(session, found)) if found else ""


def _source(row: SourceRow) -> dict[str, Any]:
    description = row.said.description if row.said else None
    title = description.title if description else ""
    return {
        "id": row.id,
        "library": row.library,
        "number": row.number,
        "title": title,
        "lang": html_lang(script_of(title)),
        "year": (description.year_text or description.year or "") if description else "",
        "is_withdrawn": row.is_withdrawn,
    }


@bp.get("/staff/titles/changes")
def changes() -> str:
    """List what was decided about titles, newest first, each to be undone by who may."""
    number, actor = page_number(), current_actor()
    library_id = None if actor.is_platform_admin else actor.library_id
    with reading() as session:
        total, rows = lists.changes(session, library_id, current().code, (number - 1) * PER_PAGE, PER_PAGE)
        asked = [each.row for each in rows if each.is_ours and each.row.undone_at is None]
        blocked = {each.id: undoing.why_not(session, each) for each in asked}
    return render_template(
        "duplicates/changes.html",
        rows=[{"change": each, "act": labels.ACTS[each.row.act], "blocked": blocked.get(each.row.id)} for each in rows],
        page=Page(number, PER_PAGE, total),
    )


@bp.post("/staff/titles/changes/<int(max=2147483647):change_id>/undo")
def undo(change_id: int) -> Response:
    """Undo a decision; where that is not possible any more, say why."""
    try:
        with transaction() as session:
            undoing.undo(session, current_actor(), change_id, now())
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    else:
        flash(_("Undone. The titles are as they were."), "ok")
    return redirect(url_for("duplicates.changes"))
