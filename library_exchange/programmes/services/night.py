"""What the clock does with programmes and lists every night."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.programmes.services import curating, planning

VERBS: dict[str, Callable[[Session, datetime], object]] = {
    "close_lists": lambda session, now: curating.close_what_is_due(session, now.date(), now),
    "end_programmes": lambda session, now: planning.end_what_is_over(session, now.date(), now),
}
"""Lists whose last day is over by the date in UTC are closed before the programmes whose last day is are ended."""
