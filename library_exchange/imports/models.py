"""What is kept of files beside the records that were taken in: what could not be read."""

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row


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
