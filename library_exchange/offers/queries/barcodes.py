"""The barcodes of offered copies, by what they travel for."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Item
from library_exchange.offers.models import Offer


def barcodes_of(line: Any) -> Callable[[Session, Collection[int]], Mapping[int, Collection[str]]]:
    """Return the question which barcode each copy bears whose offer stands in a row of the table `line`; one query."""

    def tell(session: Session, ids: Collection[int]) -> Mapping[int, Collection[str]]:
        rows = session.execute(
            sa.select(col(line.id), col(Item.barcode))
            .join(Offer, col(Offer.id) == col(line.offer_id))
            .join(Item, col(Item.id) == col(Offer.item_id))
            .where(col(line.id).in_(ids), col(Item.barcode).is_not(None))
        )
        return {number: (barcode,) for number, barcode in rows}

    return tell
