"""What the clock does with offers and wants every night."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import actor
from library_exchange.exchange.services import offers, wants
from library_exchange.exchange.services.rounds import clock as rounds


def end_what_is_over(session: Session, now: datetime) -> None:
    """Withdraw the offers and end the wants whose last day is over, by the date in UTC; move the rounds on."""
    clock = actor.clock()
    offers.expire(session, clock, now.date(), now)
    wants.expire(session, clock, now.date(), now)
    rounds.turn_all(session, now)
