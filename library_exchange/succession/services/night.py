"""What the night does in this room: what was under way when a successor took over follows."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.core.actor import clock
from library_exchange.core.steps import take
from library_exchange.succession.queries import has_some, to_carry
from library_exchange.succession.rules import SuccessionEvent
from library_exchange.succession.services.transitions import SUCCESSIONS

CLOCK = clock("succession")


def carry_what_follows(session: Session, at: datetime) -> int:
    """Carry over what can go by now of libraries that leave; return how many successors take over."""
    found = [row for row in session.scalars(to_carry()) if has_some(session, row)]
    for row in found:
        take(SUCCESSIONS, session, CLOCK, row, SuccessionEvent.CARRY, at)
    return len(found)


VERBS: dict[str, Callable[[Session, datetime], object]] = {"carry_what_follows": carry_what_follows}
"""What the night does in this room, by name."""
