"""What the night does in this room: harvests that are due until the next one are ordered, old pages are removed."""

from datetime import datetime, timedelta

from sqlmodel import Session

from library_exchange.core import nightly, outbox
from library_exchange.harvesting import queries
from library_exchange.harvesting.services.orders import REMOVE, order

AHEAD = timedelta(hours=26)
"""Until the next night of the platform every library had its own, however far east or west it is."""
PAGES_KEPT_FOR = timedelta(days=30)


def order_what_is_due(session: Session, now: datetime) -> int:
    """Have each server harvested that is due until the next night; return how many there are."""
    found = queries.due(session, now, AHEAD)
    for source in found:
        order(session, source)
    return len(found)


def remove_old_pages(session: Session, now: datetime) -> int:
    """Have the pages of old harvests removed; what was taken in stays. Return of how many."""
    found = queries.with_old_pages(session, now - PAGES_KEPT_FOR)
    for harvest in found:
        harvest.has_pages = False
        outbox.put(session, REMOVE, {"harvest": harvest.id})
    return len(found)


VERBS: dict[str, nightly.SessionVerb] = {
    "order_what_is_due": order_what_is_due,
    "remove_old_pages": remove_old_pages,
}
"""What the night does in this room, by name."""
