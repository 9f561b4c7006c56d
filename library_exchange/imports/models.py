"""What is kept of files beside the records that were taken in: what could not be read, what a person must decide."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.catalogue.models import DoubtKind
from library_exchange.catalogue.title_models import STAYS
from library_exchange.core.models import Row, enum_type


class DoubtState(StrEnum):
    """What was decided about a record that came under a number of another book, or under a new number.

    It takes the known record's place, stands beside it, does so without the bar codes that the known one has, or is
    not wanted; or a later file asked the same anew.
    """

    OPEN = "open"
    REPLACED = "replaced"
    KEPT_APART = "kept_apart"
    NUMBERLESS = "numberless"
    LEFT_OUT = "left_out"
    OVERTAKEN = "overtaken"


class Rejection(Row, table=True):
    """A record that could not be taken in: why, and its bytes."""

    __tablename__ = "rejection"
    __table_args__ = (sa.UniqueConstraint("import_id", "position"),)

    import_id: int = Field(foreign_key="import.id", index=True)
    position: int
    offset: int
    reason: str = Field(max_length=40)
    detail: str = Field(default="", max_length=300)
    raw: bytes


class ImportDoubt(Row, table=True):
    """A record about which a person decides: its `number`, the source record it stands against, and what it says.

    One that is kept apart from another book of its number goes as `kept_as` from then on, in later files too.
    """

    __tablename__ = "import_doubt"
    __table_args__ = (
        sa.Index("ix_import_doubt_import_id_state", "import_id", "state"),
        sa.Index("ix_import_doubt_library_id_number", "library_id", "number"),
    )

    import_id: int = Field(foreign_key="import.id")
    library_id: int = Field(foreign_key="library.id")
    kind: DoubtKind = Field(sa_type=enum_type(DoubtKind))
    state: DoubtState = Field(default=DoubtState.OPEN, sa_type=enum_type(DoubtState))
    version: int = 1
    number: str = Field(max_length=200)
    known_id: int = Field(foreign_key="source_record.id", index=True)
    kept_as: str | None = Field(default=None, max_length=200)
    profile: str = Field(max_length=12)
    encoding: str = Field(max_length=20)
    digest: str = Field(max_length=64)
    raw: bytes
    said: bytes


class ImportMerger(Row, table=True):
    """A title that became part of another one by an import: what went along, by which that goes back.

    Both are named by their numbers alone: a record that is taken out is no reason to forget, nor does either stand.
    """

    __tablename__ = "import_merger"

    import_id: int = Field(foreign_key="import.id", index=True)
    record_id: int = Field(index=True)
    into_id: int
    moved: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


class SourceRecordBefore(Row, table=True):
    """What a source record was before an import changed it, and where its copies were.

    Of each copy [item, state, number, place] are kept; place, and number before it, may be lacking in older rows.
    """

    __tablename__ = "source_record_before"
    __table_args__ = (sa.UniqueConstraint("import_id", "source_record_id"),)

    import_id: int = Field(foreign_key="import.id")
    source_record_id: int = Field(foreign_key="source_record.id", index=True)
    record_id: int = Field(foreign_key="bibliographic_record.id", index=True, sa_column_kwargs={"info": {STAYS: True}})
    source_id: str = Field(max_length=200)
    before_import_id: int | None = None
    profile: str = Field(max_length=12)
    encoding: str = Field(max_length=20)
    digest: str = Field(max_length=64)
    raw: bytes
    said: bytes | None = None
    withdrawn_at: datetime | None = None
    corrected_at: datetime | None = None
    imported_at: datetime
    copies: list[list[Any]] = Field(default_factory=list, sa_type=sa.JSON)


class CopiesTold(Row, table=True):
    """How a library writes its copies into its records, as it told, by the format of a file (see `marc.copy_rules`)."""

    __tablename__ = "copies_told"

    library_id: int = Field(foreign_key="library.id", unique=True)
    rule: dict[str, Any] = Field(sa_type=sa.JSON)
    changed_at: datetime


class PartedFile(Row, table=True):
    """A file that comes in parts, one of a library at a time: its name and size, and its SHA-256 sum if it was told."""

    __tablename__ = "parted_file"
    __table_args__ = (sa.CheckConstraint("size_bytes > 0", name="has_bytes"),)

    library_id: int = Field(foreign_key="library.id", unique=True)
    filename: str = Field(max_length=300)
    size_bytes: int
    digest: str = Field(default="", max_length=64)
    begun_at: datetime
    touched_at: datetime = Field(index=True)


class FilePart(Row, table=True):
    """A part of such a file, in its place; it lies among the uploads under a random name."""

    __tablename__ = "file_part"
    __table_args__ = (
        sa.UniqueConstraint("parted_file_id", "position"),
        sa.UniqueConstraint("parted_file_id", "digest"),
    )

    parted_file_id: int = Field(foreign_key="parted_file.id", ondelete="CASCADE")
    position: int
    filename: str = Field(max_length=300)
    stored_name: str = Field(max_length=40)
    size_bytes: int
    digest: str = Field(max_length=64)
    at: datetime
