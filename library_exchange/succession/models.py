"""Table of the room: what a library that leaves asks its successor to take over."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known, listed, once
from library_exchange.succession.rules import ANSWERS, SuccessionState


class Succession(Row, table=True):
    """That the library of a departure asks `successor_id` to take over the kinds in `asked`, and what came of it.

    `taken` are those that the successor said yes to, `moved` how many of each kind were carried over so far.
    """

    __tablename__ = "succession"
    __table_args__ = (
        known("state", SuccessionState),
        sa.CheckConstraint("library_id <> successor_id", name="two_parties"),
        sa.CheckConstraint(f"(answered_at IS NOT NULL) = (state IN ({listed(ANSWERS)}))", name="answer_has_a_date"),
        sa.CheckConstraint("carried_at IS NULL OR state = 'accepted'", name="carried_was_accepted"),
        once("one_succession_at_a_time", "state IN ('asked', 'accepted')", "departure_id"),
    )

    departure_id: int = Field(foreign_key="departure.id", index=True)
    library_id: int = Field(foreign_key="library.id", index=True)
    successor_id: int = Field(foreign_key="library.id", index=True)
    state: SuccessionState = Field(default=SuccessionState.ASKED, sa_type=enum_type(SuccessionState, 12))
    version: int = 1
    asked: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    taken: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    moved: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    asked_at: datetime
    touched_at: datetime
    answered_at: datetime | None = None
    carried_at: datetime | None = None
