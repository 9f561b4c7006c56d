"""What stands on the labels of a library's copies."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord, Holding, Item, LocalState, SourceRecord
from library_exchange.directory.models import Library
from library_exchange.documents.label_sheet import ShelfLabel

MOST = 480
"""So many labels are made at once: twenty sheets."""


def labels_of(
    session: Session, library_id: int, source_ids: Collection[int], item_ids: Collection[int], language: str
) -> list[ShelfLabel]:
    """Return the labels of these copies of the library, and of all of these records, by their shelf marks; one query.

    Withdrawn copies have none. The title stands as the book has it.
    """
    owner = session.get_one(Library, library_id).name_in(language)
    wanted: Any = sa.or_(col(SourceRecord.id).in_(source_ids), col(Item.id).in_(item_ids))
    rows = session.execute(
        sa.select(col(Holding.call_number), col(BibliographicRecord.card), col(Item.barcode))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .join(SourceRecord, col(SourceRecord.id) == col(Holding.source_record_id))
        .join(BibliographicRecord, col(BibliographicRecord.id) == col(Holding.record_id))
        .where(wanted, col(Item.library_id) == library_id, col(Item.local_state) != LocalState.WITHDRAWN)
        .order_by(col(Holding.call_number), col(Item.id))
        .limit(MOST)
    )
    return [ShelfLabel(mark or "", card["titles"][0][0], owner, code or "") for mark, card, code in rows]
