"""The table of exports."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type
from library_exchange.exports.rules.forms import Form


class ExportState(StrEnum):
    """How far an export is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Covers(StrEnum):
    """What an export's list of numbers stands for."""

    OWN = "own"
    """Union records: the file has what the library itself says of them. Without a list, all its records that stand."""
    LISTED = "listed"
    """The library's own records, also those that it has withdrawn."""
    UNION = "union"
    """Union records: the file has what all libraries together say of them."""


class Export(Row, table=True):
    """One file of records that a library ordered: of all its own, or of what `covers` says the `record_ids` are.

    `written` are in the file, `mended` of them without signs that no file may hold; `left_out` those it has no room
    for, the first of them named in `troubles` as [number, title, trouble]. `asked` is the search that chose them.
    """

    __tablename__ = "export"

    library_id: int = Field(foreign_key="library.id", index=True)
    form: Form = Field(sa_type=enum_type(Form))
    language: str = Field(max_length=8)
    asked: str = Field(default="", max_length=300)
    covers: Covers = Field(default=Covers.OWN, sa_type=enum_type(Covers, 12))
    record_ids: list[int] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    state: ExportState = Field(sa_type=enum_type(ExportState))
    expected: int = 0
    written: int = 0
    mended: int = 0
    left_out: int = 0
    troubles: list[list[Any]] = Field(default_factory=list, sa_type=sa.JSON)
    stored_name: str = Field(max_length=80)
    size_bytes: int = 0
    created_at: datetime
    touched_at: datetime
    finished_at: datetime | None = None
