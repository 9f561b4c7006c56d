"""Open offers and wants that go with their copy or their number when a title of the catalogue is split."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.i18n import _n
from library_exchange.offers.models import Offer, Want


def offers_of(record_id: int) -> Any:
    """Return the query of the open offers of a record, each with its library, its copy and its number."""
    return sa.select(col(Offer.id), col(Offer.library_id), col(Offer.item_id), col(Offer.isbn)).where(
        col(Offer.record_id) == record_id, col(Offer.closed_at).is_(None)
    )


def wants_of(record_id: int) -> Any:
    """Return the query of the open wants of a record: they are about no copy, but may tell a number."""
    return sa.select(col(Want.id), sa.null(), sa.null(), col(Want.isbn)).where(
        col(Want.record_id) == record_id, col(Want.closed_at).is_(None)
    )


def counted_offers(number: int) -> str:
    """Return so many open offers in words."""
    return _n("%(num)s open offer", "%(num)s open offers", number)


def counted_wants(number: int) -> str:
    """Return so many open wants in words."""
    return _n("%(num)s open want", "%(num)s open wants", number)
