"""Open offers and wants about titles of the catalogue: they go with their copy or number when one is split."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.followers import Follower
from library_exchange.core.i18n import _n
from library_exchange.offers.models import Offer, Want


def open_offers() -> Any:
    """Return the query of the open offers, each with its library, its copy and its number."""
    return sa.select(col(Offer.id), col(Offer.library_id), col(Offer.item_id), col(Offer.isbn)).where(
        col(Offer.closed_at).is_(None)
    )


def open_wants() -> Any:
    """Return the query of the open wants: they are about no copy, but may tell a number."""
    return sa.select(col(Want.id), sa.null(), sa.null(), col(Want.isbn)).where(col(Want.closed_at).is_(None))


def counted_offers(number: int) -> str:
    """Return so many open offers in words."""
    return _n("%(num)s open offer", "%(num)s open offers", number)


def left_offers(number: int) -> str:
    """Return that so many open offers are of books that leave the catalogue with the file they came with."""
    return _n(
        "%(num)s open offer is of a book that came with this file.",
        "%(num)s open offers are of books that came with this file.",
        number,
    )


def counted_wants(number: int) -> str:
    """Return so many open wants in words."""
    return _n("%(num)s open want", "%(num)s open wants", number)


OFFERS = Follower(Offer, open_offers, counted_offers, left_offers)
WANTS = Follower(Want, open_wants, counted_wants)
