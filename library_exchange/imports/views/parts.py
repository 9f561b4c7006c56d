"""A file that is too large to be sent at once: begun, sent part after part, gone on with later, put together."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core import kept_files
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.imports.queries.parts import get_parted_file, parted_file_of, parts_of
from library_exchange.imports.resources import uploads
from library_exchange.imports.rules.parts import KEPT
from library_exchange.imports.schemas import PartedFileTold, PartSent
from library_exchange.imports.services import files, parts
from library_exchange.imports.views.blueprint import bp
from library_exchange.imports.views.files import own_library, received_as_import
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

MEGABYTE = 1_000_000


def _most_megabytes() -> int:
    """Return how large a file in parts may be: as large as one that is fetched."""
    most: int = current_app.extensions["settings"].fetch_limit_mb
    return most


@bp.get("/staff/imports/parts", endpoint="parts")
def show_parts() -> str:
    """Show how far the file is that the library sends in parts, with the form for the next one or to begin."""
    return _page({}, {})


def _page(errors: dict[str, Any], told: dict[str, str]) -> str:
    with reading() as session:
        parted = parted_file_of(session, own_library())
        there = parts_of(session, parted) if parted is not None else []
    return render_template(
        "imports/parts.html",
        parted=parted,
        parts=there,
        arrived=sum(each.size_bytes for each in there),
        kept_days=KEPT.days,
        limit_mb=current_app.extensions["settings"].upload_limit_mb,
        most_mb=_most_megabytes(),
        told=told,
        errors=errors,
    )


@bp.post("/staff/imports/parts")
def begin_parts() -> Response | tuple[str, int]:
    """Note the name and the size of a file that will come in parts."""
    try:
        told = parse(PartedFileTold, request.form)
        with transaction() as session:
            parts.begin(session, current_actor(), own_library(), told, _most_megabytes() * MEGABYTE, now())
    except InvalidInput as refused:
        return _page(refused.fields, dict(request.form)), refused.status
    return redirect(url_for("imports.parts"))


@bp.post("/staff/imports/parts/next")
def next_part() -> Response | tuple[str, int]:
    """Keep the next part; after the last one the file is put together and looked into."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _page({"file": _("Choose a file.")}, {}), 422
    is_last = kept = None
    stored = None
    try:
        begins_at = parse(PartSent, request.form).begins_at
        stored = files.store(sent.stream, sent.filename, uploads())
        with transaction() as session:
            is_last = parts.add(session, own_library(), stored, begins_at, now())
        kept = stored
    except InvalidInput as refused:
        return _page(refused.fields, {}), refused.status
    finally:
        if stored is not None and kept is None:
            kept_files.remove(uploads() / stored.stored_name)
    return put_together() if is_last else redirect(url_for("imports.parts"))


@bp.post("/staff/imports/parts/together")
def put_together() -> Response | tuple[str, int]:
    """Put the parts together, and treat the file like one that was sent at once."""
    with reading() as session:
        parted = get_parted_file(session, own_library(), is_to_change=False)
        there = parts_of(session, parted)
    try:
        stored = parts.put_together(parted, there, uploads())
    except InvalidInput as refused:
        return _page(refused.fields, {}), refused.status
    received = received_as_import(stored, lambda session: parts.end(session, get_parted_file(session, own_library())))
    return redirect(url_for("imports.show", import_id=received.id))


@bp.post("/staff/imports/parts/take-back")
def take_back_part() -> Response:
    """Leave the last part."""
    with transaction() as session:
        parts.take_back_last(session, own_library(), now())
    flash(_("The last part is taken back. Send the right one."))
    return redirect(url_for("imports.parts"))


@bp.post("/staff/imports/parts/give-up")
def give_parts_up() -> Response:
    """Leave the whole file."""
    with transaction() as session:
        about = get_parted_file(session, own_library()).filename
        parts.give_up(session, current_actor(), own_library())
        what = _("All its parts are deleted. Nothing of the file is taken in.")
        ask(Question(_("Give the file up"), what, url_for("imports.parts"), about=about))
    flash(_("The file is given up."))
    return redirect(url_for("imports.listed"))
