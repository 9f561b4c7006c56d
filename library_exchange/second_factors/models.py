"""Tables of the room: a person's second factor, recovery codes and passkeys, and what these are asked to sign."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from library_exchange.core.models import Row, enum_type
from library_exchange.second_factors.rules import Purpose


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


class Passkey(Row, table=True):
    """A key that a person's device keeps (WebAuthn): only its public half is here, under the name that she gave it.

    `handle` names the person to her devices, one for all her keys, and tells nobody else who she is. `sign_count`
    only grows, for devices that count.
    """

    __tablename__ = "passkey"

    user_id: int = Field(foreign_key="user.id", index=True)
    name: str = Field(max_length=60)
    handle: str = Field(max_length=64)
    credential_id: str = Field(max_length=1400, unique=True)
    public_key: str = Field(max_length=4000)
    sign_count: int = Field(default=0, sa_type=sa.BigInteger)
    made_at: datetime
    used_at: datetime | None = None


class PasskeyChallenge(SQLModel, table=True):
    """What a passkey was asked to sign and has not signed yet, by its hash; for whom, where that is known before."""

    __tablename__ = "passkey_challenge"

    challenge_hash: str = Field(primary_key=True, max_length=64)
    purpose: Purpose = Field(sa_type=enum_type(Purpose, 20))
    user_id: int | None = Field(default=None, foreign_key="user.id")
    made_at: datetime = Field(index=True)
