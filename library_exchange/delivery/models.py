"""The scans that libraries hand over."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known
from library_exchange.delivery.rules import FileKind


class DeliveredFile(Row, table=True):
    """A scan that the library of the supplying row `loan_id` hands over; the night deletes it after the day `until`.

    It waits to be looked at until `sent_at`. Its `name` is what the file was called, which stays in the library.
    It can be opened `most_openings` times by its link, which bears the file's `key` and no word of who reads it.
    """

    __tablename__ = "delivered_file"
    __table_args__ = (
        known("kind", FileKind),
        sa.CheckConstraint("openings >= 0 AND openings <= most_openings", name="openings_are_limited"),
    )

    loan_id: int = Field(foreign_key="loan_request.id", unique=True)
    key: str = Field(max_length=40, unique=True)
    number: str = Field(max_length=50)
    kind: FileKind = Field(sa_type=enum_type(FileKind, 12))
    content: bytes = Field(sa_type=sa.LargeBinary)
    name: str = Field(max_length=200)
    digest: str = Field(max_length=64)
    until: date
    most_openings: int
    openings: int = 0
    added_at: datetime
    sent_at: datetime | None = None
