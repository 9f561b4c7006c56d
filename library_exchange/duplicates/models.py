"""What librarians did to titles of the union catalogue, so that it can be undone."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type


class TitleAct(StrEnum):
    """What somebody decided about two titles, or about the records of one."""

    MERGE = "merge"
    SPLIT = "split"
    KEEP_APART = "keep_apart"


class TitleChange(Row, table=True):
    """One decision: `record_id` is the record that stays, `other_id` the one that joined it, left it or is another.

    `steps` hold what is needed to undo it. `library_id` and `undone_by_id` are None where the platform did it.
    """

    __tablename__ = "title_change"

    at: datetime
    library_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    act: TitleAct = Field(sa_type=enum_type(TitleAct))
    record_id: int = Field(index=True)
    other_id: int = Field(index=True)
    name: str = Field(max_length=300)
    other_name: str = Field(max_length=300)
    steps: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    undone_at: datetime | None = None
    undone_by_id: int | None = Field(default=None, foreign_key="library.id", index=True)
