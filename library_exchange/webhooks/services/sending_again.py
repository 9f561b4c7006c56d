"""What an administrator has sent by a click: a test, one delivery once more, all that failed since some time."""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.versions import rows_changed
from library_exchange.webhooks import queries
from library_exchange.webhooks.models import Webhook, WebhookDelivery
from library_exchange.webhooks.rules.delivering import Action, Outcome
from library_exchange.webhooks.rules.kinds import of_test
from library_exchange.webhooks.services.collecting import add
from library_exchange.webhooks.services.keeping import require
from library_exchange.webhooks.services.ordering import order, server_named


def send_test(session: Session, actor: Actor, webhook: Webhook, base_url: str, at: datetime) -> WebhookDelivery:
    """Have an event that says nothing delivered. Raises Conflict if the address is not active."""
    require(webhook, Action.SEND)
    made = add(session, webhook, of_test(base_url, secrets.token_hex(8), at), at)
    _order(session, actor, webhook, "test", at)
    return made


def send_again(session: Session, actor: Actor, webhook: Webhook, delivery_id: int, at: datetime) -> None:
    """Have a delivery tried once more at once, under the same name. Raises NotFound, Conflict if it is not active."""
    require(webhook, Action.SEND)
    found = queries.get_delivery(session, webhook, delivery_id)
    found.outcome, found.next_at, found.tries = Outcome.WAITING, at, 0
    session.add(found)
    _order(session, actor, webhook, "send_again", at)


def send_failed_again(session: Session, actor: Actor, webhook: Webhook, since: datetime, at: datetime) -> int:
    """Have all tried at once that failed since an instant, under the same names; return how many.

    Raises Conflict if the address is not active.
    """
    require(webhook, Action.SEND)
    waits_in_vain = sa.and_(col(WebhookDelivery.outcome) == Outcome.WAITING, col(WebhookDelivery.tries) > 0)
    failed = sa.or_(col(WebhookDelivery.outcome) == Outcome.FAILED, waits_in_vain)
    those = (col(WebhookDelivery.webhook_id) == webhook.id, col(WebhookDelivery.tried_at) >= since, failed)
    again = sa.update(WebhookDelivery).where(*those).values(outcome=Outcome.WAITING, next_at=at, tries=0)
    count = rows_changed(session, again)
    if count:
        _order(session, actor, webhook, "send_again", at)
    return count


def _order(session: Session, actor: Actor, webhook: Webhook, action: str, at: datetime) -> None:
    # Who clicks knows that the server is there: it is not spared any longer.
    webhook.spared_until = None
    order(session, webhook, at)
    audit.record(session, actor, action, "webhook", webhook.id, at=at, server=server_named(webhook))
