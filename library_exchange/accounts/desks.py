"""Where people without an account get one: the desks of the libraries near them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for
from sqlmodel import Session

from library_exchange.core.db import reading
from library_exchange.core.i18n import current
from library_exchange.core.regions import find_home
from library_exchange.directory.display import desk
from library_exchange.directory.house import told
from library_exchange.directory.models import Library, PostalAddress
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
        desks = desks_of(session, shown)
    return {"next": target, "towns": list(towns.items()), "town": chosen, "desks": desks}


def desks_of(session: Session, shown: Sequence[tuple[Library, PostalAddress | None]]) -> list[dict[str, Any]]:
    """Return the desks of these libraries as a page shows them, with what each tells those who come; one query."""
    rows = words(session, *(library for library, _address in shown))
    return [desk(library, address) | {"words": told(rows, library)} for library, address in shown]


def _asks_for_a_book(target: str) -> bool:
    try:
        path = urlsplit(target).path
    except ValueError:
        return False
    return path in {url_for(endpoint) for endpoint in ASKING}
