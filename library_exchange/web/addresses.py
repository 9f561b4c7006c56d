"""Addresses: those without arguments are built once; numbers in them are no larger than a row's number can be."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from flask import Flask, current_app, g, has_request_context, request, url_for
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.routing import IntegerConverter, Map, MapAdapter, RequestRedirect

from library_exchange.core.bounds import LARGEST
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import preferred
from library_exchange.core.settings import Settings

Event = TypeVar("Event", bound=StrEnum)

_KEPT = "addresses"
_SAFE = "!$'()*,/:;?@"


class RowNumber(IntegerConverter):
    """What `<int:…>` means in our addresses."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **({"max": LARGEST} | options))


def init_app(app: Flask) -> None:
    """Have the routes of `app` take row numbers for whole numbers; before any route is added."""
    app.url_map.converters["int"] = RowNumber
    app.extensions[_KEPT] = {}
    app.jinja_env.globals["url_for"] = address_of


def is_address_of_nothing(adapter: MapAdapter, refused: MethodNotAllowed) -> bool:
    """Whether an address that is refused for its method leads nowhere by any other either.

    Werkzeug takes an address for one of another method before it has read the numbers in it.
    """
    return not any(_leads_somewhere(adapter, method) for method in refused.valid_methods or ())


def _leads_somewhere(adapter: MapAdapter, method: str) -> bool:
    try:
        adapter.match(method=method)
    except RequestRedirect:
        return True
    except (NoSuchPage, MethodNotAllowed):
        return False
    return True


def page_above(path: str) -> str | None:
    """Return the address of the nearest page above `path`, None if there is none but the start.

    So a step of a request, /ru/loans/7/cancel, leads to the request. The last part must not be a page either.
    """
    adapter = current_app.create_url_adapter(request)
    parts = path.split("/")
    above = ("/".join(parts[:end]) for end in range(len(parts) - 1, 2, -1))
    return next((each for each in above if adapter is not None and _is_page(adapter, each)), None)


def _is_page(adapter: MapAdapter, path: str) -> bool:
    try:
        adapter.match(path, "GET")
    except (RequestRedirect, NoSuchPage, MethodNotAllowed):
        return False
    return True


def address_of(endpoint: str, **values: Any) -> str:
    """Return what `url_for` returns; those of pages without arguments and of static files are kept.

    Building an address costs more than most of what a page does with it.
    """
    if not has_request_context() or (values and endpoint != "static"):
        return url_for(endpoint, **values)
    key = (request.script_root, g.get("lang") or preferred(request), endpoint, *values.values())
    kept: dict[tuple[Any, ...], str] = current_app.extensions[_KEPT]
    if key not in kept:
        kept[key] = url_for(endpoint, **values)
    return kept[key]


def public_address(path: str) -> str:
    """Return the absolute address of `path` as the setting `base_url` gives it, whatever host a request names."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.base_url.rstrip('/')}{path.removeprefix(request.script_root)}"


def event_named(name: str, events: Iterable[Event]) -> Event:
    """Return that one of `events` which the last part of an address names; raises NotFound if none is."""
    found = next((event for event in events if event.value == name), None)
    if found is None:
        raise NotFound("no-such-event")
    return found


def here_with(**changed: Any) -> str:
    """Return the address of the present page with these arguments of its query part changed, at its end."""
    asked = {name: values for name, values in request.args.lists() if name not in changed} | changed
    return f"{request.script_root}{quote(request.path)}{query_part(asked)}"


def query_part(asked: Mapping[str, Any]) -> str:
    """Return the part of an address after its path; values may be lists."""
    return f"?{urlencode(asked, doseq=True, safe=_SAFE)}" if asked else ""
