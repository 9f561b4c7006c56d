"""Taking own records out: order a file, see how far it is, fetch it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import redirect, render_template, request, send_file, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.catalogue.resources import engine
from library_exchange.core import kept_files
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import _, _l, current
from library_exchange.core.rights import library_of
from library_exchange.core.titles import title_block
from library_exchange.directory.models import Library
from library_exchange.exports import labels
from library_exchange.exports.display import forms_for
from library_exchange.exports.models import Covers, Export, ExportState
from library_exchange.exports.queries.exports import cards, exports_of, found_by, get_export
from library_exchange.exports.resources import folder
from library_exchange.exports.rules.forms import FILES
from library_exchange.exports.schemas import MOST_TICKED, Order, ticked
from library_exchange.exports.services import ordering
from library_exchange.exports.views.blueprint import bp
from library_exchange.marc import labels as marc_labels
from library_exchange.web.downloads import named
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

PER_PAGE = 30


@bp.get("/staff/exports")
def listed() -> str:
    """List the files that were made for the library, with the form to order another one."""
    return _list({}, {"asked": request.args.get("q", "")[:256]})


def _list(errors: dict[str, Any], told: Mapping[str, str]) -> str:
    number = page_number()
    with reading() as session:
        library_id = library_of(current_actor())
        total, rows = exports_of(session, library_id, PER_PAGE, (number - 1) * PER_PAGE)
        forms = forms_for(session, library_id)
    return render_template(
        "exports/listed.html",
        exports=rows,
        page=Page(number, PER_PAGE, total),
        forms=forms,
        form_names=labels.FORMS,
        states=labels.STATES,
        tones=labels.TONES,
        errors=errors,
        told=told,
    )


@bp.get("/staff/exports/choose")
def choose() -> str:
    """List the books of the library that a search finds, to be ticked."""
    return _choice({})


def _choice(errors: dict[str, Any]) -> str:
    asked = request.args.get("q", request.form.get("asked", "")).strip()[:256]
    with reading() as session:
        found = found_by(session, engine(), asked, _code(session)) if asked else []
        shown = cards(session, found[:MOST_TICKED])
        forms = forms_for(session, library_of(current_actor()))
    return render_template(
        "exports/choose.html",
        q=asked,
        total=len(found),
        books=[(record_id, title_block(card["titles"], current().code)) for record_id, card in shown],
        forms=forms,
        errors=errors,
        ticked=request.form.getlist("records"),
        chosen=request.form.get("form", ""),
    )


def _code(session: Session) -> str:
    return session.get_one(Library, library_of(current_actor())).code


@bp.post("/staff/exports")
def order() -> Response | tuple[str, int]:
    """Have a file made."""
    try:
        asked = parse(Order, request.form)
        with reading() as session:
            chosen = _chosen(session, asked)
        with transaction() as session:
            what = asked.asked if asked.which == "search" else ""
            export = ordering.order(session, current_actor(), asked.form, current().code, chosen, what)
    except InvalidInput as refused:
        page = _choice(refused.fields) if request.form.get("which") == "ticked" else _list(refused.fields, request.form)
        return page, refused.status
    return redirect(url_for("exports.show", export_id=export.id))


def _chosen(session: Session, asked: Order) -> list[int] | None:
    """Return the union records that are meant, None for all. Raises InvalidInput if none is named."""
    if asked.which == "all":
        return None
    if asked.which == "ticked":
        chosen = ticked(request.form.getlist("records"))
        if not chosen:
            raise InvalidInput({"asked": _l("Tick the books that shall go into the file.")})
        return chosen
    if not asked.asked:
        raise InvalidInput({"asked": _l("Write what you would search for in the catalogue, or choose all records.")})
    return found_by(session, engine(), asked.asked, _code(session))


@bp.get("/staff/exports/<int:export_id>")
def show(export_id: int) -> str:
    """Show how far a file is, and which records have no place in it."""
    with reading() as session:
        found = get_export(session, library_of(current_actor()), export_id)
    return render_template(
        "exports/show.html",
        found=found,
        form_name=labels.FORMS[found.form],
        state=labels.STATES[found.state],
        tone=labels.TONES.get(found.state, "now"),
        is_moving=found.state in (ExportState.WAITING, ExportState.RUNNING),
        troubles=labels.TROUBLES,
    )


@bp.get("/staff/exports/<int:export_id>/file")
def file(export_id: int) -> Response:
    """Give the file, once it is whole."""
    with reading() as session:
        found = get_export(session, library_of(current_actor()), export_id)
        library = session.get_one(Library, found.library_id)
        told = _called(library.name_in(current().code), found, library.day_at(found.created_at))
    path = kept_files.at_hand(folder() / found.stored_name)
    if found.state is not ExportState.DONE or not path.exists():
        raise NotFound("export-file", export_id=export_id)
    kind = FILES[found.form]
    answer = send_file(path, mimetype=kind.media_type, as_attachment=True)
    return named(answer, f"records-{found.id}.{kind.ending}", told)


def _called(library: str, found: Export, day: date) -> str:
    """Return the name of a file in words: whose records, or what was found, of which day, in which family of MARC."""
    profile = FILES[found.form].profile
    if found.covers is Covers.UNION:
        name = _("Books found, %(day)s", day=day.isoformat())
    else:
        name = _("%(library)s, records of %(day)s", library=library, day=day.isoformat())
    return name if profile is None else f"{name} {marc_labels.PROFILES[profile]}"
