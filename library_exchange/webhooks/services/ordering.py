"""Having the worker deliver what waits for an address: one order at a time, whatever waits."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import outbox
from library_exchange.core.https_addresses import server_of
from library_exchange.webhooks.models import Webhook

DELIVER = "webhooks.deliver"


def order(session: Session, webhook: Webhook, at: datetime) -> None:
    """Have what waits for the address delivered from `at` on; an order that is due already sees to it, too."""
    due = max(at, webhook.spared_until or at)
    if webhook.due_at is None or webhook.due_at > due:
        order_for(session, webhook, due)


def order_for(session: Session, webhook: Webhook, due: datetime) -> None:
    """Have what waits delivered at the instant `due`; an order for another instant than that comes to nothing."""
    webhook.due_at = due
    session.add(webhook)
    session.flush()
    # The address may hold what nobody else should know: the outbox names the row alone.
    outbox.put(session, DELIVER, {"webhook": webhook.id, "due": due.isoformat()}, due_at=due)


def server_named(webhook: Webhook) -> str:
    """Return what the audit and letters call the address: the server alone."""
    return server_of(webhook.url)
