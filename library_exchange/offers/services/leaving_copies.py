"""Offers of copies that leave the catalogue, or are missing: by hand, with a file, or because one is taken back."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import actor
from library_exchange.core.db import pieces
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.offers import EDITABLE, OfferEvent
from library_exchange.offers.services.transitions import move_offer


def withdraw_offers_of(session: Session, item_ids: Collection[int], now: datetime) -> int:
    """Withdraw the drafts and open offers of these copies; return how many. What is promised keeps its copy."""
    found = [
        offer
        for piece in pieces(sorted(item_ids))
        for offer in session.scalars(
            sa.select(Offer).where(col(Offer.item_id).in_(piece), col(Offer.state).in_(list(EDITABLE)))
        )
    ]
    for offer in found:
        move_offer(session, actor.clock(), offer, OfferEvent.WITHDRAW, now)
    return len(found)
