"""Tables of the room: how often which field crossed which border, and until when that is counted."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from library_exchange.core.models import Row


class BorderTransfer(Row, table=True):
    """How many messages of a kind, of one month, took a field from one library to one in another country."""

    __tablename__ = "border_transfer"
    __table_args__ = (sa.UniqueConstraint("month", "sender_id", "recipient_id", "message", "field"),)

    month: str = Field(max_length=7)
    sender_id: int = Field(foreign_key="library.id", index=True)
    recipient_id: int = Field(foreign_key="library.id", index=True)
    message: str = Field(max_length=40)
    field: str = Field(max_length=60)
    count: int = 0


class CountedUntil(SQLModel, table=True):
    """Until which instant the messages that went are counted; one row."""

    __tablename__ = "border_transfer_counted"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int = Field(default=1, primary_key=True)
    until: datetime
