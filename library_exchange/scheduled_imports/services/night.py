"""What the night does in this room: files that are due until the next one are ordered, old ones are removed."""

from datetime import datetime, timedelta

from sqlmodel import Session

from library_exchange.core import nightly, outbox
from library_exchange.scheduled_imports import queries
from library_exchange.scheduled_imports.services.setting import order

AHEAD = timedelta(hours=26)
"""Until the next night of the platform every library had its own, however far east or west it is."""
FILES_KEPT_FOR = timedelta(days=30)
REMOVE = "scheduled_imports.remove"


def order_what_is_due(session: Session, now: datetime) -> int:
    """Have each file fetched that is due until the next night; return how many there are."""
    found = queries.due(session, now, AHEAD)
    for schedule in found:
        order(session, schedule)
    return len(found)


def remove_old_files(session: Session, now: datetime) -> int:
    """Have the bytes of old files removed that nobody reads any more; what was taken in stays. Return how many."""
    found = queries.with_old_files(session, now - FILES_KEPT_FOR)
    for run, name in found:
        run.has_file = False
        session.add(run)
        outbox.put(session, REMOVE, {"name": name})
    return len(found)


VERBS: dict[str, nightly.SessionVerb] = {
    "order_what_is_due": order_what_is_due,
    "remove_old_files": remove_old_files,
}
"""What the night does in this room, by name."""
