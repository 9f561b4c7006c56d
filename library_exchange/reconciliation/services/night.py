"""What the clock does with comparisons every night."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.core import actor
from library_exchange.reconciliation.services import preparing

VERBS: dict[str, Callable[[Session, datetime], object]] = {
    "prepare_comparisons": lambda session, now: preparing.prepare_due(session, actor.clock(), now),
}
"""Once a year is over, its accounts are compared."""
