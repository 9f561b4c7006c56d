"""What the clock does with offers, wants and deals every night."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.core import actor
from library_exchange.exchange.services import agreements, ending, offers, settling, wants
from library_exchange.exchange.services.rounds import clock as rounds

VERBS: dict[str, Callable[[Session, datetime], object]] = {
    "expire_offers": lambda session, now: offers.expire(session, actor.clock(), now.date(), now),
    "expire_wants": lambda session, now: wants.expire(session, actor.clock(), now.date(), now),
    "tell_what_ends": lambda session, now: ending.tell(session, now.date()),
    "end_silence_on_agreements": lambda session, now: agreements.end_silence(session, actor.clock(), now),
    "end_silence_on_settlements": lambda session, now: settling.end_silence(session, actor.clock(), now),
    "turn_rounds": rounds.turn_all,
}
"""Offers and wants that are over by the date in UTC, what ends soon, what nobody answered, and the rounds."""


def end_what_is_over(session: Session, now: datetime) -> None:
    """Carry all of it out in one transaction."""
    for verb in VERBS.values():
        verb(session, now)
