"""What the night does in this room: old deliveries are forgotten."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import nightly
from library_exchange.webhooks.models import WebhookDelivery

KEPT = timedelta(days=30)


def forget(session: Session, at: datetime) -> None:
    """Forget what was to be delivered longer ago than 30 days before `at`, whatever became of it."""
    session.execute(sa.delete(WebhookDelivery).where(col(WebhookDelivery.created_at) < at - KEPT))


VERBS: dict[str, nightly.SessionVerb] = {"forget": forget}
"""What the night does in this room, by name."""
