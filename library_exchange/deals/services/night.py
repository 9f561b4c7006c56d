"""What the clock does with agreements and settlements every night."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.core import actor
from library_exchange.deals.services import agreements, settling

VERBS: dict[str, Callable[[Session, datetime], object]] = {
    "end_silence_on_agreements": lambda session, now: agreements.end_silence(session, actor.clock(), now),
    "end_silence_on_settlements": lambda session, now: settling.end_silence(session, actor.clock(), now),
}
"""What nobody answered in time is over."""
