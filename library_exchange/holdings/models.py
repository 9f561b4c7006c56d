"""What was withdrawn by hand: why, and which copies, so that it can come back."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known
from library_exchange.holdings.rules.codes import Reason


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
