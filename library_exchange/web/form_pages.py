"""On which page a form stands: it travels with the form, so that a refused form leads to it in any language."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask, current_app, g, request, url_for
from werkzeug.exceptions import HTTPException

from library_exchange.core.i18n import LANGUAGES
from library_exchange.web.addresses import query_part

FIELD = "stands_on"
AUTHOR = "made_for"
"""The field of a form that says, signed, for whom it was made (see `kept_forms`)."""
LONGEST = 500
"""How long the address of a page may be; a form on a page with a longer one leads to the page without its query."""


def init_app(app: Flask) -> None:
    """Let forms of `app` say on which page they stand."""
    app.jinja_env.globals["stands_on"] = stands_on


def stands_on() -> str:
    """Return the page on which a form stands, its path without the language; empty outside of the three languages.

    A form that is shown again because it was refused stands where it stood.
    """
    if request.method != "GET":
        return _given()
    start = f"/{g.get('lang')}/"
    if not request.path.startswith(start):
        return ""
    path = request.path.removeprefix(start)
    asked = f"{path}?{request.query_string.decode('latin-1')}" if request.query_string else path
    return f"/{asked if len(asked) < LONGEST else path[: LONGEST - 1]}"


def addresses() -> list[str] | None:
    """Return the address in each language of the page on which the form that was sent stands, None if there is none.

    A form that does not say it stands where it is sent to, if that is a page.
    """
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    sent_to = request.path.removeprefix(f"/{g.get('lang')}") + query
    return next(filter(None, map(_in_each_language, (_given(), sent_to))), None)


def _given() -> str:
    """Return what the form says; one that is too large to be read says nothing."""
    try:
        return request.form.get(FIELD, "")[:LONGEST]
    except HTTPException:
        return ""


def _in_each_language(page: str) -> list[str] | None:
    """Return the addresses of a page, built anew from what `page` names, so that they never lead away from the site."""
    try:
        parts = urlsplit(page)
        asked = parse_qs(parts.query, max_num_fields=100)
        found = _match(parts.path) if page.startswith("/") and not parts.netloc else None
    except ValueError:
        return None
    if found is None:
        return None
    endpoint, values = found
    return [url_for(endpoint, **{**values, "lang": code}) + query_part(asked) for code in LANGUAGES]


def _match(path: str) -> tuple[str, Mapping[str, Any]] | None:
    try:
        return current_app.url_map.bind("").match(f"/{g.get('lang')}{path}", method="GET")
    except HTTPException:
        return None
