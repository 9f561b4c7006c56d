"""How other editions at one's own library are told: each with its title, imprint and address."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.catalogue.queries.searching import cards
from library_exchange.core.i18n import current
from library_exchange.own_editions.labels import EDITIONS_HERE
from library_exchange.own_editions.queries import MOST_SHOWN, editions_at


def shown(session: Session, library_id: int | None, record_id: int | None) -> list[dict[str, Any]]:
    """Return what is told of other editions that stand free at a library, nothing where there are none.

    Each comes with its title, its imprint with the language of that, and its address.
    """
    found = editions_at(session, library_id, record_id, current().code)
    rows = [(each.title, each.imprint, url_for("catalogue.record", record_id=each.id)) for each in found]
    return [{"sentence": EDITIONS_HERE, "editions": rows}] if rows else []


def check(session: Session, library_id: int, editions: Sequence[int]) -> list[dict[str, Any]]:
    """Return what staff should look at before a request goes out for a book of which they have these `editions`."""
    found = cards(session, editions[:MOST_SHOWN], current().code, library_id) if editions else ()
    links = [(url_for("catalogue.record", record_id=each.id), each.title.shown.value) for each in found]
    return [{"sentence": EDITIONS_HERE, "links": links}] if links else []
