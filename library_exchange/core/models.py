"""What all tables share: naming of constraints, enum columns, and the tables of the core itself."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def enum_type(members: type[StrEnum], length: int = 40) -> sa.Enum:
    """Return a column type that stores the values of `members` as text, on every database alike."""
    return sa.Enum(
        members,
        native_enum=False,
        length=length,
        create_constraint=False,
        validate_strings=True,
        values_callable=lambda kind: [member.value for member in kind],
    )


def listed(members: Iterable[str]) -> str:
    """Return `members` as SQL lists them in `IN (…)`, in one order whatever they come from."""
    return ", ".join(f"'{name}'" for name in sorted(str(name) for name in members))


def known(column: str, members: Iterable[str]) -> sa.CheckConstraint:
    """Return the constraint that a column holds one of `members`."""
    return sa.CheckConstraint(f"{column} IN ({listed(members)})", name=f"known_{column}")


def once(name: str, condition: str, *columns: str) -> sa.Index:
    """Return the index that lets `columns` stand once only among the rows that meet `condition`."""
    wanted = sa.text(condition)
    return sa.Index(name, *columns, unique=True, sqlite_where=wanted, postgresql_where=wanted)


def among(name: str, condition: str, *columns: str) -> sa.Index:
    """Return an index of the few rows that meet `condition`; only a query that says the very same words uses it."""
    wanted = sa.text(condition)
    return sa.Index(name, *columns, sqlite_where=wanted, postgresql_where=wanted)


NEVER_TWICE = {"sqlite_autoincrement": True}
"""How a table is made whose numbers are never given again, though the last rows go; PostgreSQL never does."""


class Row(SQLModel):
    """What a table's rows have that are known by a number: the database gives it when a new row is flushed.

    It is never given to another row: addresses, open forms, letters and the audit go on naming a row that is gone.
    """

    id: int = Field(default=None, primary_key=True)

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        cls.__table_args__ = (*cls.__dict__.get("__table_args__", ()), NEVER_TWICE)


class OutboxMessage(Row, table=True):
    """Something that must still leave the house: a mail, an index entry, a message to a partner, long work.

    `attempts` counts the tries that failed, `waits` those that found that another row must be done before. `request`
    is the one that put it there, as the log names it; `claimed_by` is the machine whose worker has it, where there are
    several.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index(
            "ix_outbox_open",
            "lane",
            "due_at",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
    )

    kind: str = Field(max_length=60)
    lane: str = Field(max_length=20)
    key: str | None = Field(default=None, max_length=200, index=True)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    created_at: datetime
    due_at: datetime
    attempts: int = 0
    waits: int = 0
    claimed_until: datetime | None = None
    claimed_by: int | None = None
    done_at: datetime | None = None
    last_error: str | None = Field(default=None, max_length=500)
    request: str | None = Field(default=None, max_length=12)


class Machine(Row, table=True):
    """An instance folder with a worker, on one of the machines that share a database; it keeps an index of its own."""

    __tablename__ = "machine"

    key: str = Field(max_length=32, unique=True)
    host: str = Field(max_length=100)
    seen_at: datetime


class AlikeSetting(SQLModel, table=True):
    """A setting that must be the same on all machines, by its fingerprint."""

    __tablename__ = "alike_setting"

    name: str = Field(max_length=40, primary_key=True)
    fingerprint: str = Field(max_length=32)


class RateCount(SQLModel, table=True):
    """How often something was tried until its window ends, under the hash of who tried what."""

    __tablename__ = "rate_count"

    key: str = Field(max_length=64, primary_key=True)
    amount: int
    ends_at: datetime = Field(index=True)


class FilePiece(SQLModel, table=True):
    """A piece of a file that all machines can read, in its place; the file has a random name in its folder."""

    __tablename__ = "file_piece"

    folder: str = Field(max_length=20, primary_key=True)
    name: str = Field(max_length=200, primary_key=True)
    number: int = Field(primary_key=True)
    content: bytes


class NightlyRun(SQLModel, table=True):
    """How a piece of nightly work went the last time; `error` is the kind of error, nothing when it succeeded."""

    __tablename__ = "nightly_run"
    __table_args__ = (sa.CheckConstraint("error IS NOT NULL OR succeeded_at IS NOT NULL", name="succeeded_or_failed"),)

    name: str = Field(max_length=60, primary_key=True)
    tried_at: datetime
    succeeded_at: datetime | None = None
    error: str | None = Field(default=None, max_length=100)


class SentForm(SQLModel, table=True):
    """A form that was carried out: under the hash of its token, by which request, and where the answer led."""

    __tablename__ = "sent_form"

    key: str = Field(max_length=64, primary_key=True)
    request_id: str = Field(max_length=12)
    sent_at: datetime = Field(index=True)
    location: str | None = Field(default=None, max_length=500)


class AuditEntry(Row, table=True):
    """Who did what to which thing, through which door; rows are only ever inserted."""

    __tablename__ = "audit"
    __table_args__ = (sa.Index("ix_audit_subject", "subject", "subject_id"),)

    at: datetime
    actor_kind: str = Field(max_length=20)
    door: str = Field(max_length=20)
    library_id: int | None = Field(default=None, index=True)
    user_id: int | None = None
    action: str = Field(max_length=60)
    subject: str = Field(max_length=40)
    subject_id: int | None = None
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
