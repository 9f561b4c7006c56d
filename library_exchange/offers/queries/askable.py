"""Which offers a library may ask for: of other libraries that answer here, open, free and meant for such as it."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.directory.letter_partners import reached_by_letter
from library_exchange.directory.models import Library
from library_exchange.offers.models import Offer
from library_exchange.offers.queries.matching import is_free, is_open_offer, reserve_allows


def may_be_asked_for(session: Session, offer_ids: Collection[int], library_id: int | None) -> frozenset[int]:
    """Return which of some offers the library may ask for; none for who works in no library. One query."""
    if library_id is None or not offer_ids:
        return frozenset()
    meant = (
        sa.select(col(Offer.id))
        .join(Library, col(Library.id) == library_id)
        .where(col(Offer.id).in_(offer_ids), col(Offer.library_id) != library_id)
        .where(col(Offer.library_id).not_in(reached_by_letter(session)))
        .where(is_open_offer(), is_free(), reserve_allows(Library))
    )
    return frozenset(session.scalars(meant))
