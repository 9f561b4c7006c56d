"""The table of practice loans: they stand apart from those that are true, so that nothing counts or lists them."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, listed
from library_exchange.loans.rules.codes import Side, State
from library_exchange.loans.rules.steps import state_of
from library_exchange.practice.rules import REACHED
from library_exchange.shipping.rules.codes import Mode

_REQUESTING, _SUPPLYING = listed(REACHED[Side.REQUESTING]), listed(REACHED[Side.SUPPLYING])


class PracticeLoan(Row, table=True):
    """A library's side of a loan that is practised; a library has one of each side at most.

    The other library is only played and has no row anywhere. `book` is the language (zh or ru) of the book, which is in
    no catalogue. `history` tells each event with its instant, and whether the other library brought it about.
    """

    __tablename__ = "practice_loan"
    __table_args__ = (
        sa.UniqueConstraint("library_id", "side"),
        sa.CheckConstraint(
            f"(side = 'requesting' AND state IN ({_REQUESTING})) OR (side = 'supplying' AND state IN ({_SUPPLYING}))",
            name="state_of_its_side",
        ),
        sa.CheckConstraint("book IN ('ru', 'zh')", name="known_book"),
    )

    library_id: int = Field(foreign_key="library.id")
    side: Side = Field(sa_type=enum_type(Side, 12))
    state: str = Field(max_length=20)
    version: int = 1
    book: str = Field(max_length=2)
    begun_at: datetime = Field(index=True)
    ship_method: Mode | None = Field(default=None, sa_type=enum_type(Mode, 12))
    tracking_no: str | None = Field(default=None, max_length=40)
    due_on: date | None = None
    return_method: Mode | None = Field(default=None, sa_type=enum_type(Mode, 12))
    return_tracking_no: str | None = Field(default=None, max_length=40)
    history: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)

    @property
    def stands(self) -> State:
        """Where the loan stands, as a state of its side."""
        return state_of(self.side, self.state)
