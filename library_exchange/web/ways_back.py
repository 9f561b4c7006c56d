"""The way back to the list somebody came from: it travels in the address, so that it survives a new tab."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from flask import Flask, current_app, g, request, url_for
from werkzeug.exceptions import HTTPException

from library_exchange.core.i18n import _l
from library_exchange.web.addresses import query_part

ARGUMENT = "back"
LONGEST = 2000
"""How long the argument may be in an address, written out; a way back that is longer is left out."""
PLACES = {
    "catalogue.search": _l("Back to the results"),
    "catalogue.person": _l("Back to the person"),
    "catalogue.work": _l("Back to the work"),
    "offers.offers": _l("Back to the offers"),
    "offers.wants": _l("Back to the wants"),
    "offers.edit_offer": _l("Back to the offer"),
    "offers.show_list": _l("Back to the list"),
    "offers.copies": _l("Back to the list"),
    "offers.wanted_here": _l("Back to the list"),
    "offers.desk": _l("Back to the exchange desk"),
    "programmes.show_list": _l("Back to the list"),
    "programmes.show_title": _l("Back to the title of the list"),
    "reading_lists.show": _l("Back to the list"),
    "loans.show": _l("Back to the request"),
}
"""The pages that may be gone back to, by endpoint, and what the way there is called."""
_PLACE = re.compile(r"[a-z]{1,20}-\d{1,10}")
_PARTS = re.compile(r"[%&+#=;?\s\x00-\x1f\x7f]")


@dataclass(frozen=True)
class WayBack:
    """A link to the page that somebody came from."""

    url: str
    label: Any


def init_app(app: Flask) -> None:
    """Let the templates of `app` ask for the way back."""
    app.jinja_env.globals["way_back"] = way_back
    app.jinja_env.globals["from_here"] = from_here
    app.jinja_env.globals["passed_on"] = passed_on
    app.jinja_env.globals["here_alone"] = here_alone


def from_here(place: str | None = None) -> str | None:
    """Return the present page as the argument that leads back to it, or to the `place` on it with that id.

    It is the path without the language, and the query; None if that is too long for an address. Of the ways back that
    the page itself came with one is kept, so that addresses do not grow from page to page.
    """
    path = request.path.removeprefix(f"/{g.lang}") if g.get("lang") else request.path
    asked = request.args.to_dict(flat=False)
    alone = {name: values for name, values in asked.items() if name != ARGUMENT}
    ways = [alone] if f"{ARGUMENT}=" in request.args.get(ARGUMENT, "") else [asked, alone]
    short = (way for way in ways if sum(len(value) for values in way.values() for value in values) <= LONGEST)
    found = (_written(path, way) + (f"#{place}" if place else "") for way in short)
    return next((way for way in found if len(quote(way)) <= LONGEST), None)


def here_alone() -> str:
    """Return the address of the present page without the way back: what else is asked for may be all that it shows."""
    return request.path + query_part({name: asked for name, asked in request.args.lists() if name != ARGUMENT})


def passed_on() -> str | None:
    """Return the argument that the present page came with, to be handed to the next; None if it leads nowhere."""
    given = _given()
    return given if way_back() else None


def way_back() -> WayBack | None:
    """Return where the present page's argument leads: to a page of `PLACES`, in the language of the page.

    The address is built anew from what the argument names, so that it never leads away from the site.
    """
    return _place(_given())


def _given() -> str:
    """Return the present page's argument; a form that is too large to be read says nothing."""
    try:
        return request.values.get(ARGUMENT, "")
    except HTTPException:
        return request.args.get(ARGUMENT, "")


def _place(given: str) -> WayBack | None:
    if not given.startswith("/") or len(quote(given)) > LONGEST:
        return None
    try:
        parts = urlsplit(given)
        endpoint, values = current_app.url_map.bind("").match(f"/{g.lang}{parts.path}", method="GET")
        asked = parse_qs(parts.query, max_num_fields=100)
    except (ValueError, HTTPException):
        return None
    if parts.scheme or parts.netloc or endpoint not in PLACES:
        return None
    place = f"#{parts.fragment}" if _PLACE.fullmatch(parts.fragment) else ""
    return WayBack(url_for(endpoint, **values) + query_part(asked) + place, PLACES[endpoint])


def _written(path: str, asked: Mapping[str, list[str]]) -> str:
    """Return an address in which only what has a meaning there is escaped: in another address all will be, once."""
    pairs = (f"{name}={_PARTS.sub(_escaped, value)}" for name, values in asked.items() for value in values)
    query = "&".join(pairs)
    return f"{path}?{query}" if query else path


def _escaped(found: re.Match[str]) -> str:
    return quote(found.group(), safe="")
