"""Addresses to which events of a library are delivered, and what was delivered."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known
from library_exchange.webhooks.rules.delivering import Outcome, State


class Webhook(Row, table=True):
    """An address to which a library has events of some `kinds` delivered.

    Its secret follows from `seed`, and is known by `secret_digest`; the one from `old_seed` signs, too, until
    `old_until`. `cursor` is the number of the last event that was looked at. `due_at` is when the worker is to deliver
    what waits, none where nothing does; `spared_until` keeps it from a server that wants to be left alone.
    `failing_since` is the first failure since the last success, `stopped_at` when a person had to look.
    """

    __tablename__ = "webhook"
    __table_args__ = (
        known("state", State),
        sa.CheckConstraint(
            "(state IN ('failing', 'gone', 'unsigned')) = (stopped_at IS NOT NULL)", name="stopped_since"
        ),
        sa.CheckConstraint("(old_seed IS NULL) = (old_until IS NULL)", name="old_secret_ends"),
    )

    library_id: int = Field(foreign_key="library.id", index=True)
    url: str = Field(max_length=500)
    kinds: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    state: State = Field(default=State.ACTIVE, sa_type=enum_type(State, 12))
    seed: str = Field(max_length=64)
    secret_digest: str = Field(max_length=64)
    old_seed: str | None = Field(default=None, max_length=64)
    old_until: datetime | None = None
    cursor: int
    due_at: datetime | None = None
    spared_until: datetime | None = None
    failing_since: datetime | None = None
    stopped_at: datetime | None = None
    created_at: datetime


class WebhookDelivery(Row, table=True):
    """One event for one address, under the name by which who gets it twice knows it.

    `answer` is the beginning of what the server said to the last try, `failure` why none came.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        known("outcome", Outcome),
        sa.UniqueConstraint("webhook_id", "message_id"),
        sa.CheckConstraint("(outcome = 'waiting') = (next_at IS NOT NULL)", name="waits_until"),
        sa.Index("ix_webhook_delivery_waiting", "webhook_id", "outcome", "next_at"),
    )

    webhook_id: int = Field(foreign_key="webhook.id", ondelete="CASCADE")
    message_id: str = Field(max_length=60)
    type: str = Field(max_length=60)
    body: str = Field(sa_type=sa.Text)
    outcome: Outcome = Field(default=Outcome.WAITING, sa_type=enum_type(Outcome, 12))
    tries: int = 0
    next_at: datetime | None = None
    tried_at: datetime | None = None
    status: int | None = None
    failure: str | None = Field(default=None, max_length=20)
    answer: str = Field(default="", max_length=200)
    created_at: datetime = Field(index=True)
