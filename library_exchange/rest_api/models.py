"""The table of what was answered to a POST, so that it is carried out once."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row


class ApiAnswer(Row, table=True):
    """What was answered to a POST of a key under an `Idempotency-Key`, of which the digest is kept.

    `digest` is that of what was asked: another request under the same name is refused. Until it is carried out there is
    no `status`.
    """

    __tablename__ = "api_answer"
    __table_args__ = (sa.UniqueConstraint("key_id", "name"),)

    key_id: int = Field(foreign_key="api_key.id")
    name: str = Field(max_length=64)
    digest: str = Field(max_length=64)
    status: int | None = None
    body: str = Field(default="", sa_type=sa.Text)
    location: str | None = Field(default=None, max_length=200)
    tag: str | None = Field(default=None, max_length=60)
    created_at: datetime = Field(index=True)
