"""What the night does in this room: what was under way when a successor took over follows."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.core.actor import clock
from library_exchange.core.errors import Conflict
from library_exchange.core.steps import take
from library_exchange.succession.models import Succession
from library_exchange.succession.queries import has_some, to_carry
from library_exchange.succession.rules import SuccessionEvent
from library_exchange.succession.services.transitions import SUCCESSIONS

CLOCK = clock("succession")
_log = logging.getLogger(__name__)


def carry_what_follows(session: Session, at: datetime) -> int:
    """Carry over what can go by now of libraries that leave; return how many successors take over."""
    found = session.scalars(to_carry()).all()
    return sum(_carry_alone(session, row, at) for row in found if has_some(session, row))


def _carry_alone(session: Session, row: Succession, at: datetime) -> bool:
    """Carry over to one successor: where something changes meanwhile it is told in the log, and follows next night."""
    number = row.id
    try:
        with session.begin_nested():
            take(SUCCESSIONS, session, CLOCK, row, SuccessionEvent.CARRY, at)
    except Conflict as conflict:
        _log.warning("what succession %s takes over waits until the next night: %s", number, conflict.reason)
        return False
    return True


VERBS: dict[str, Callable[[Session, datetime], object]] = {"carry_what_follows": carry_what_follows}
"""What the night does in this room, by name."""
