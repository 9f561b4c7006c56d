"""What the night does for those who harvest."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.core import outbox
from library_exchange.protocols.oai_pmh.services.telling import forget_superseded

TELL_ALL = "oai_pmh.tell_all"


def compare_all(session: Session, _now: datetime) -> None:
    """Have all that is told compared with what is so, after the commit: what no message told of is found."""
    outbox.put(session, TELL_ALL, {})


VERBS: dict[str, Callable[[Session, datetime], object]] = {
    "compare_all": compare_all,
    "forget_superseded": forget_superseded,
}
"""What the night does in this room, by name."""
