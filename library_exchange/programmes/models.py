"""Tables of programmes: a programme, its curated lists, their titles, what libraries pledge."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.citations.numbers import LONGEST_PRINTED
from library_exchange.core.models import Row, enum_type, known, listed, once
from library_exchange.programmes import rules
from library_exchange.programmes.rules import ListState, PledgeState, ProgrammeState

_NOT_PUBLIC = f"state NOT IN ({listed(rules.PUBLIC_PROGRAMMES)})"
_BOTH = "name_zh IS NOT NULL AND name_ru IS NOT NULL AND note_zh IS NOT NULL AND note_ru IS NOT NULL"
_STANDING = f"state IN ({listed(rules.HOLDING)})"


class Programme(Row, table=True):
    """A themed programme of two organising libraries, one on each side of the border; both days belong to it."""

    __tablename__ = "programme"
    __table_args__ = (
        known("state", ProgrammeState),
        sa.CheckConstraint("author_id <> partner_id", name="two_organisers"),
        sa.CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        sa.CheckConstraint(f"{_NOT_PUBLIC} OR ({_BOTH})", name="said_in_both_languages"),
        sa.Index("ix_programme_public", "state", "starts_on"),
    )

    state: ProgrammeState = Field(default=ProgrammeState.DRAFT, sa_type=enum_type(ProgrammeState, 12))
    version: int = 1
    author_id: int = Field(foreign_key="library.id", index=True)
    partner_id: int = Field(foreign_key="library.id", index=True)
    name_zh: str | None = Field(default=None, max_length=200)
    name_ru: str | None = Field(default=None, max_length=200)
    name_en: str | None = Field(default=None, max_length=200)
    note_zh: str | None = Field(default=None, max_length=2000)
    note_ru: str | None = Field(default=None, max_length=2000)
    starts_on: date
    ends_on: date
    created_at: datetime
    touched_at: datetime

    @property
    def organisers(self) -> frozenset[int]:
        """The two libraries that organise it."""
        return frozenset({self.author_id, self.partner_id})


class BookList(Row, table=True):
    """A curated list: its editor's choice for the readers of the library that receives the books.

    `closes_on` is the last day on which libraries may pledge copies.
    """

    __tablename__ = "book_list"
    __table_args__ = (
        known("state", ListState),
        sa.CheckConstraint(f"state IN ('draft', 'cancelled') OR ({_BOTH})", name="said_in_both_languages"),
        sa.CheckConstraint("(closed_at IS NOT NULL) = (state NOT IN ('draft', 'open'))", name="closed_has_a_date"),
    )

    programme_id: int = Field(foreign_key="programme.id", index=True)
    editor_id: int = Field(foreign_key="library.id", index=True)
    receiver_id: int = Field(foreign_key="library.id", index=True)
    state: ListState = Field(default=ListState.DRAFT, sa_type=enum_type(ListState, 12))
    version: int = 1
    name_zh: str | None = Field(default=None, max_length=200)
    name_ru: str | None = Field(default=None, max_length=200)
    note_zh: str | None = Field(default=None, max_length=2000)
    note_ru: str | None = Field(default=None, max_length=2000)
    closes_on: date
    created_at: datetime
    touched_at: datetime
    closed_at: datetime | None = None


class ListTitle(Row, table=True):
    """One title of a list: the book in its own script and in both languages, why it is there, how many are asked for.

    One of the languages may lack until the partner has written it.

    `pledged` counts the copies of pledges that stand; only a guarded UPDATE moves it, so no copy is promised twice.
    """

    __tablename__ = "book_list_title"
    __table_args__ = (
        sa.UniqueConstraint("list_id", "number"),
        sa.CheckConstraint("wanted BETWEEN 1 AND 500", name="sensible_wish"),
        sa.CheckConstraint("pledged BETWEEN 0 AND wanted", name="no_more_than_wanted"),
        sa.CheckConstraint("title_zh IS NOT NULL OR title_ru IS NOT NULL", name="read_by_one_side"),
    )

    list_id: int = Field(foreign_key="book_list.id")
    number: int
    record_id: int | None = Field(default=None, foreign_key="bibliographic_record.id", index=True)
    title: str = Field(max_length=500)
    language: str = Field(max_length=3)
    title_zh: str | None = Field(default=None, max_length=500)
    title_ru: str | None = Field(default=None, max_length=500)
    transliteration: str | None = Field(default=None, max_length=500)
    author: str | None = Field(default=None, max_length=300)
    publisher: str | None = Field(default=None, max_length=200)
    year: int | None = None
    isbn: str | None = Field(default=None, max_length=13)
    printed_isbn: str | None = Field(default=None, max_length=LONGEST_PRINTED)
    why_zh: str | None = Field(default=None, max_length=500)
    why_ru: str | None = Field(default=None, max_length=500)
    wanted: int = 1
    pledged: int = 0


class Pledge(Row, table=True):
    """What one library promises to give of one title; it has one pledge that stands for each."""

    __tablename__ = "book_list_pledge"
    __table_args__ = (
        known("state", PledgeState),
        sa.CheckConstraint("copies BETWEEN 1 AND 500", name="some_copies"),
        sa.CheckConstraint(
            "state NOT IN ('planned', 'sent', 'received') OR consignment_id IS NOT NULL", name="has_a_consignment"
        ),
        once("one_standing_pledge", _STANDING, "title_id", "library_id"),
    )  # fmt: skip

    title_id: int = Field(foreign_key="book_list_title.id")
    library_id: int = Field(foreign_key="library.id", index=True)
    state: PledgeState = Field(default=PledgeState.PLEDGED, sa_type=enum_type(PledgeState, 12))
    version: int = 1
    copies: int
    consignment_id: int | None = Field(default=None, foreign_key="consignment.id", index=True)
    pledged_at: datetime
    touched_at: datetime
