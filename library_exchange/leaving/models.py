"""Tables of the room: the departures of libraries, and how copies of those that have left stood before."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.catalogue.models import LocalState
from library_exchange.core.models import Row, enum_type, known, listed, once
from library_exchange.leaving.rules import DepartureState

HAD_LEFT = (DepartureState.LEFT, DepartureState.RETURNED, DepartureState.GONE)


class Departure(Row, table=True):
    """That a library leaves on a day, and how far that is; `lent` tells whether it lent before it was closing.

    Partners are told of the `successor_id`, the library to which they may turn afterwards.
    """

    __tablename__ = "departure"
    __table_args__ = (
        known("state", DepartureState),
        sa.CheckConstraint(f"(state IN ({listed(HAD_LEFT)})) = (left_at IS NOT NULL)", name="left_has_an_instant"),
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


class RestingCopy(Row, table=True):
    """How a copy stood that left the catalogue with its library; kept as long as the library may be brought back."""

    __tablename__ = "resting_copy"
    __table_args__ = (known("local_state", LocalState),)

    library_id: int = Field(foreign_key="library.id", index=True)
    item_id: int = Field(foreign_key="item.id", unique=True, ondelete="CASCADE")
    local_state: LocalState = Field(sa_type=enum_type(LocalState))
