"""The libraries that were asked to complete their address, each once for a consignment."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row


class AddressRequest(Row, table=True):
    """A library was asked for what its address lacks; `abroad` if the post of another country is to read it."""

    __tablename__ = "address_request"
    __table_args__ = (
        sa.UniqueConstraint("consignment_id", "library_id"),
        sa.CheckConstraint("library_id <> asker_id", name="two_parties"),
    )

    consignment_id: int = Field(foreign_key="consignment.id")
    library_id: int = Field(foreign_key="library.id", index=True)
    asker_id: int = Field(foreign_key="library.id", index=True)
    abroad: bool
    asked_at: datetime
