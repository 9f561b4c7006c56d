"""Tables of the room: terms that were set, what the last night did by them, and accounts that belong nowhere."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from library_exchange.core.models import Row, enum_type, once
from library_exchange.retention.rules import Kept

_OF_PLATFORM = "library_id IS NULL"


class RetentionTerm(Row, table=True):
    """A term that a library, or who runs the platform, has set; where there is none the usual one holds."""

    __tablename__ = "retention_term"
    __table_args__ = (
        sa.UniqueConstraint("library_id", "kind"),
        once("one_term_of_the_platform", _OF_PLATFORM, "kind"),
        sa.CheckConstraint("days > 0", name="some_days"),
    )

    library_id: int | None = Field(default=None, foreign_key="library.id")
    kind: Kept = Field(sa_type=enum_type(Kept, 20))
    days: int


class RetentionRun(Row, table=True):
    """What went by one term on the day of the last run, and in all since the first; numbers alone."""

    __tablename__ = "retention_run"
    __table_args__ = (
        sa.UniqueConstraint("library_id", "kind"),
        once("one_run_of_the_platform", _OF_PLATFORM, "kind"),
    )

    library_id: int | None = Field(default=None, foreign_key="library.id")
    kind: Kept = Field(sa_type=enum_type(Kept, 20))
    ran_at: datetime
    went: int = 0
    went_in_all: int = 0


class AccountOfNobody(SQLModel, table=True):
    """An account that belongs to no library, and since which night that is known."""

    __tablename__ = "account_of_nobody"

    user_id: int = Field(primary_key=True, foreign_key="user.id", ondelete="CASCADE")
    since: datetime
