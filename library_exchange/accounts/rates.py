"""How often one may try: limits for sign-in, for asking for a new password, and for pages that everybody may open.

A failed sign-in counts against the account as tried from one place, then against the account wherever tried from, then
against the place. So a stranger who guesses somewhere else does not lock the owner out. And a place with many failures
is shut for the accounts that were tried in vain within the hour alone: behind one proxy a whole town may sit, and who
knows her password and was not guessed at comes in. Who tries one password on everybody gets one try for each of them.
A browser in which she has signed in before is counted for itself alone: wherever else is guessed, she comes in there.
Letters with links are counted so, too: at a place from which very many are asked for, each account still gets one.
Pages count for the person, or for the place of a visitor who is not signed in: a reading room may share one.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, cast

import flask
from flask import Flask, Response, request
from flask.typing import RouteCallable
from flask_limiter import Limiter
from flask_security import Security
from limits import parse
from werkzeug.exceptions import TooManyRequests

from library_exchange.accounts import known_devices, sessions
from library_exchange.core import rate_counts
from library_exchange.core.actor import ANONYMOUS
from library_exchange.core.db import Database
from library_exchange.core.rights import Access
from library_exchange.core.text import as_address
from library_exchange.web.guard import current_actor

Limits = tuple[tuple[str, str], ...]
"""How often, by what key it is counted: pairs (key, limit)."""
FAILED_SIGN_IN: Limits = (
    ("account at place", "5 per 5 minutes; 20 per hour"),
    ("account", "100 per hour"),
)
LATELY = parse("1 per hour")
LONGEST_COUNTED = 1000
"""So much of a text that is no address tells it from others."""
BUSY_PLACES = {"security.login": parse("60 per hour"), "security.forgot_password": parse("30 per hour")}
"""After so many failures, or letters asked for, at a place an account for which it was done lately waits there."""
ASKED_FOR_LINK = (("account", "5 per hour"), ("place", "300 per hour"))
SET_PASSWORD = (("link at place", "10 per hour"), ("place", "300 per hour"))
CHANGE_PASSWORD = (("person", "10 per hour"),)
PAGE = "600 per minute"
COSTLY_PAGES: dict[str, str] = {
    "catalogue.search": "120 per minute; 2400 per hour",
    "catalogue.suggest": "300 per minute",
    "copy_cataloguing.look": "60 per minute; 900 per hour",
    "references.record_file": "120 per minute; 1200 per hour",
    "references.hits_file": "20 per minute; 200 per hour",
    "answer_links.show": "60 per minute; 600 per hour",
    "openurl.arrive": "60 per minute; 1200 per hour",
    "web_discovery.suggestions": "300 per minute",
}
ANSWERS: dict[str, str] = {
    "answer_links.answer": "30 per minute; 200 per hour",
    "joining.ask": "10 per hour; 30 per day",
    "joining.confirm": "30 per hour",
    "reader_applications.ask": "10 per hour; 30 per day",
    "reader_applications.confirm": "30 per hour",
    "search_alerts.stop": "30 per hour",
    "second_factors.passkey_challenge": "120 per minute; 1200 per hour",
    "second_factors.sign_in_by_passkey": "120 per minute; 1200 per hour",
}
"""Forms that are sent without signing in: how often from one place."""
WITHOUT_LIMIT = {"static", "web.healthz"}


def init_app(app: Flask) -> None:
    """Limit the doors of sign-in in `app`, if rate limits are on."""
    app.config.setdefault("RATELIMIT_ENABLED", app.extensions["settings"].rate_limits)
    # The wrapped views know it by a weak reference only.
    limiter = app.extensions["limits"] = Limiter(place, app=app, **_counts(app))
    for endpoint in BUSY_PLACES:
        app.view_functions[endpoint] = _apart_at_a_busy_place(limiter, endpoint, app.view_functions[endpoint])
    for endpoint, limits, deduct_when in (
        ("security.login", FAILED_SIGN_IN, _was_refused),
        ("security.forgot_password", ASKED_FOR_LINK, None),
        ("security.reset_password", SET_PASSWORD, None),
        ("security.change_password", CHANGE_PASSWORD, _was_refused),
    ):
        limit_form(app, endpoint, limits, KEYS, deduct_when)


def limit_form(
    app: Flask,
    endpoint: str,
    limits: Limits,
    keys: Mapping[str, Callable[[], str]],
    deduct_when: Callable[[Response], bool] | None = None,
) -> None:
    """Limit how often a form of `app` is sent: each limit counts by the key it names, and by all answers if not told.

    To be called after the form's route is added.
    """
    limiter: Limiter = app.extensions["limits"]
    for key, limit in limits:
        limited = limiter.limit(limit, key_func=keys[key], methods=["POST"], deduct_when=deduct_when)
        app.view_functions[endpoint] = cast("RouteCallable", limited(app.view_functions[endpoint]))


def _counts(app: Flask) -> dict[str, Any]:
    """Return where it is counted: where several processes can share a database there, else in memory."""
    found: Database = app.extensions["database"]
    if found.is_sqlite:
        return {"storage_uri": "memory://"}
    return {
        "storage_uri": rate_counts.URI,
        "storage_options": {"database": found, "secret": app.config["SECRET_KEY"]},
    }


def _apart_at_a_busy_place(limiter: Limiter, endpoint: str, view: RouteCallable) -> RouteCallable:
    """Wrap a form: where very many fail, accounts that were tried in vain wait, and nobody else does.

    A form that asks for a letter counts whatever comes of it, for nobody is told.
    """
    at_place = BUSY_PLACES[endpoint]

    @wraps(view)
    def answer_form(*args: Any, **kwargs: Any) -> Any:
        if request.method != "POST" or not limiter.enabled:
            return view(*args, **kwargs)
        counts, here, who = limiter.limiter, (endpoint, place()), (endpoint, "of", account())
        is_known = known_devices.find(account()) is not None
        if not is_known and not counts.test(at_place, *here) and not counts.test(LATELY, *who):
            raise TooManyRequests
        answer = flask.make_response(view(*args, **kwargs))
        if _was_refused(answer):
            counts.hit(at_place, *here)
            counts.hit(LATELY, *who)
        elif sessions.has_begun() and not sessions.is_told_shared():
            known_devices.remember(answer, account())
        return answer

    return cast("RouteCallable", answer_form)


def limit_pages(app: Flask, apart: Collection[str] = ()) -> None:
    """Limit how often one visitor opens the pages of `app` that everybody may open; after all routes are added.

    Nothing is done if rate limits are off. How often endpoints are asked that stand `apart` is counted elsewhere.
    """
    limiter: Limiter = app.extensions["limits"]
    if not limiter.enabled:
        return
    rights: dict[str, Access] = app.extensions["rights"]
    for endpoint, view in app.view_functions.items():
        access = rights.get(endpoint)
        is_limited = endpoint in COSTLY_PAGES or (access is not None and access.allows(ANONYMOUS))
        if is_limited and endpoint not in (*WITHOUT_LIMIT, *apart):
            limited = limiter.limit(COSTLY_PAGES.get(endpoint, PAGE), key_func=visitor, methods=["GET"])
            app.view_functions[endpoint] = cast("RouteCallable", limited(view))
    for endpoint, limit in ANSWERS.items():
        limit_form(app, endpoint, (("place", limit),), KEYS)


def visitor() -> str:
    """Return who opens a page: the person, or the place of one who is not signed in."""
    person = current_actor().user_id
    return place() if person is None else f"person {person}"


def place() -> str:
    """Return where a request comes from: an address, or the /64 network of one in IPv6."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "nowhere"
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else str(address)


def account() -> str:
    """Return the account a form speaks of, hashed: addresses of people are not kept in memory.

    However the address is typed, it is the account that sign-in looks up: another spelling is no new count.
    """
    return hashlib.sha256(_address(request.form.get("email", "")).encode(errors="replace")).hexdigest()


def _address(typed: str) -> str:
    security: Security = flask.current_app.extensions["security"]
    try:
        return str(security.mail_util.normalize(typed)).lower()
    except ValueError:  # no address, so nobody's
        return as_address(typed[:LONGEST_COUNTED]).lower()


def account_or_device() -> str:
    """Return the account a form speaks of; from a browser that has signed in to it before, that browser."""
    return _in_known_browser() or account()


def account_at_place() -> str:
    """Return the account a form speaks of together with where it comes from; a known browser wherever it is."""
    return _in_known_browser() or f"{account()} {place()}"


def _in_known_browser() -> str:
    """Return the account a form speaks of in a browser that has signed in to it before; empty in any other."""
    number = known_devices.find(account())
    return "" if number is None else f"{account()} in {number}"


def link_at_place() -> str:
    """Return the link by which a password is set, hashed, together with where it was opened."""
    token = str((request.view_args or {}).get("token", ""))
    return f"{hashlib.sha256(token.encode(errors='replace')).hexdigest()} {place()}"


KEYS = {
    "place": place,
    "account": account_or_device,
    "account at place": account_at_place,
    "link at place": link_at_place,
    "person": visitor,
}


def _was_refused(answer: Response) -> bool:
    return answer.status_code == 200 and not sessions.has_begun()
