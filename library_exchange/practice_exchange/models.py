"""The table of practice exchanges: apart from true offers, consignments and accounts, so that nothing counts them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known
from library_exchange.offers.rules.offers import OfferState
from library_exchange.practice_exchange.rules import Stand
from library_exchange.shipping.rules.codes import ShipmentState


class PracticeExchange(Row, table=True):
    """The exchange that a library practises: one book, offered and sent to a library that is only played.

    `book` is the language (zh or ru) of the book, which is in no catalogue. `history` tells each act with its instant.
    """

    __tablename__ = "practice_exchange"
    __table_args__ = (
        known("offer", OfferState),
        known("consignment", ShipmentState),
        sa.CheckConstraint("book IN ('ru', 'zh')", name="known_book"),
    )

    library_id: int = Field(foreign_key="library.id", unique=True)
    offer: OfferState = Field(sa_type=enum_type(OfferState, 20))
    consignment: ShipmentState | None = Field(default=None, sa_type=enum_type(ShipmentState, 20))
    version: int = 1
    book: str = Field(max_length=2)
    weight_g: int | None = None
    tracking_no: str | None = Field(default=None, max_length=40)
    begun_at: datetime = Field(index=True)
    history: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)

    @property
    def stand(self) -> Stand:
        """Where it stands."""
        return Stand(self.offer, self.consignment)
