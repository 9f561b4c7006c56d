"""Books that are given away, told where the title is shown."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.directory.models import Library
from library_exchange.offers.models import Offer
from library_exchange.offers.queries.matching import is_open_offer
from library_exchange.offers.rules.offers import Reserve
from library_exchange.references.linked_data import Gift


def gifts_of(session: Session, record_id: int) -> list[Gift]:
    """Return which libraries give copies of a record's book to anybody, in the order of their names; one query."""
    chosen = (
        sa.select(Library, col(Offer.quantity))
        .join(Offer, col(Offer.library_id) == col(Library.id))
        .where(col(Offer.record_id) == record_id, col(Offer.is_gift), col(Offer.reserve) == Reserve.ANYONE)
        .where(is_open_offer())
        .order_by(col(Library.code), col(Offer.id))
    )
    found: dict[int | None, Gift] = {}
    for library, copies in session.execute(chosen):
        before = found[library.id].copies if library.id in found else 0
        found[library.id] = Gift(library, before + copies)
    return list(found.values())
