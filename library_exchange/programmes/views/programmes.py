"""Programmes on pages: the list of them, one with its lists, its form, its steps."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core import bilingual, rights
from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import _, current
from library_exchange.core.procedure import Part
from library_exchange.directory.letter_partners import libraries_that_sign_in, reached_by_letter
from library_exchange.directory.models import Library
from library_exchange.directory.queries import libraries
from library_exchange.programmes import labels, policy, queries
from library_exchange.programmes.display import Planned, next_of_programme
from library_exchange.programmes.models import Programme
from library_exchange.programmes.rules import BEING_WRITTEN, PROGRAMME, PROGRAMME_TEXTS, ProgrammeEvent, ProgrammeState
from library_exchange.programmes.schemas import ProgrammeInput
from library_exchange.programmes.services import planning
from library_exchange.programmes.views.blueprint import bp
from library_exchange.web.addresses import event_named
from library_exchange.web.confirming import Question, ask
from library_exchange.web.downloads import spreadsheets
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.halves import halves_shown, said
from library_exchange.web.paging import Page, page_number

Answer = str | tuple[str, int] | Response

PER_PAGE = 20
FIRST = (ProgrammeEvent.PROPOSE, ProgrammeEvent.AGREE)
"""What is a button only where it is what comes next."""
MAY_GET_LISTS = (ProgrammeState.DRAFT, ProgrammeState.PROPOSED, ProgrammeState.PUBLISHED)


def home_id() -> int | None:
    """Return the library in which the visitor works, None for others."""
    actor = current_actor()
    return actor.library_id if actor.is_staff else None


@bp.get("/programmes")
def index() -> str:
    """List the programmes."""
    number = page_number()
    with reading() as session:
        total, rows = queries.programmes(session, home_id(), PER_PAGE, (number - 1) * PER_PAGE)
    return render_template(
        "programmes/index.html",
        rows=[_row(row) for row in rows],
        page=Page(number, PER_PAGE, total),
        may_plan=home_id() is not None,
    )


def _row(row: queries.ProgrammeRow) -> dict[str, Any]:
    language = current().code
    return {
        "programme": row.programme,
        "name": said(row.programme, "name"),
        "organisers": [(each.country, each.name_in(language)) for each in (row.author, row.partner)],
        "lists": row.lists,
        "state": labels.PROGRAMME_STATES[row.programme.state],
    }


@bp.get("/programmes/<int:programme_id>")
def show(programme_id: int) -> str:
    """Show a programme with its lists, and what its organisers may do."""
    return _page(programme_id)


def _page(programme_id: int, sentence: Any = None) -> str:
    actor, language = current_actor(), current().code
    with reading() as session:
        found = queries.get_programme(session, actor, programme_id)
        everyone = {each.id: each for each in libraries(session)}
        rows = queries.lists_of(session, found, home_id())
        may_edit = Part.AUTHOR in policy.parts_in(actor, found) and found.state is ProgrammeState.DRAFT
        is_written = home_id() in found.organisers and found.state in BEING_WRITTEN
        halves = halves_shown(session, actor, PROGRAMME_TEXTS, found.id, _address(found)) if is_written else None
        is_by_letter = found.partner_id in reached_by_letter(session)
    organisers = [everyone[found.author_id], everyone[found.partner_id]]
    parts = policy.parts_in(actor, found)
    events = [each for each in PROGRAMME.events_from(found.state, parts) if each not in FIRST]
    must_write = may_edit and bool(planning.not_askable(found, *organisers))
    return render_template(
        "programmes/show.html",
        programme=found,
        name=said(found, "name"),
        note=said(found, "note"),
        state=labels.PROGRAMME_STATES[found.state],
        organisers=[(each.country, each.code, each.name_in(language)) for each in organisers],
        lists=[list_row(row) for row in rows],
        events=[(event.value, labels.PROGRAMME_EVENTS[event]) for event in events],
        may_edit=may_edit,
        next=next_of_programme(Planned(actor, found, halves, must_write, len(rows), is_by_letter)),
        halves=halves,
        may_add=home_id() is not None and found.state in MAY_GET_LISTS,
        sentence=sentence,
        files=spreadsheets("programmes.programme_file", programme_id=found.id),
    )


def _address(found: Programme) -> str:
    return url_for("programmes.show", programme_id=found.id)


def list_row(row: queries.ListRow) -> dict[str, Any]:
    """Return what pages show of a list in one line."""
    language = current().code
    return {
        "list": row.book_list,
        "name": said(row.book_list, "name"),
        "editor": row.editor.name_in(language),
        "receiver": row.receiver.name_in(language),
        "receiver_country": row.receiver.country,
        "titles": row.titles,
        "wanted": row.wanted,
        "pledged": row.pledged,
        "state": labels.LIST_STATES[row.book_list.state],
    }


# The form -------------------------------------------------------------------------------------------------------------


@bp.get("/programmes/new")
def new() -> str:
    """Show the form of a new programme."""
    rights.library_of(current_actor())
    return _form(None, {}, {})


def _form(programme: Programme | None, given: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    home = rights.library_of(current_actor())
    with reading() as session:
        own = session.get_one(Library, home)
        found = [each for each in libraries_that_sign_in(session) if each.country != own.country]
    partners = [(str(each.id), each.name_in(current().code)) for each in found]
    return render_template(
        "programmes/form.html",
        programme=programme,
        given=given,
        errors=errors,
        own=bilingual.side_of(own.language),
        partners=[("", _("Choose a library")), *partners],
    )


@bp.post("/programmes")
def draft() -> Answer:
    """Keep a new programme as a draft."""
    try:
        given = parse(ProgrammeInput, request.form)
        with transaction() as session:
            made = planning.draft(session, current_actor(), given, now())
            organisers = session.get_one(Library, made.author_id), session.get_one(Library, made.partner_id)
            is_incomplete = bool(planning.not_askable(made, *organisers))
    except InvalidInput as refused:
        return _form(None, request.form, refused.fields), refused.status
    flash(str(labels.KEPT_INCOMPLETE if is_incomplete else labels.KEPT), "ok")
    return redirect(url_for("programmes.show", programme_id=made.id))


@bp.get("/programmes/<int:programme_id>/edit")
def edit(programme_id: int) -> str:
    """Show the form of a draft."""
    found = _draft_of_ours(programme_id)
    return _form(found, found.model_dump(mode="json"), {})


def _draft_of_ours(programme_id: int) -> Programme:
    with reading() as session:
        found = queries.get_programme(session, current_actor(), programme_id)
    if found.state is not ProgrammeState.DRAFT:
        raise NotFound("not-a-draft")
    return found


@bp.post("/programmes/<int:programme_id>/change")
def change(programme_id: int) -> Answer:
    """Change a draft."""
    seen = _draft_of_ours(programme_id)
    try:
        given = parse(ProgrammeInput, request.form)
        with transaction() as session:
            found = queries.get_programme(session, current_actor(), programme_id)
            planning.change(session, current_actor(), found, given, now())
    except InvalidInput as refused:
        return _form(seen, request.form, refused.fields), refused.status
    except Conflict as refused:
        return _page(programme_id, refused.sentence), refused.status
    flash(_("Saved."), "ok")
    return redirect(url_for("programmes.show", programme_id=programme_id))


@bp.post("/programmes/<int:programme_id>/steps/<event>")
def move(programme_id: int, event: str) -> Answer:
    """Propose a programme, agree to it, send it back or cancel it."""
    known = event_named(event, labels.PROGRAMME_EVENTS)
    version = request.form.get("version", type=whole_number)
    try:
        with transaction() as session:
            found = queries.get_programme(session, current_actor(), programme_id)
            is_grave = planning.PROGRAMMES.is_grave(found, known)
            planning.take(session, current_actor(), found, known, now(), version)
            ask(_question(found, known) if is_grave else None)
    except InvalidInput as refused:
        with reading() as session:
            kept = queries.get_programme(session, current_actor(), programme_id)
        return _form(kept, kept.model_dump(mode="json"), refused.fields), refused.status
    except (Conflict, Forbidden) as refused:
        return _page(programme_id, refused.sentence), refused.status
    done = _("Done: “%(step)s”.", step=labels.PROGRAMME_EVENTS[known])
    flash(str(labels.NOW_PROPOSED) if known is ProgrammeEvent.PROPOSE else done, "ok")
    return redirect(
        url_for("programmes.index" if found.state is ProgrammeState.DRAFT else "programmes.show", **_at(found))
    )


def _question(found: Programme, event: ProgrammeEvent) -> Question:
    back = url_for("programmes.show", programme_id=found.id)
    return Question(labels.PROGRAMME_EVENTS[event], labels.PROGRAMME_CONSEQUENCES[event], back, said(found, "name")[0])


def _at(found: Programme) -> dict[str, Any]:
    return {} if found.state is ProgrammeState.DRAFT else {"programme_id": found.id}
