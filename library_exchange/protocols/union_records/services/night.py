"""What the night does for records that lie written."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.core import outbox

WRITE_ALL = "union_records.write_all"


def compare_all(session: Session, _now: datetime) -> None:
    """Have all that lies written compared with what is so, after the commit: what no message told of is found."""
    outbox.put(session, WRITE_ALL, {})


VERBS: dict[str, Callable[[Session, datetime], object]] = {"compare_all": compare_all}
"""What the night does in this room, by name."""
