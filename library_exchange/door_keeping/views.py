"""Pages of the doors, for who runs the platform."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.doors import DOORS, Door
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import _
from library_exchange.door_keeping import display, queries
from library_exchange.door_keeping.guarding import is_shut_by_setting
from library_exchange.door_keeping.keeper import keeper
from library_exchange.door_keeping.rules import hour_of
from library_exchange.door_keeping.schemas import KeyLimitTold, LimitTold
from library_exchange.door_keeping.services import deciding
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

bp = Blueprint("door_keeping", __name__)
DOOR = "/platform/doors/<name>"
SHOWN = timedelta(hours=23)
"""So far before the present hour reaches what is called the last 24 hours."""


@bp.get("/platform/doors")
def listed() -> str:
    """List the doors: open or shut, last used, answers and faults; what is known here is written down first."""
    keeper().write_down()
    with reading() as session:
        rows = _rows(session, tuple(DOORS.fillings().values()))
    return render_template(
        "door_keeping/listed.html",
        incoming=[row for row in rows if not row["is_outgoing"]],
        outgoing=[row for row in rows if row["is_outgoing"]],
    )


def _rows(session: Session, doors: tuple[Door, ...]) -> list[dict[str, Any]]:
    shut = queries.decided(session).shut
    counts, uses = queries.counts_since(session, hour_of(now()) - SHOWN), queries.last_uses(session)
    return [
        display.row(
            door,
            door.name not in shut,
            is_shut_by_setting(door),
            counts.get(door.name, queries.Counts()),
            uses.get(door.name),
        )
        for door in doors
    ]


@bp.get(DOOR)
def show(name: str) -> str:
    """Show a door: how often it may be asked, what went wrong in the last 24 hours."""
    keeper().write_down()
    return _page(_door(name))


def _door(name: str) -> Door:
    found = DOORS.find(name)
    if found is None:
        raise NotFound("no-such-door")
    return found


def _page(
    door: Door,
    errors: Mapping[str, Any] | None = None,
    of_keys: tuple[Mapping[str, str], Mapping[str, Any]] = ({}, {}),
) -> str:
    """Return the page of a door; `errors` stand at its limits, `of_keys` is what was typed of a key, and its errors."""
    since = hour_of(now()) - SHOWN
    with reading() as session:
        [row] = _rows(session, (door,))
        stands = queries.decided(session).limits
        faults = queries.faults_of(session, door.name, since)
        kinds = queries.kinds_of(session, door.name, since)
        keys = queries.limits_of_keys(session, door.name)
    labels = {each.name: each.label for each in door.limits}
    return render_template(
        "door_keeping/door.html",
        door=row,
        limits=display.limits(door, stands),
        given=request.form if errors else {},
        errors=errors or {},
        of_keys=[(limit.name, each) for limit in door.limits if limit.is_of_keys for each in [limit.label]],
        key_limits=[
            {"prefix": prefix, "purpose": purpose, "library": code, "name": limit.name, "per_minute": limit.per_minute}
            | {"label": labels.get(limit.name, limit.name)}
            for limit, prefix, purpose, code in keys
        ],
        key_given=of_keys[0],
        key_errors=of_keys[1],
        kinds=kinds,
        faults=[display.fault(*each) for each in faults],
    )


@bp.post(f"{DOOR}/<any(open, shut):what>")
def switch(name: str, what: str) -> Response:
    """Open a door, or shut it once somebody has said yes."""
    door = _door(name)
    back = url_for("door_keeping.show", name=name)
    with transaction() as session:
        deciding.switch(session, current_actor(), door, what == "open", now())
        if what == "shut":
            ask(
                Question(
                    _("Shut the interface"),
                    _("Nothing goes out through it until you open it: what waits is sent then.")
                    if door.is_outgoing
                    else _("Other programs are told that it is shut for a while, until you open it again."),
                    back,
                    about=str(door.label),
                )
            )
    keeper().forget()
    flash(_("The interface is open.") if what == "open" else _("The interface is shut."), "ok")
    return redirect(back)


@bp.post(f"{DOOR}/limits")
def set_limits(name: str) -> Response | tuple[str, int]:
    """Set how often a door may be asked by everybody; an empty field is what is usual."""
    door = _door(name)
    errors: dict[str, Any] = {}
    with transaction() as session:
        for limit in door.limits:
            try:
                told = parse(LimitTold, {"per_minute": request.form.get(limit.name, "")})
                deciding.allow(session, current_actor(), door, limit, told.per_minute, now())
            except InvalidInput as refused:
                errors[limit.name] = refused.first_sentence
        if errors:
            session.rollback()
    if errors:
        return _page(door, errors), InvalidInput.status
    return _saved(name)


@bp.post(f"{DOOR}/key-limits")
def set_key_limit(name: str) -> Response | tuple[str, int]:
    """Set how often one key may ask, or let it be as all others."""
    door = _door(name)
    try:
        told = parse(KeyLimitTold, request.form)
        limit = deciding.limit_named(door, told.name)
        with transaction() as session:
            deciding.allow_key(session, current_actor(), door, limit, told.prefix, told.per_minute, now())
    except InvalidInput as refused:
        return _page(door, of_keys=(request.form, refused.fields)), refused.status
    return _saved(name)


def _saved(name: str) -> Response:
    keeper().forget()
    flash(_("Saved."), "ok")
    return redirect(url_for("door_keeping.show", name=name))
