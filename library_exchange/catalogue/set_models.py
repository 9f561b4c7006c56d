"""The table of what libraries' records say of sets and volumes."""

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type
from library_exchange.record_matching.sets import PartKind


class RecordPart(Row, table=True):
    """What a library's record says of one set: that it is a volume of it, has a volume, or is one (see `PartKind`).

    It goes with its source record, and names the other one as that library does: which union records these are now is
    found when it is read (`queries.sets`). `number` and `standard` are the other's own number in that library and its
    ISBN or ISSN, `title` is the other's; `title_key` is that of the set, `sort_key` the order of volumes.
    """

    __tablename__ = "record_part"
    __table_args__ = (sa.Index("ix_record_part_library_id_number", "library_id", "number"),)

    source_record_id: int = Field(foreign_key="source_record.id", index=True, ondelete="CASCADE")
    library_id: int = Field(foreign_key="library.id")
    kind: PartKind = Field(sa_type=enum_type(PartKind))
    title: str = Field(max_length=300)
    title_key: str = Field(max_length=40, index=True)
    volume: str = Field(default="", max_length=200)
    sort_key: str = Field(default="", max_length=80)
    number: str | None = Field(default=None, max_length=200)
    standard: str | None = Field(default=None, max_length=20, index=True)
    publisher: str = Field(default="", max_length=120)
    year: int | None = None
    year_until: int | None = None
