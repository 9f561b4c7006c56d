"""Tables of what people decide about titles: which libraries' records are of one title, which titles may be one."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row

STAYS = "stays_with_merged"
"""What a column says in its `info` that goes on naming a record which became part of another."""


class TitleJudgement(Row, table=True):
    """What somebody decided about two libraries' records: one title or two; `change_id` is the change it is part of."""

    __tablename__ = "title_judgement"
    __table_args__ = (
        sa.UniqueConstraint("first_source_id", "second_source_id"),
        sa.CheckConstraint("first_source_id < second_source_id", name="lower_source_first"),
    )

    first_source_id: int = Field(foreign_key="source_record.id", ondelete="CASCADE")
    second_source_id: int = Field(foreign_key="source_record.id", index=True, ondelete="CASCADE")
    is_same: bool
    change_id: int = Field(index=True)


class TitleDoubt(Row, table=True):
    """Two union records that may be one title, for a person to decide; `score` is that of their likest sources."""

    __tablename__ = "title_doubt"
    __table_args__ = (
        sa.UniqueConstraint("record_id", "other_id"),
        sa.CheckConstraint("record_id < other_id", name="lower_record_first"),
    )

    record_id: int = Field(
        foreign_key="bibliographic_record.id", ondelete="CASCADE", sa_column_kwargs={"info": {STAYS: True}}
    )
    other_id: int = Field(
        foreign_key="bibliographic_record.id",
        index=True,
        ondelete="CASCADE",
        sa_column_kwargs={"info": {STAYS: True}},
    )
    score: int
    found_at: datetime
