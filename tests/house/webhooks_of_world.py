"""An address to which events of Heihe go, with a delivery that failed, in the world whose doors are tried."""

from datetime import timedelta
from typing import Any

from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.webhooks.models import WebhookDelivery
from library_exchange.webhooks.rules.delivering import Outcome
from library_exchange.webhooks.rules.kinds import Kind
from library_exchange.webhooks.schemas import NewWebhook
from library_exchange.webhooks.services import keeping


def fill(ids: dict[str, Any], trap: str) -> None:
    """Register one; what a server answered is not to be believed."""
    actor = Actor("person", library_id=ids["heihe"], roles=frozenset({Role.LIBRARY_ADMIN}))
    with transaction() as session:
        given = NewWebhook(url="https://program.example/events")
        made, _secret = keeping.register(session, actor, given, tuple(Kind), "a key", now())
        ids |= {"webhook": made.id, "event delivery": _deliver(session, made.id, 0, trap).id}


def grow(ids: dict[str, Any], n: int) -> None:
    """Have `n` deliveries more."""
    with transaction() as session:
        for number in range(n):
            _deliver(session, ids["webhook"], number + 1, "no")


def _deliver(session: Any, webhook_id: int, number: int, answer: str) -> WebhookDelivery:
    at = now() - timedelta(minutes=number)
    delivery = WebhookDelivery(
        webhook_id=webhook_id,
        message_id=f"evt_{number}",
        type="loan.ship",
        body="{}",
        outcome=Outcome.FAILED,
        tries=10,
        tried_at=at,
        status=400,
        answer=answer[:200],
        created_at=at,
    )
    session.add(delivery)
    session.flush()
    return delivery
