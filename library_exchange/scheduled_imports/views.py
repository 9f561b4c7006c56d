"""Where a library's file is fetched: what became of it so far, and the form to set it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.core.rights import library_of
from library_exchange.core.sealed_secrets import own_key
from library_exchange.door_keeping import guarding
from library_exchange.imports import labels as imports_labels
from library_exchange.scheduled_imports import labels, queries
from library_exchange.scheduled_imports.display import place_of
from library_exchange.scheduled_imports.resources import DOOR
from library_exchange.scheduled_imports.rules import FOLDER
from library_exchange.scheduled_imports.schemas import Schedule
from library_exchange.scheduled_imports.services import setting
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

PER_PAGE = 20
bp = Blueprint("scheduled_imports", __name__)


@bp.get("/staff/imports/scheduled")
def show() -> str:
    """Show where the file of the library is fetched, what became of it, and to administrators the form to set it."""
    return _page({}, {})


def _page(errors: dict[str, Any], told: dict[str, str]) -> str:
    number = page_number()
    actor = current_actor()
    with reading() as session:
        schedule = queries.schedule_of(session, library_of(actor))
        total, tries = 0, list[queries.Try]()
        if schedule is not None:
            total, tries = queries.tries(session, schedule, PER_PAGE, (number - 1) * PER_PAGE)
            is_in_folder = schedule.url.startswith(FOLDER)
            kept = {
                "url": "" if is_in_folder else schedule.url,
                "file_name": schedule.url.removeprefix(FOLDER) if is_in_folder else "",
                "username": schedule.username,
                "often": schedule.often,
                "covers": "whole" if schedule.is_whole else "additions",
            }
            told = told or kept
    return render_template(
        "scheduled_imports/show.html",
        schedule=schedule,
        shut_out=guarding.shut_out(DOOR),
        server=place_of(schedule.url) if schedule else "",
        is_being_fetched=schedule is not None and schedule.next_at <= now(),
        tries=tries,
        page=Page(number, PER_PAGE, total),
        has_password=schedule is not None and bool(schedule.sealed_password),
        may_set=Role.LIBRARY_ADMIN in actor.roles,
        told={"often": "nightly", "covers": "additions"} | told,
        errors=errors,
        often=[*labels.OFTEN.items()],
        covers=labels.COVERS,
        outcomes=labels.OUTCOMES,
        tones=labels.TONES,
        why=labels.why,
        states=imports_labels.IMPORT_STATES,
        state_tones=imports_labels.TONES,
        is_in_folder=schedule is not None and schedule.url.startswith(FOLDER),
        has_folder=current_app.extensions["settings"].fetch_folder is not None,
        limit_mb=current_app.extensions["settings"].fetch_limit_mb,
    )


@bp.post("/staff/imports/scheduled")
def keep() -> Response | tuple[str, int]:
    """Have the file fetched from the address that is told."""
    try:
        given = parse(Schedule, _told_in(request.form))
        _require_place(given)
        with transaction() as session:
            setting.keep(session, current_actor(), library_of(current_actor()), given, own_key(), now())
    except InvalidInput as refused:
        return _page(refused.fields, {name: text for name, text in request.form.items() if name != "password"}), 422
    flash(_("The address is kept."), "success")
    return redirect(url_for("scheduled_imports.show"))


def _told_in(form: Mapping[str, str]) -> Mapping[str, str]:
    """Return what a form tells; without a folder of the operator it cannot tell a file there."""
    has_folder = current_app.extensions["settings"].fetch_folder is not None
    return form if has_folder else {name: value for name, value in form.items() if name != "file_name"}


def _require_place(given: Schedule) -> None:
    """Raise InvalidInput unless one place is told where the file is."""
    if not given.url and not given.file_name:
        raise InvalidInput({"url": _("Fill in this field.")})
    if given.file_name and given.username:
        raise InvalidInput({"username": _("A file in the folder has no user and no password.")})
    if given.url and given.file_name:
        raise InvalidInput({"url": _("Enter either an address or the name of a file.")})


@bp.post("/staff/imports/scheduled/now")
def fetch_now() -> Response:
    """Have the file fetched at once."""
    with transaction() as session:
        setting.fetch_now(session, current_actor(), library_of(current_actor()), now())
    return redirect(url_for("scheduled_imports.show"))


@bp.post("/staff/imports/scheduled/stop")
def stop() -> Response:
    """Have the file fetched no more."""
    with transaction() as session:
        setting.stop(session, current_actor(), library_of(current_actor()))
        stays = _("What was taken in stays. The address is forgotten.")
        ask(Question(_("Fetch no more files"), stays, url_for("scheduled_imports.show")))
    flash(_("No more files are fetched."))
    return redirect(url_for("scheduled_imports.show"))
