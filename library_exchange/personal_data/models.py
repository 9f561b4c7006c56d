"""Tables of the room: who asked her library to erase what it keeps about her."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row


class ErasureRequest(Row, table=True):
    """A reader asks a library to erase what it keeps about her; the row goes with that, or when she asks no more."""

    __tablename__ = "erasure_request"
    __table_args__ = (sa.UniqueConstraint("membership_id"),)

    membership_id: int = Field(foreign_key="membership.id", ondelete="CASCADE")
    library_id: int = Field(foreign_key="library.id", index=True)
    asked_at: datetime
