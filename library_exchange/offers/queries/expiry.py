"""What of a library's offers and wants ends soon."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.expiry import last_day_told
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.wants import WantState


def expiring_offers(today: date) -> sa.ColumnElement[bool]:
    """Return the condition that an offer is open and ends soon."""
    return sa.and_(
        col(Offer.state) == OfferState.OPEN,
        col(Offer.expires_on) >= today,
        col(Offer.expires_on) <= last_day_told(today),
    )


def expiring_wants(today: date) -> sa.ColumnElement[bool]:
    """Return the condition that a want stands and ends soon."""
    return sa.and_(
        col(Want.state).in_((WantState.OPEN, WantState.PAUSED)),
        col(Want.latest_on) >= today,
        col(Want.latest_on) <= last_day_told(today),
    )


def count_expiring(session: Session, library_id: int, today: date) -> tuple[int, int]:
    """Return how many offers and how many wants of the library end soon; two queries."""
    offers = sa.select(sa.func.count()).where(col(Offer.library_id) == library_id, expiring_offers(today))
    wants = sa.select(sa.func.count()).where(col(Want.library_id) == library_id, expiring_wants(today))
    return session.scalar(offers) or 0, session.scalar(wants) or 0
