"""What the night does in this room: practice loans that were begun long ago are removed."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import versions
from library_exchange.practice.models import PracticeLoan
from library_exchange.practice.rules import KEPT


def forget(session: Session, now: datetime) -> int:
    """Remove practice loans that were begun long ago, wherever they stand; return how many."""
    return versions.rows_changed(session, sa.delete(PracticeLoan).where(col(PracticeLoan.begun_at) <= now - KEPT))


VERBS: dict[str, Callable[[Session, datetime], object]] = {"forget": forget}
"""What the night does in this room, by name."""
