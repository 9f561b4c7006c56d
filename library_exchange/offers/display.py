"""Who offers a title for exchange, as the page of its record shows it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlmodel import Session, col

from library_exchange.directory.models import Library
from library_exchange.offers.models import Offer
from library_exchange.offers.queries.askable import may_be_asked_for
from library_exchange.offers.queries.matching import is_open_offer

MOST_OFFERS = 20


def offered_of(session: Session, library_id: int | None, record_id: int, language: str) -> list[Mapping[str, Any]]:
    """Return who offers a record for exchange, and whether the library may ask for it; two queries."""
    rows = session.execute(
        sa.select(Offer, Library)
        .join(Library, col(Library.id) == col(Offer.library_id))
        .where(col(Offer.record_id) == record_id, is_open_offer())
        .order_by(col(Offer.published_at).desc(), col(Offer.id).desc())
        .limit(MOST_OFFERS)
    ).all()
    askable = may_be_asked_for(session, [offer.id for offer, _library in rows], library_id)
    return [
        {
            "id": offer.id,
            "library": library.name_in(language),
            "country": library.country,
            "url": url_for("directory.show", code=library.code),
            "quantity": offer.quantity,
            "is_gift": offer.is_gift,
            "is_own": library.id == library_id,
            "may_ask": offer.id in askable,
        }
        for offer, library in rows
    ]
