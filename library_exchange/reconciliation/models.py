"""Tables of the room: the comparison of a year of two libraries, and what they remark on its lines."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known, listed
from library_exchange.reconciliation.rules import FROZEN, SAID, Phrase, ReconciliationState

LONGEST_REMARK = 1000


class Reconciliation(Row, table=True):
    """The comparison of the accounts of two libraries, the lower id first, for one year.

    `said_by_id` is the side that agreed or differs while the other is to answer. `figures` are kept from the first yes
    on; before that they are those of the books.
    """

    __tablename__ = "reconciliation"
    __table_args__ = (
        known("state", ReconciliationState),
        sa.UniqueConstraint("first_id", "second_id", "year", name="one_comparison_of_a_year"),
        sa.CheckConstraint("first_id < second_id", name="two_parties"),
        sa.CheckConstraint("said_by_id IN (first_id, second_id)", name="said_by_a_party"),
        sa.CheckConstraint(f"state NOT IN ({listed(SAID)}) OR said_by_id IS NOT NULL", name="somebody_said_it"),
        sa.CheckConstraint(f"(state IN ({listed(FROZEN)})) = (figures IS NOT NULL)", name="agreed_figures_are_kept"),
        sa.CheckConstraint("(state = 'agreed') = (agreed_at IS NOT NULL)", name="agreed_has_a_date"),
    )

    first_id: int = Field(foreign_key="library.id")
    second_id: int = Field(foreign_key="library.id", index=True)
    year: int
    state: ReconciliationState = Field(default=ReconciliationState.OPEN, sa_type=enum_type(ReconciliationState, 12))
    version: int = 1
    said_by_id: int | None = Field(default=None, foreign_key="library.id")
    figures: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    is_on_paper: bool = False
    created_at: datetime
    touched_at: datetime
    agreed_at: datetime | None = None

    @property
    def parties(self) -> tuple[int, int]:
        """The two libraries."""
        return self.first_id, self.second_id

    def other(self, library_id: int | None) -> int:
        """Return the party that is not `library_id`."""
        return self.second_id if library_id == self.first_id else self.first_id


class ReconciliationRemark(Row, table=True):
    """What a side says of a line (`line` names it), or answers; never which person.

    A phrase is read in every language, `text` is in the `language` of who wrote it. `first` and `second` are what its
    books say that either library has given or is owed.
    """

    __tablename__ = "reconciliation_remark"
    __table_args__ = (
        known("phrase", Phrase),
        sa.CheckConstraint(
            "text IS NOT NULL OR phrase IS NOT NULL OR first IS NOT NULL OR second IS NOT NULL", name="says_something"
        ),
    )

    reconciliation_id: int = Field(foreign_key="reconciliation.id", index=True)
    library_id: int = Field(foreign_key="library.id")
    line: str | None = Field(default=None, max_length=60)
    phrase: Phrase | None = Field(default=None, sa_type=enum_type(Phrase, 20))
    first: int | None = None
    second: int | None = None
    text: str | None = Field(default=None, max_length=LONGEST_REMARK)
    language: str = Field(max_length=2)
    said_at: datetime
