"""Tables of the doors: whether open, how often they may be asked, how often they were, what went wrong."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, once


class DoorStanding(Row, table=True):
    """Whether an operator has a door open, and when it was last used; one of which nothing stands here is open."""

    __tablename__ = "door_standing"

    door: str = Field(max_length=40, unique=True)
    is_open: bool = True
    last_used_at: datetime | None = None


class DoorLimit(Row, table=True):
    """How many requests of a class an operator allows in a minute: to everybody, or to one key."""

    __tablename__ = "door_limit"
    __table_args__ = (
        once("one_limit_of_a_class", "key_id IS NULL", "door", "name"),
        once("one_limit_of_a_key", "key_id IS NOT NULL", "door", "name", "key_id"),
        sa.CheckConstraint("per_minute > 0", name="allows_some"),
    )

    door: str = Field(max_length=40)
    name: str = Field(max_length=20)
    key_id: int | None = Field(default=None, foreign_key="api_key.id", index=True)
    per_minute: int


class DoorHour(Row, table=True):
    """How many answers a door gave in the hour that began at `hour`, and how many of them told of a fault."""

    __tablename__ = "door_hour"
    __table_args__ = (sa.UniqueConstraint("door", "hour"),)

    door: str = Field(max_length=40)
    hour: datetime = Field(index=True)
    answers: int = 0
    faults: int = 0


class DoorFault(Row, table=True):
    """One thing that went wrong; nothing of who asked but the number of a key, nothing of the words asked for."""

    __tablename__ = "door_fault"
    __table_args__ = (sa.Index("ix_door_fault_door_at", "door", "at"),)

    door: str = Field(max_length=40)
    at: datetime = Field(index=True)
    kind: str = Field(max_length=60)
    status: int
    act: str = Field(max_length=80)
    client: str = Field(max_length=20)
    key_id: int | None = Field(default=None, foreign_key="api_key.id", index=True)
    reference: str = Field(max_length=12)
