"""The table of records as doors write them, ready to go out."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class WrittenRecord(SQLModel, table=True):
    """A record in one form, compressed, as it was written when `state` was so: of another state it is not told.

    It is no truth of its own: whatever is missing here, or of another state, is written anew from what the record says.
    """

    __tablename__ = "written_record"

    record_id: int = Field(primary_key=True, foreign_key="bibliographic_record.id", ondelete="CASCADE")
    form: str = Field(primary_key=True, max_length=20)
    state: str = Field(max_length=32)
    content: bytes = Field(sa_type=sa.LargeBinary)
