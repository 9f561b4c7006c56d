"""Importing a file: send it, look at what it is, take it in, see how far it is and what was rejected."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.imports import labels
from library_exchange.imports.queries.imports import get_import, imports_of, rejected_bytes, rejections_of
from library_exchange.imports.resources import uploads
from library_exchange.imports.schemas import ImportChoice
from library_exchange.imports.services import imports, previews
from library_exchange.marc import labels as marc_labels
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

bp = Blueprint("imports", __name__)
PER_PAGE = 30


def _own_library() -> int:
    library_id = current_actor().library_id
    if library_id is None:
        raise InvalidInput(sentence=_("Choose the library you act for first."))
    return library_id


@bp.get("/staff/imports")
def listed() -> str:
    """List the files that the library gave, with the form to send another one."""
    return _list({})


def _list(errors: dict[str, Any]) -> str:
    number = page_number()
    with reading() as session:
        total, rows = imports_of(session, _own_library(), PER_PAGE, (number - 1) * PER_PAGE)
    return render_template(
        "imports/listed.html",
        imports=rows,
        page=Page(number, PER_PAGE, total),
        states=labels.IMPORT_STATES,
        errors=errors,
        limit_mb=current_app.extensions["settings"].upload_limit_mb,
    )


@bp.post("/staff/imports")
def new() -> BaseResponse | tuple[str, int]:
    """Keep the file that is sent and look into it; nothing is taken in before the librarian says so."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _list({"file": _("Choose a file.")}), 422
    try:
        stored = imports.store(sent.stream, sent.filename, uploads())
    except InvalidInput as error:
        return _list(error.fields), error.status
    received = None
    try:
        preview = previews.look(uploads() / stored.stored_name)
        with transaction() as session:
            received = imports.receive(session, current_actor(), _own_library(), stored, preview)
    finally:
        if received is None:
            # Nothing refers to the file: it was sent before, or the act was undone.
            (uploads() / stored.stored_name).unlink(missing_ok=True)
    return redirect(url_for("imports.show", import_id=received.id))


@bp.get("/staff/imports/<int:import_id>")
def show(import_id: int) -> str:
    """Show what the file is before it is taken in, and how far it is afterwards."""
    with reading() as session:
        found = get_import(session, current_actor().library_id, import_id)
        rejections = rejections_of(session, import_id) if found.rejected else []
    return render_template(
        _template(found),
        found=found,
        state=labels.IMPORT_STATES[found.state],
        is_moving=found.state in (ImportState.WAITING, ImportState.RUNNING),
        rejections=rejections,
        reasons=marc_labels.REJECTION_REASONS,
        profiles=[(p.value, marc_labels.PROFILES[p]) for p in Profile],
        encodings=[(e.value, marc_labels.ENCODINGS[e]) for e in Encoding],
        profile_names={p.value: name for p, name in marc_labels.PROFILES.items()},
        encoding_names={e.value: name for e, name in marc_labels.ENCODINGS.items()},
        repair_names={r.value: name for r, name in marc_labels.REPAIRS.items()},
    )


def _template(found: Import) -> str:
    return "imports/preview.html" if found.state == ImportState.UPLOADED else "imports/report.html"


@bp.post("/staff/imports/<int:import_id>/choose")
def choose(import_id: int) -> BaseResponse:
    """Look at the file again in the format and encoding that the librarian chose."""
    choice = parse(ImportChoice, request.form)
    with reading() as session:
        found = get_import(session, current_actor().library_id, import_id)
    preview = previews.look(uploads() / found.stored_name, choice.profile, choice.encoding)
    with transaction() as session:
        found = get_import(session, current_actor().library_id, import_id)
        imports.look_again(session, current_actor(), found, choice.profile, choice.encoding)
        found.preview = previews.facts(preview)
        found.expected = preview.read
    return redirect(url_for("imports.show", import_id=import_id))


@bp.post("/staff/imports/<int:import_id>/start")
def start(import_id: int) -> BaseResponse:
    """Have the file taken in."""
    with transaction() as session:
        imports.start(session, current_actor(), get_import(session, current_actor().library_id, import_id))
    return redirect(url_for("imports.show", import_id=import_id))


@bp.post("/staff/imports/<int:import_id>/discard")
def discard(import_id: int) -> BaseResponse:
    """Give the file up."""
    with transaction() as session:
        imports.discard(session, current_actor(), get_import(session, current_actor().library_id, import_id))
        back = url_for("imports.show", import_id=import_id)
        ask(Question(_("Discard the file"), _("Nothing of the file is taken in. You can upload it again."), back))
    flash(_("The file was discarded. Nothing was taken in."))
    return redirect(url_for("imports.listed"))


@bp.get("/staff/imports/<int:import_id>/rejected")
def rejected(import_id: int) -> Response:
    """Send the rejected records' bytes as a file."""
    with reading() as session:
        found = get_import(session, current_actor().library_id, import_id)
        raw = rejected_bytes(session, import_id)
    return Response(
        raw,
        mimetype="application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename=rejected-{found.id}.mrc"},
    )
