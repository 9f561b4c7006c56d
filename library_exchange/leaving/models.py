"""Table of the room: the departures of libraries."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known, once
from library_exchange.leaving.rules import DepartureState


class Departure(Row, table=True):
    """That a library leaves on a day, and how far that is; `lent` tells whether it lent before it was closing.

    Partners are told of the `successor_id`, the library to which they may turn afterwards.
    """

    __tablename__ = "departure"
    __table_args__ = (
        known("state", DepartureState),
        sa.CheckConstraint("(state = 'left') = (left_at IS NOT NULL)", name="left_has_an_instant"),
        sa.CheckConstraint("successor_id <> library_id", name="successor_is_another"),
        once("one_departure_at_a_time", "state IN ('announced', 'closing')", "library_id"),
    )

    library_id: int = Field(foreign_key="library.id", index=True)
    state: DepartureState = Field(default=DepartureState.ANNOUNCED, sa_type=enum_type(DepartureState, 12))
    version: int = 1
    leaves_on: date
    successor_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    lent: bool = False
    announced_at: datetime
    touched_at: datetime
    left_at: datetime | None = None
