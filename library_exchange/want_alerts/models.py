"""What a library did with offers that fit what it looks for."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row


class FitNote(Row, table=True):
    """When a library was told of an offer that fits, has seen it on the page, or said that it is not interested.

    Which offers fit is asked of the offers each time; only what people did is kept.
    """

    __tablename__ = "fit_note"
    __table_args__ = (
        sa.UniqueConstraint("library_id", "offer_id"),
        sa.CheckConstraint(
            "told_at IS NOT NULL OR seen_at IS NOT NULL OR declined_at IS NOT NULL", name="says_something"
        ),
        sa.Index("ix_fit_note_told", "library_id", "told_at"),
    )

    library_id: int = Field(foreign_key="library.id")
    offer_id: int = Field(foreign_key="exchange_offer.id", index=True)
    told_at: datetime | None = None
    seen_at: datetime | None = None
    declined_at: datetime | None = None
