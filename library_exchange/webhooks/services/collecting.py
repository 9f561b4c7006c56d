"""Looking what happened since the last time: each event that an address wants becomes one delivery to it.

What happened is read from the audit, behind a cursor that moves in the transaction that writes the deliveries: an act
need not know who is told of it, none is missed, and none told twice.
"""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core.db import Database
from library_exchange.rest_api.queries.happenings import happened_lately, newest_number
from library_exchange.webhooks import queries
from library_exchange.webhooks.models import Webhook, WebhookDelivery
from library_exchange.webhooks.rules.delivering import State
from library_exchange.webhooks.rules.kinds import MOST_AT_ONCE, Event, of_many, of_one, subjects_of
from library_exchange.webhooks.services.ordering import order

FAR = 1000
"""A cursor moves, though nothing happened, before so many numbers have to be looked through every minute."""


def collect_all(database: Database, base_url: str, at: datetime) -> int:
    """Have new events delivered to every address that wants them; return how many deliveries that makes."""
    with database.reading() as session:
        newest = newest_number(session, at)
        behind = [each for each in queries.active(session) if each.cursor < newest]
        stale = [(each.id, each.cursor) for each in behind if _is_stale(session, each, newest)]
    made = 0
    for webhook_id, cursor in stale:
        with database.transaction() as session:
            made += collect(session, webhook_id, cursor, base_url, at)
    return made


def _is_stale(session: Session, webhook: Webhook, newest: int) -> bool:
    if newest - webhook.cursor > FAR:
        return True
    subjects = subjects_of(webhook.kinds)
    return bool(happened_lately(session, webhook.library_id, subjects, webhook.cursor, newest, 1))


def collect(session: Session, webhook_id: int, cursor: int, base_url: str, at: datetime) -> int:
    """Write the deliveries of what happened behind `cursor` and move it; return how many.

    Nothing is written where somebody else was faster, or nothing is to be delivered any more.
    """
    webhook = session.get(Webhook, webhook_id, with_for_update=True)
    if webhook is None or webhook.state is not State.ACTIVE or webhook.cursor != cursor:
        return 0
    newest = newest_number(session, at)
    events = _events(session, webhook, newest, base_url, at)
    webhook.cursor = max(webhook.cursor, newest)
    session.add(webhook)
    for event in events:
        add(session, webhook, event, at)
    if events:
        order(session, webhook, at)
    return len(events)


def _events(session: Session, webhook: Webhook, newest: int, base_url: str, at: datetime) -> list[Event]:
    subjects = subjects_of(webhook.kinds)
    found = happened_lately(session, webhook.library_id, subjects, webhook.cursor, newest, MOST_AT_ONCE + 1)
    if len(found) > MOST_AT_ONCE:
        return [of_many(base_url, webhook.cursor, newest, at)]
    return [of_one(base_url, *row) for row in found]


def add(session: Session, webhook: Webhook, event: Event, at: datetime) -> WebhookDelivery:
    """Have an event wait for its delivery to the address."""
    made = WebhookDelivery(
        webhook_id=webhook.id,
        message_id=event.message_id,
        type=event.type,
        body=event.body,
        next_at=at,
        created_at=at,
    )
    session.add(made)
    return made
