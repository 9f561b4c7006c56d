"""What of a library's offers and wants ends soon."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import col

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
