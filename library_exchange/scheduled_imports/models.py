"""Where the file of a library is fetched, and what became of each try."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known
from library_exchange.scheduled_imports.rules import Often, Outcome


class ScheduledImport(Row, table=True):
    """The address from which a library's file is fetched, and when it is next.

    `username` and the password, sealed for this row alone, are told to the server of the address and to no other.
    `etag`, `last_modified` and `digest` are those of the last file, by which one that did not change is known.
    `failures` counts those in a row since `failing_since`. `changed_at` is when somebody last told the address: a file
    of before says nothing of those that come from it.
    """

    __tablename__ = "scheduled_import"
    __table_args__ = (known("often", Often),)

    library_id: int = Field(foreign_key="library.id", unique=True)
    url: str = Field(max_length=500)
    often: Often = Field(sa_type=enum_type(Often, 20))
    is_whole: bool = False
    username: str = Field(default="", max_length=80)
    sealed_password: str = Field(default="", max_length=800)
    etag: str | None = Field(default=None, max_length=200)
    last_modified: str | None = Field(default=None, max_length=100)
    digest: str | None = Field(default=None, max_length=64)
    failures: int = 0
    failing_since: datetime | None = None
    next_at: datetime = Field(index=True)
    created_at: datetime
    changed_at: datetime


class ScheduledRun(Row, table=True):
    """One try to fetch the file: what became of it, why, and the import if a new file came.

    `has_file` says whether the bytes are still there; `detail` is a number that belongs to the reason.
    """

    __tablename__ = "scheduled_run"
    __table_args__ = (
        known("outcome", Outcome),
        sa.Index("ix_scheduled_run_scheduled_import_id_at", "scheduled_import_id", "at"),
    )

    scheduled_import_id: int = Field(foreign_key="scheduled_import.id", ondelete="CASCADE")
    at: datetime
    outcome: Outcome = Field(sa_type=enum_type(Outcome, 20))
    reason: str | None = Field(default=None, max_length=40)
    detail: str = Field(default="", max_length=20)
    import_id: int | None = Field(default=None, foreign_key="import.id", unique=True)
    has_file: bool = False
