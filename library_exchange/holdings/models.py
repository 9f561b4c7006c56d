"""What was done by hand: each act with what stood before, so that it can be taken back; why books were withdrawn."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known
from library_exchange.holdings.rules.codes import Act, Reason


class Withdrawal(Row, table=True):
    """Copies of a library's record that left by one act, the whole record or some; of each [item, state before]."""

    __tablename__ = "withdrawal"
    __table_args__ = (known("reason", Reason),)

    library_id: int = Field(foreign_key="library.id", index=True)
    source_record_id: int = Field(foreign_key="source_record.id", index=True, ondelete="CASCADE")
    reason: Reason = Field(sa_type=enum_type(Reason, 20))
    note: str | None = Field(default=None, max_length=300)
    copies: list[list[Any]] = Field(default_factory=list, sa_type=sa.JSON)
    is_whole: bool = False
    withdrawn_at: datetime
    undone_at: datetime | None = None


class Correction(Row, table=True):
    """One act by hand on a record of a library or on copies of it: who did it, and what stood before and after it.

    The person is named as in the audit: by a number that may outlive her account.

    `said_before` and `said_after` are what the record said, both None if it went on saying the same, the first alone of
    one that was entered. `corrected_before` is what `SourceRecord.corrected_at` was. Of each copy are kept
    [item, number, before, after], `before` being empty of a new one. One that took another back names it in
    `undoes_id`.
    """

    __tablename__ = "correction"
    __table_args__ = (known("act", Act),)

    library_id: int = Field(foreign_key="library.id", index=True)
    source_record_id: int = Field(foreign_key="source_record.id", index=True, ondelete="CASCADE")
    user_id: int | None = None
    act: Act = Field(sa_type=enum_type(Act, 20))
    said_before: bytes | None = None
    said_after: bytes | None = None
    corrected_before: datetime | None = None
    copies: list[list[Any]] = Field(default_factory=list, sa_type=sa.JSON)
    done_at: datetime
    undone_at: datetime | None = None
    undoes_id: int | None = Field(default=None, foreign_key="correction.id", ondelete="SET NULL")
