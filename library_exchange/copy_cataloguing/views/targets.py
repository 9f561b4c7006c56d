"""Doors for who runs the platform: the list of targets, each described, tried out, switched on and off."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.copy_cataloguing import display, labels, queries
from library_exchange.copy_cataloguing.models import CatalogueTarget
from library_exchange.copy_cataloguing.resources import DOOR, bounds
from library_exchange.copy_cataloguing.rules.targets import USUAL_INDEXES, NoRecords, Protocol, Wanted
from library_exchange.copy_cataloguing.schemas import TargetGiven, TryWords
from library_exchange.copy_cataloguing.services import asking
from library_exchange.copy_cataloguing.services import targets as listing
from library_exchange.copy_cataloguing.views.blueprint import bp
from library_exchange.core import doors
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.core.sealed_secrets import own_key
from library_exchange.door_keeping import guarding
from library_exchange.marc.labels import ENCODINGS, PROFILES
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

TARGET = "/platform/targets/<int(max=2147483647):target_id>"
NEW = {"protocol": "sru", "version": "1.1", "relation": "=", "syntax": "usmarc", "page_size": 10}
SECRET = ("password",)


@bp.get("/platform/targets")
def targets() -> str:
    """List the targets."""
    with reading() as session:
        rows = [display.target_row(each) for each in queries.all_targets(session)]
    return render_template("copy_cataloguing/targets.html", rows=rows, is_installed=asking.is_installed())


@bp.get("/platform/targets/new")
def new_target() -> str:
    """Show the form of a target."""
    return _form(None, NEW, {})


@bp.post("/platform/targets/new")
def add_target() -> Response | tuple[str, int]:
    """List a target; it is not asked before it is switched on."""
    try:
        given = parse(TargetGiven, request.form)
        with transaction() as session:
            target_id = listing.keep(session, current_actor(), None, given, own_key(), now()).id
    except InvalidInput as refused:
        return _form(None, request.form, refused.fields), refused.status
    flash(_("The target is listed. Try it out, then switch it on."), "ok")
    return redirect(url_for("copy_cataloguing.target", target_id=target_id))


@bp.get(TARGET)
def target(target_id: int) -> str:
    """Show a target, with the forms by which it is changed and tried out."""
    return _page(target_id, None, {})


def _page(target_id: int, typed: Mapping[str, str] | None, errors: Mapping[str, Any], **tried: Any) -> str:
    with reading() as session:
        found = queries.get_target(session, target_id)
    return _form(found, typed if typed is not None else found.model_dump(exclude={*SECRET}), errors, **tried)


def _form(found: CatalogueTarget | None, given: Mapping[str, Any], errors: Mapping[str, Any], **tried: Any) -> str:
    return render_template(
        "copy_cataloguing/target.html",
        kept=display.target_row(found) if found is not None else None,
        has_password=found is not None and bool(found.password),
        given=given,
        errors=errors,
        tried={"words": "", "error": None, "hits": None, "trouble": None} | tried,
        protocols=list(labels.PROTOCOLS.items()),
        versions=list(labels.VERSIONS.items()),
        relations=list(labels.RELATIONS.items()),
        syntaxes=list(labels.SYNTAXES.items()),
        profiles=[("", _("as each record shows it")), *PROFILES.items()],
        encodings=[("", _("as each record shows it")), *ENCODINGS.items()],
        usual=USUAL_INDEXES,
        is_installed=asking.is_installed(),
        needs_program=found is not None and found.protocol is Protocol.Z3950,
    )


@bp.post(TARGET)
def change_target(target_id: int) -> Response | tuple[str, int]:
    """Change what is said of a target."""
    try:
        given = parse(TargetGiven, request.form)
        with transaction() as session:
            listing.keep(session, current_actor(), target_id, given, own_key(), now())
    except InvalidInput as refused:
        return _page(target_id, request.form, refused.fields), refused.status
    flash(_("Saved."), "ok")
    return redirect(url_for("copy_cataloguing.target", target_id=target_id))


@bp.post(f"{TARGET}/<any(on, off):what>")
def switch_target(target_id: int, what: str) -> Response:
    """Have a target be asked, or no more."""
    with transaction() as session:
        listing.switch(session, current_actor(), target_id, what == "on", now())
    flash(_("The target is switched on.") if what == "on" else _("The target is switched off."), "ok")
    return redirect(url_for("copy_cataloguing.target", target_id=target_id))


@bp.post(f"{TARGET}/try")
def try_target(target_id: int) -> str | tuple[str, int]:
    """Ask a target for some words, on or off, and show what it answers; nothing is kept."""
    with reading() as session:
        asked_as = queries.get_target(session, target_id).asked_as(own_key())
    try:
        words = parse(TryWords, request.form).words
    except InvalidInput as refused:
        return _page(target_id, None, {}, error=refused.fields["words"]), refused.status
    shut_out = guarding.shut_out(DOOR)
    if shut_out:
        return _page(target_id, None, {}, words=words, trouble={"sentence": shut_out, "detail": ""})
    fault: str | None = None
    try:
        answer = asking.ask(asked_as, Wanted(words=words), 1, bounds())
    except NoRecords as none:
        fault = none.why.value
        return _page(target_id, None, {}, words=words, trouble=display.trouble(none.why, none.detail))
    finally:
        guarding.note(DOOR.name, 0, fault, asked_as.protocol.value, doors.SERVER)
    return _page(target_id, None, {}, words=words, hits=answer.hits, shown=len(answer.pieces))


@bp.post(f"{TARGET}/remove")
def remove_target(target_id: int) -> Response:
    """Take a target off the list, once somebody has said yes."""
    with transaction() as session:
        name = display.name_of(queries.get_target(session, target_id))
        listing.remove(session, current_actor(), target_id)
        back = url_for("copy_cataloguing.target", target_id=target_id)
        ask(Question(_("Remove the target"), _("Nobody looks in it any more."), back, about=name))
    flash(_("The target is removed."), "ok")
    return redirect(url_for("copy_cataloguing.targets"))
