"""What the clock does with offers, wants and deals every night."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import actor
from library_exchange.exchange.services import agreements, ending, offers, settling, wants
from library_exchange.exchange.services.rounds import clock as rounds


def end_what_is_over(session: Session, now: datetime) -> None:
    """End what is over by the date in UTC: offers, wants, proposals that nobody answered; move the rounds on.

    Of what ends soon its library is told.
    """
    clock = actor.clock()
    offers.expire(session, clock, now.date(), now)
    wants.expire(session, clock, now.date(), now)
    ending.tell(session, now.date())
    agreements.end_silence(session, clock, now)
    settling.end_silence(session, clock, now)
    rounds.turn_all(session, now)
