"""What the pages of a library's own lines show: their filter and page stay after a step and after a line was opened."""

from typing import Any

from flask import request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from library_exchange.core.bounds import find_number

LONGEST_STATE = 12
PAGES = {"offers": "offers.own_offers", "wants": "offers.own_wants"}


def kept() -> dict[str, Any]:
    """Return the filter and the page that the address names, as arguments of an address."""
    asked = {name: find_number(request.args.get(name)) for name in ("list", "page")}
    state = request.args.get("state", "")
    return {name: number for name, number in asked.items() if number} | (
        {"state": state} if state.isidentifier() and len(state) <= LONGEST_STATE else {}
    )


def own_page(kind: str) -> str:
    """Return the address of the library's own offers or wants as they were looked at."""
    return url_for(PAGES[kind], **kept())


def back_to(kind: str) -> Response:
    """Lead back to the library's own offers or wants as they were looked at."""
    return redirect(own_page(kind))
