"""Where people without an account get one: the desks of the libraries near them."""

from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for

from library_exchange.core.db import reading
from library_exchange.core.i18n import current
from library_exchange.core.regions import find_home
from library_exchange.directory.display import desk
from library_exchange.directory.house import told
from library_exchange.directory.queries import libraries_with_addresses, words

MOST_SHOWN = 6
ASKING = ("loans.new", "offers.propose")
"""Pages on which readers ask for a book; whoever is sent from there to the sign-in may have no account yet."""


def for_newcomers() -> dict[str, Any] | None:
    """Return the towns with libraries and the desks in the one chosen, for who came to ask for a book; else None.

    They are those of the country whose language the page speaks, of all countries if no country's.
    """
    target = request.args.get("next", "")
    if not _asks_for_a_book(target):
        return None
    with reading() as session:
        found = libraries_with_addresses(session, find_home(current().code))
        chosen = request.args.get("town", "")
        towns = {library.city_en: library.city_in(current().code) for library, _address in found}
        near = [row for row in found if row[0].city_en == chosen] or list(found)
        shown = near[:MOST_SHOWN]
        rows = words(session, *(library for library, _address in shown))
        desks = [desk(library, address) | {"words": told(rows, library)} for library, address in shown]
    return {"next": target, "towns": list(towns.items()), "town": chosen, "desks": desks}


def _asks_for_a_book(target: str) -> bool:
    try:
        path = urlsplit(target).path
    except ValueError:
        return False
    return path in {url_for(endpoint) for endpoint in ASKING}
