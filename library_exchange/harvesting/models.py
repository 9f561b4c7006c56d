"""Where a library's records are harvested, what became of each harvest, and what the server calls each record."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known
from library_exchange.harvesting.rules.runs import Deleted, Outcome
from library_exchange.scheduled_imports.rules import Often


class HarvestSource(Row, table=True):
    """A server from which a library's records are harvested, and when that is next.

    `offers` is what the server said that it gives (`formats`, `sets`); nothing is harvested before somebody chose a
    `prefix` of these. `failures` counts those in a row since `failing_since`, `waits` how often in a row it said that
    it is busy. `changed_at` is when somebody last changed what is harvested: what came before says nothing of it.
    """

    __tablename__ = "harvest_source"
    __table_args__ = (
        known("often", Often),
        known("deleted", Deleted),
        sa.UniqueConstraint("library_id", "url", "set_spec"),
    )

    library_id: int = Field(foreign_key="library.id", index=True)
    url: str = Field(max_length=500)
    name: str = Field(max_length=300)
    has_seconds: bool = False
    deleted: Deleted = Field(default=Deleted.NO, sa_type=enum_type(Deleted, 20))
    offers: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    prefix: str | None = Field(default=None, max_length=300)
    set_spec: str = Field(default="", max_length=300)
    often: Often = Field(default=Often.NIGHTLY, sa_type=enum_type(Often, 20))
    is_paused: bool = False
    is_whole_next: bool = False
    failures: int = 0
    failing_since: datetime | None = None
    waits: int = 0
    next_at: datetime = Field(index=True)
    created_at: datetime
    changed_at: datetime


class Harvest(Row, table=True):
    """One harvest: what became of it and why, how far it came, and the import if there was something new.

    It asked for what changed since `since`, all if it `is_whole`; `told_at` is the time of the server when it began.
    What came is kept in files while it `has_pages`. `reason` of one that goes on is why it broke off last.
    """

    __tablename__ = "harvest"
    __table_args__ = (known("outcome", Outcome), sa.Index("ix_harvest_source_id_at", "source_id", "at"))

    source_id: int = Field(foreign_key="harvest_source.id", ondelete="CASCADE")
    at: datetime
    outcome: Outcome = Field(default=Outcome.RUNNING, sa_type=enum_type(Outcome, 20))
    reason: str | None = Field(default=None, max_length=40)
    detail: str = Field(default="", max_length=40)
    is_whole: bool = False
    since: datetime | None = None
    told_at: datetime | None = None
    pages: int = 0
    records: int = 0
    deleted: int = 0
    restarts: int = 0
    has_pages: bool = False
    import_id: int | None = Field(default=None, foreign_key="import.id", unique=True)
    finished_at: datetime | None = None


class HarvestedRecord(Row, table=True):
    """What a server calls a record, and the number by which the library knows it.

    It was last seen in `harvest_id`; since `gone_at` the server has it no more, or under another number.
    """

    __tablename__ = "harvested_record"
    __table_args__ = (
        sa.UniqueConstraint("source_id", "identifier", "number"),
        sa.Index("ix_harvested_record_source_id_number", "source_id", "number"),
    )

    source_id: int = Field(foreign_key="harvest_source.id", ondelete="CASCADE")
    identifier: str = Field(max_length=500)
    number: str = Field(max_length=200)
    harvest_id: int
    gone_at: datetime | None = None
