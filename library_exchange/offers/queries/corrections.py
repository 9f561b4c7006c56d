"""Whether an offer can be corrected now: not what is promised, nor what stands in the closed lists of a round."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.hooks import Hook
from library_exchange.offers import labels
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.offers import EDITABLE

CLOSED_LISTS: Hook[sa.Select[Any]] = Hook()
"""Queries of the ids of offers on lists that a room above has closed and is choosing from."""


def in_closed_lists(session: Session, offer_ids: Collection[int]) -> set[int]:
    """Return those of the offers that stand on a closed list; one query for each room that closes lists."""
    return {
        offer_id
        for listed in CLOSED_LISTS.fillings().values()
        for offer_id in session.scalars(
            sa.select(col(Offer.id)).where(col(Offer.id).in_(offer_ids), col(Offer.id).in_(listed))
        )
    }


def why_closed(session: Session, offer: Offer) -> Any:
    """Return why an offer cannot be corrected now, None if it can."""
    if offer.state not in EDITABLE:
        return labels.WHY_CLOSED[offer.state]
    return labels.IN_CLOSED_LISTS if in_closed_lists(session, [offer.id]) else None


def has_title_of_record(offer: Offer, card: Mapping[str, Any] | None) -> bool:
    """Whether the title of an offer is that of its record, which is corrected in the catalogue."""
    titles = (card or {}).get("titles") or []
    return bool(titles) and titles[0][0] == offer.title
