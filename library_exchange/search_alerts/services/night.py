"""What the night does in this room: each search that is due is looked through after the commit, and told of by mail."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import User
from library_exchange.catalogue.models import STANDS, BibliographicRecord
from library_exchange.catalogue.queries import searching
from library_exchange.core import outbox
from library_exchange.core.db import pieces
from library_exchange.mail import services as mail
from library_exchange.search.port import SearchEngine
from library_exchange.search_alerts import queries, signing
from library_exchange.search_alerts.models import SearchAlert
from library_exchange.search_alerts.rules import INDEXED_WITHIN, MOST_FOUND, MOST_LISTED, is_due

LOOK = "search_alerts.look"


def look_for_new(session: Session, now: datetime) -> int:
    """Have each search that is due looked through; return how many there are."""
    found = queries.due(session, now)
    for alert_id in found:
        outbox.put(session, LOOK, {"alert": alert_id, "at": now.isoformat()})
    return len(found)


VERBS: dict[str, Callable[[Session, datetime], object]] = {"look_for_new": look_for_new}
"""What the night does in this room, by name."""


def tell(session: Session, engine: SearchEngine, alert_id: int, at: datetime) -> int:
    """Write to whoever keeps a search of the books that are new since the last time; return how many there are.

    Nothing is written where there are none. One that is over, or was looked through meanwhile, is left; while the
    index is out of order it waits for another night.
    """
    kept = session.get(SearchAlert, alert_id)
    if kept is None or not is_due(kept.often, kept.looked_at, at):
        return 0
    user = session.get_one(User, kept.user_id)
    asked = queries.search_of(kept.query)
    found = searching.search(session, engine, asked.query(1, MOST_FOUND), user.language)
    if found.degraded:
        return 0
    until = at - INDEXED_WITHIN
    new = _new_among(session, [source.id for source in found.sources], kept.told_until, until)
    if new and user.email and user.active:
        _write(session, kept, user, new, at)
    kept.looked_at, kept.told_until = at, max(kept.told_until, until)
    session.add(kept)
    return len(new)


def _new_among(session: Session, record_ids: list[int], since: datetime, until: datetime) -> list[int]:
    """Return those of the records that came after one instant and not after another, in the order given."""
    record, new = BibliographicRecord, set[int]()
    came = (col(record.created_at) > since, col(record.created_at) <= until, STANDS)
    for piece in pieces(record_ids):
        new |= set(session.scalars(sa.select(col(record.id)).where(col(record.id).in_(piece), *came)))
    return [each for each in record_ids if each in new]


def _write(session: Session, kept: SearchAlert, user: User, new: list[int], at: datetime) -> None:
    shown = searching.cards(session, new[:MOST_LISTED], user.language)
    asked = queries.search_of(kept.query)
    context: dict[str, Any] = {
        "name": user.name,
        "words": asked.q,
        "address": asked.address(),
        "count": len(new),
        "books": [(each.title.shown.value, each.id) for each in shown],
        "more": len(new) - len(shown),
        "token": signing.LINKS.sign(kept.id),
    }
    message_id = f"search-alert-{kept.id}-{at:%Y%m%d}"
    mail.write(session, user.email or "", user.language, "search_alerts/new_books", context, message_id=message_id)
