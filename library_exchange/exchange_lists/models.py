"""Tables of lists on their way in, their lines, and which editions libraries meant."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from library_exchange.core.models import Row, enum_type, once
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.offers.models import ListKind


class Source(StrEnum):
    """How a list came in."""

    PASTE = "paste"
    TABLE = "table"
    MARC = "marc"
    SCAN = "scan"


class ListImportState(StrEnum):
    """Whether a list is still being looked at."""

    OPEN = "open"
    TAKEN = "taken"
    DISCARDED = "discarded"


_SCANNING = "source = 'scan' AND state = 'open'"


class ListImport(Row, table=True):
    """A list on its way in: kept here until every line is taken or left out, whatever happens to the browser."""

    __tablename__ = "exchange_list_import"
    __table_args__ = (
        once("one_scanned_list_at_a_time", _SCANNING, "library_id", "kind"),
        sa.Index("ix_exchange_list_import_desk", "library_id", "state"),
    )

    library_id: int = Field(foreign_key="library.id")
    kind: ListKind = Field(sa_type=enum_type(ListKind))
    source: Source = Field(sa_type=enum_type(Source))
    state: ListImportState = Field(default=ListImportState.OPEN, sa_type=enum_type(ListImportState))
    version: int = 1
    filename: str | None = Field(default=None, max_length=300)
    created_at: datetime
    touched_at: datetime


class ListImportLine(Row, table=True):
    """One line of such a list: its text as it came, what was recognised in it, what is wrong, what it became.

    `told` is the book as the line alone tells it, `entry` the same completed from the catalogue. Lines with one
    `book_key` tell of one book: the later ones are counted with the first, whose number is their `joined_to`.
    `same_offer_id` and `same_want_id` are lines of the library that stand already for the same book.
    """

    __tablename__ = "exchange_list_import_line"
    __table_args__ = (
        sa.UniqueConstraint("list_import_id", "number"),
        sa.CheckConstraint(
            "(CASE WHEN offer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN want_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN is_left_out THEN 1 ELSE 0 END) <= 1",
            name="taken_once_or_left_out",
        ),
        sa.CheckConstraint("joined_to IS NULL OR joined_to <> number", name="joined_to_another_line"),
        sa.Index("ix_exchange_list_import_line_book", "list_import_id", "book_key"),
    )

    list_import_id: int = Field(foreign_key="exchange_list_import.id")
    number: int
    text: str = Field(max_length=1000)
    told: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    entry: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    record_id: int | None = Field(default=None, foreign_key="bibliographic_record.id", index=True)
    problem: Problem | None = Field(default=None, sa_type=enum_type(Problem))
    detail: str | None = Field(default=None, max_length=200)
    wrong_number: str | None = Field(default=None, max_length=40)
    likely_number: str | None = Field(default=None, max_length=13)
    book_key: str = Field(default="", max_length=64)
    joined_to: int | None = None
    answers: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    same_offer_id: int | None = Field(default=None, foreign_key="exchange_offer.id", index=True)
    same_want_id: int | None = Field(default=None, foreign_key="exchange_want.id", index=True)
    is_left_out: bool = False
    offer_id: int | None = Field(default=None, foreign_key="exchange_offer.id", index=True)
    want_id: int | None = Field(default=None, foreign_key="exchange_want.id", index=True)

    @property
    def remark(self) -> str | None:
        """Return the words that belong to nothing a book has: what is remarked on a copy that is offered."""
        words = self.told.get("unread", {}).get("remark")
        return str(words) if words else None


class EditionChoice(SQLModel, table=True):
    """Which edition a library means by a title of which there are several; no record: none of those we know."""

    __tablename__ = "exchange_edition_choice"

    library_id: int = Field(foreign_key="library.id", primary_key=True)
    title_key: str = Field(max_length=300, primary_key=True)
    record_id: int | None = Field(default=None, foreign_key="bibliographic_record.id", index=True)
