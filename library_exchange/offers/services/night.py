"""What the clock does with offers and wants every night."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.core import actor
from library_exchange.offers.services import expiry, offers, wants

VERBS: dict[str, Callable[[Session, datetime], object]] = {
    "expire_offers": lambda session, now: offers.expire(session, actor.clock(), now),
    "expire_wants": lambda session, now: wants.expire(session, actor.clock(), now),
    "tell_what_ends": expiry.tell,
}
"""What is over by its own library's day ends; of what ends soon its library is told."""
