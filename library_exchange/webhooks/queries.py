"""Reading addresses for events and what was delivered to them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.errors import NotFound
from library_exchange.core.worklist import entries
from library_exchange.directory.models import Library
from library_exchange.directory.queries import is_member
from library_exchange.webhooks.models import Webhook, WebhookDelivery
from library_exchange.webhooks.rules.delivering import STOPPED, Outcome, State


def of_library(session: Session, library_id: int) -> Sequence[Webhook]:
    """Return the addresses of a library, the newest first; one query."""
    own = sa.select(Webhook).where(col(Webhook.library_id) == library_id)
    return session.scalars(own.order_by(col(Webhook.id).desc())).all()


def get_webhook(session: Session, library_id: int, webhook_id: int) -> Webhook:
    """Return an address of the library. Raises NotFound, also for another's."""
    found = session.get(Webhook, webhook_id)
    if found is None or found.library_id != library_id:
        raise NotFound("webhook", webhook=webhook_id)
    return found


def get_to_change(session: Session, library_id: int, webhook_id: int) -> Webhook:
    """Return an address of the library, which nobody else changes meanwhile. Raises NotFound, also for another's."""
    found = get_webhook(session, library_id, webhook_id)
    session.refresh(found, with_for_update=True)
    return found


def get_delivery(session: Session, webhook: Webhook, delivery_id: int) -> WebhookDelivery:
    """Return a delivery to the address. Raises NotFound, also for one to another address."""
    found = session.get(WebhookDelivery, delivery_id)
    if found is None or found.webhook_id != webhook.id:
        raise NotFound("webhook-delivery", delivery=delivery_id)
    return found


def count_deliveries(session: Session, webhook_id: int) -> int:
    """Return how many deliveries to an address are kept; one query."""
    own = sa.select(sa.func.count(col(WebhookDelivery.id))).where(col(WebhookDelivery.webhook_id) == webhook_id)
    return session.scalar(own) or 0


def deliveries(session: Session, webhook_id: int, limit: int, offset: int) -> Sequence[WebhookDelivery]:
    """Return some deliveries to an address, the newest first; one query."""
    own = sa.select(WebhookDelivery).where(col(WebhookDelivery.webhook_id) == webhook_id)
    return session.scalars(own.order_by(col(WebhookDelivery.id).desc()).limit(limit).offset(offset)).all()


def active(session: Session) -> Sequence[Webhook]:
    """Return the addresses of members to which events are delivered; one query."""
    here = sa.select(Webhook).join(Library, col(Library.id) == col(Webhook.library_id)).where(is_member())
    return session.scalars(here.where(col(Webhook.state) == State.ACTIVE).order_by(col(Webhook.id))).all()


def next_due(session: Session, webhook_id: int, at: datetime) -> WebhookDelivery | None:
    """Return what is to be delivered to an address at `at`, what was due first; one query."""
    due = _waiting(webhook_id).where(col(WebhookDelivery.next_at) <= at)
    return session.scalars(due.order_by(col(WebhookDelivery.next_at), col(WebhookDelivery.id)).limit(1)).first()


def next_instant(session: Session, webhook_id: int) -> datetime | None:
    """Return when something is to be delivered to an address, None if nothing waits; one query."""
    soonest = _waiting(webhook_id).order_by(col(WebhookDelivery.next_at)).limit(1)
    found = session.scalars(soonest).first()
    return found.next_at if found else None


def _waiting(webhook_id: int) -> Any:
    own = (col(WebhookDelivery.webhook_id) == webhook_id, col(WebhookDelivery.outcome) == Outcome.WAITING)
    return sa.select(WebhookDelivery).where(*own)


def stopped(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the addresses of a library that get nothing more until a person looks."""
    own = (col(Webhook.library_id) == library_id, col(Webhook.state).in_(STOPPED))
    return entries(Webhook, *own, since=col(Webhook.stopped_at))


def addresses(session: Session, ids: Sequence[int]) -> Mapping[int, str]:
    """Return the addresses by number; one query."""
    rows = sa.select(col(Webhook.id), col(Webhook.url)).where(col(Webhook.id).in_(ids))
    return {row.id: row.url for row in session.execute(rows)}
