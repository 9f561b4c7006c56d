"""Tables of the catalogue: union records and their texts, libraries' own records, holdings, items, imports."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, col

from library_exchange.core.models import Row, among, enum_type


class LocalState(StrEnum):
    """Where an item is as far as its own library says; loans to partners are counted apart."""

    ON_SHELF = "on_shelf"
    OUT_LOCALLY = "out_locally"
    NOT_LENT = "not_lent"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"


class ImportState(StrEnum):
    """How far an import is."""

    UPLOADED = "uploaded"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    UNDOING = "undoing"
    UNDONE = "undone"
    DISCARDED = "discarded"


class DoubtKind(StrEnum):
    """Why a person must decide about a record: its number has another book, or its book has another number."""

    OTHER_BOOK = "other_book"
    NEW_NUMBER = "new_number"


class BibliographicRecord(Row, table=True):
    """A title of the union catalogue; it belongs to nobody. What became part of another only leads there.

    `card` is the short display that search pages show, kept in step by `services.records`; the keys serve matching
    and the search without an index; `version` grows with each change that the index must learn.
    """

    __tablename__ = "bibliographic_record"
    __table_args__ = (
        sa.Index("ix_bibliographic_record_match", "title_key", "author_key", "year"),
        sa.CheckConstraint("year IS NULL OR year BETWEEN -3000 AND 2200", name="sensible_year"),
        sa.CheckConstraint("merged_into_id <> id", name="merged_into_another"),
    )

    version: int = 1
    record_type: str = Field(default="a", max_length=1)
    bib_level: str = Field(default="m", max_length=1)
    languages: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    original_language: str | None = Field(default=None, max_length=8)
    country: str | None = Field(default=None, max_length=2)
    year: int | None = None
    year_text: str | None = Field(default=None, max_length=80)
    title_key: str = Field(max_length=300)
    author_key: str = Field(default="", max_length=200)
    part_key: str = Field(default="", max_length=200)
    sort_title: str = Field(default="", max_length=400)
    sort_author: str = Field(default="", max_length=400)
    folded: str = Field(default="", sa_type=sa.Text)
    card: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    merged_into_id: int | None = Field(default=None, foreign_key="bibliographic_record.id", index=True)
    created_at: datetime
    updated_at: datetime


STANDS = col(BibliographicRecord.merged_into_id).is_(None)
"""Of a record that has not become part of another."""


class Contributor(Row, table=True):
    """A person or body with a part in the record; `role` is a MARC relator code; the names are text forms."""

    __tablename__ = "contributor"

    record_id: int = Field(foreign_key="bibliographic_record.id", index=True)
    position: int
    role: str = Field(max_length=8)
    kind: str = Field(max_length=12)
    is_main: bool = False
    dates: str | None = Field(default=None, max_length=80)
    qualifier: str | None = Field(default=None, max_length=80)


TRANSLATED_TITLE = "field = 'title' AND kind = 'translation'"


class TextForm(Row, table=True):
    """One form of one text: original, transliteration or translation, and the library that gave it."""

    __tablename__ = "text_form"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('original', 'transliteration', 'translation')", name="known_kind"),
        sa.CheckConstraint("(field = 'contributor') = (contributor_id IS NOT NULL)", name="names_have_a_contributor"),
        among("ix_text_form_translated_title", TRANSLATED_TITLE, "record_id"),
    )

    record_id: int = Field(foreign_key="bibliographic_record.id", index=True)
    contributor_id: int | None = Field(default=None, foreign_key="contributor.id", index=True)
    field: str = Field(max_length=24)
    position: int
    value: str = Field(sa_type=sa.Text)
    script: str = Field(max_length=4)
    kind: str = Field(max_length=16)
    scheme: str | None = Field(default=None, max_length=24)
    language: str | None = Field(default=None, max_length=8)
    library_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    machine_made: bool = False


class Identifier(Row, table=True):
    """A standard number: `value` is normalised for matching, `as_given` is what the record says."""

    __tablename__ = "identifier"
    __table_args__ = (sa.Index("ix_identifier_value", "kind", "value"),)

    record_id: int = Field(foreign_key="bibliographic_record.id", index=True)
    kind: str = Field(max_length=12)
    value: str = Field(max_length=120)
    as_given: str = Field(max_length=200)
    is_valid: bool = True


class Classification(Row, table=True):
    """A class number in CLC, BBK, UDC, DDC or LCC, with the edition of the scheme."""

    __tablename__ = "classification"

    record_id: int = Field(foreign_key="bibliographic_record.id", index=True)
    scheme: str = Field(max_length=8)
    number: str = Field(max_length=120, index=True)
    edition: str | None = Field(default=None, max_length=40)


class MatchKey(Row, table=True):
    """A key under which a union record is looked for when a library's record comes; see `record_matching`."""

    __tablename__ = "match_key"
    __table_args__ = (sa.UniqueConstraint("key", "record_id"),)

    record_id: int = Field(foreign_key="bibliographic_record.id", index=True)
    key: str = Field(max_length=80)


class Import(Row, table=True):
    """One file that a library gave: what was found in it and how far it is taken in.

    `withdrawn` counts the records that said that a book is there no more, `kept_items` the copies of these that stay
    because they are promised or lent; `held` those about which a person must decide, `left_out` those of which she said
    that they are not wanted. If the file `is_whole`, it is the library's catalogue: what is `missing` in it leaves, as
    many records at most as `may_withdraw`; `withdrawn_missing` did. `survey` is what a look through all of it showed,
    `looked` how far that is. `touched_at` is when it last went on. `columns` is what somebody told of the columns of a
    table, None if they are guessed; `copies` the library's rule by which its copies are read, None without one. Taken
    back, it knows the promised `kept_copies` that stay until they are free, and how many `withdrawn_offers` went.
    """

    __tablename__ = "import"
    __table_args__ = (sa.CheckConstraint("read = accepted + rejected", name="every_record_is_accounted_for"),)

    library_id: int = Field(foreign_key="library.id", index=True)
    filename: str = Field(max_length=300)
    stored_name: str = Field(max_length=80)
    size_bytes: int
    profile: str | None = Field(default=None, max_length=12)
    encoding: str | None = Field(default=None, max_length=20)
    columns: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    copies: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    state: ImportState = Field(sa_type=enum_type(ImportState))
    version: int = 1
    preview: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    expected: int = 0
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    created: int = 0
    updated: int = 0
    joined: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    kept_items: int = 0
    held: int = 0
    left_out: int = 0
    is_whole: bool = False
    survey: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    looked: int = 0
    missing: int = 0
    withdrawn_missing: int = 0
    may_withdraw: int | None = None
    kept_copies: list[int] = Field(default_factory=list, sa_type=sa.JSON)
    withdrawn_offers: int = 0
    created_at: datetime
    touched_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None


BY_HAND = "hand"
"""What stands for the format of a record that was entered here: there are no bytes of it."""


class SourceRecord(Row, table=True):
    """A library's own record as it came: its bytes, what they are, and the union record it describes.

    `said` is what it says (see `services.sources`), None for one that came before that was kept. `withdrawn_at` is when
    the library said that it has the book no more. `seen_in` is the last whole catalogue that had it. `corrected_at` is
    when a librarian last wrote by hand what it says, None if that is as it came; the digest is then of what it says.
    """

    __tablename__ = "source_record"
    __table_args__ = (
        sa.UniqueConstraint("library_id", "source_id"),
        sa.Index("ix_source_record_library_id_digest", "library_id", "digest"),
        sa.Index("ix_source_record_library_id_id", "library_id", "id"),
    )

    library_id: int = Field(foreign_key="library.id")
    source_id: str = Field(max_length=200)
    record_id: int = Field(foreign_key="bibliographic_record.id", index=True)
    import_id: int | None = Field(default=None, foreign_key="import.id", index=True)
    profile: str = Field(max_length=12)
    encoding: str = Field(max_length=20)
    digest: str = Field(max_length=64)
    raw: bytes
    said: bytes | None = None
    withdrawn_at: datetime | None = None
    corrected_at: datetime | None = None
    seen_in: int | None = Field(default=None, foreign_key="import.id")
    imported_at: datetime


class Holding(Row, table=True):
    """What one library has of a record under one call number."""

    __tablename__ = "holding"

    record_id: int = Field(foreign_key="bibliographic_record.id", index=True)
    library_id: int = Field(foreign_key="library.id", index=True)
    source_record_id: int | None = Field(default=None, foreign_key="source_record.id", index=True)
    call_number: str | None = Field(default=None, max_length=120)
    note: str | None = Field(default=None, max_length=300)


class Item(Row, table=True):
    """One copy on a shelf; available when `local_state` is on_shelf and no active loan holds it."""

    __tablename__ = "item"
    __table_args__ = (
        sa.UniqueConstraint("holding_id", "number"),
        sa.Index(
            "ix_item_library_id_barcode",
            "library_id",
            "barcode",
            sqlite_where=sa.text("barcode IS NOT NULL"),
            postgresql_where=sa.text("barcode IS NOT NULL"),
        ),
    )

    holding_id: int = Field(foreign_key="holding.id", index=True)
    library_id: int = Field(foreign_key="library.id", index=True)
    number: int
    barcode: str | None = Field(default=None, max_length=60)
    place: str | None = Field(default=None, max_length=120)
    local_state: LocalState = Field(default=LocalState.ON_SHELF, sa_type=enum_type(LocalState))
