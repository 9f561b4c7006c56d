"""The guard: every request passes the one table of rights before any room sees it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core import security_log
from library_exchange.core.actor import ANONYMOUS, STAFF, Actor, Role
from library_exchange.core.errors import Forbidden, NotFound
from library_exchange.core.hooks import Hook
from library_exchange.core.i18n import _l
from library_exchange.core.rights import Access
from library_exchange.core.security_log import Event
from library_exchange.web.kept_forms import SignedOut

RESTING: Hook[Callable[[int | None], Sequence[Any]]] = Hook()
"""Tells somebody, by the id of her account, where her rights rest now and what she can do about it."""


def current_actor() -> Actor:
    """Return who makes the present request; anonymous until the accounts room says otherwise."""
    actor: Actor = g.get("actor", ANONYMOUS)
    return actor


def init_app(app: Flask, routes: Mapping[str, Access]) -> None:
    """Check each request against `routes` (endpoint → who); a route that is not in the table does not exist."""
    app.extensions["rights"] = dict(routes)
    app.before_request(_check)


def may_open(endpoint: str, actor: Actor) -> bool:
    """Whether `actor` may use the route `endpoint`, as far as the table goes."""
    access: Access | None = current_app.extensions["rights"].get(endpoint)
    return access is not None and access.allows(actor)


def _check() -> Response | None:
    if request.endpoint is None:
        return None
    access: Access | None = current_app.extensions["rights"].get(request.endpoint)
    if access is None:
        raise NotFound("route-not-in-the-table")
    actor = current_actor()
    if access.allows(actor):
        return None
    if actor.is_signed_in:
        raise NotFound("not-for-you") if access.needs_platform_admin else Forbidden("route", _who_may(access, actor))
    if request.method == "GET":
        security_log.note(Event.RIGHT_REFUSED, reason="sign-in-first")
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    raise SignedOut("sign-in-first")


def _who_may(access: Access, actor: Actor) -> Any:
    """Return to whom a door is open, as a sentence for who was turned away: who is away from her library is told so."""
    staff = access.roles & STAFF
    resting = RESTING.rows(actor.user_id) if staff and not actor.is_staff else []
    if resting:
        return " ".join(str(sentence) for sentence in resting)
    if access.roles == {Role.LIBRARY_ADMIN}:
        return _l("This is open only to administrators of libraries. Ask an administrator of yours.")
    if staff and staff == access.roles:
        return _l("This is open only to the staff of libraries. Readers ask at the desk of their library.")
    if Role.READER in access.roles:
        return _l("This is open only to who belongs to a library.")
    return Forbidden.sentence


def is_safe_next(target: str) -> bool:
    """Whether `target` is a path of this site that may be redirected to."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    is_clean = "\\" not in target and not any(ord(c) < 33 for c in target)
    return is_clean and not parts.scheme and not parts.netloc and target.startswith("/") and target[1:2] != "/"
