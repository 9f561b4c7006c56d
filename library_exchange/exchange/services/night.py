"""What the clock does with offers, wants and deals every night."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import actor
from library_exchange.exchange.services import agreements, offers, settling, wants


def end_what_is_over(session: Session, now: datetime) -> None:
    """End the offers and wants whose last day is over, by the date in UTC, and proposals that nobody answered."""
    clock = actor.clock()
    offers.expire(session, clock, now.date(), now)
    wants.expire(session, clock, now.date(), now)
    agreements.end_silence(session, clock, now)
    settling.end_silence(session, clock, now)
