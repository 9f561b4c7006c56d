"""Tables of the room: the second factor of a person, and her recovery codes."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row


class SecondFactor(Row, table=True):
    """What a person proves herself by beside the password; secrets are sealed (see `core.sealed_secrets`).

    It counts once a code was `confirmed_at`; until then its secret is `pending`. No code of a step up to `last_counter`
    is accepted again. `asked_at` is when she was first told that she must have one.
    """

    __tablename__ = "second_factor"
    __table_args__ = (
        sa.UniqueConstraint("user_id"),
        sa.CheckConstraint("(secret IS NULL) = (confirmed_at IS NULL)", name="confirmed_with_a_secret"),
    )

    user_id: int = Field(foreign_key="user.id")
    asked_at: datetime | None = None
    pending: str | None = Field(default=None, max_length=200)
    secret: str | None = Field(default=None, max_length=200)
    last_counter: int | None = Field(default=None, sa_type=sa.BigInteger)
    confirmed_at: datetime | None = None


class RecoveryCode(Row, table=True):
    """A code that lets its person in once when the telephone is lost; only its hash is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("user_id", "code_hash"),)

    user_id: int = Field(foreign_key="user.id", index=True)
    code_hash: str = Field(max_length=64)
    spent_at: datetime | None = None
