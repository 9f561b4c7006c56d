"""The table of keys."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row


class ApiKey(Row, table=True):
    """A key by which a program of a library works for it, for one `purpose`.

    Kept are its readable beginning (`prefix`) and a digest of the whole; the key itself is shown once.
    """

    __tablename__ = "api_key"
    __table_args__ = (sa.CheckConstraint("expires_at > created_at", name="ends_after_it_begins"),)

    library_id: int = Field(foreign_key="library.id", index=True)
    purpose: str = Field(max_length=80)
    prefix: str = Field(max_length=20, unique=True)
    digest: str = Field(max_length=64)
    scopes: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
