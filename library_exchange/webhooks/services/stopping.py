"""An address that gets nothing more until somebody looks: its library's administrators are told."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.accounts.queries import administrators_of
from library_exchange.core import audit
from library_exchange.core.actor import clock
from library_exchange.directory.models import Library
from library_exchange.notifications.services import notify_library, notify_person
from library_exchange.webhooks.models import Webhook
from library_exchange.webhooks.rules.delivering import State
from library_exchange.webhooks.services.ordering import server_named

LETTER = "webhooks/stopped"


def stop(session: Session, webhook: Webhook, state: State, at: datetime) -> None:
    """Deliver nothing more to an address for the reason that `state` names, and write to who manages the library.

    Each gets the letter in her language; where nobody can be written to, the library's desk gets it.
    """
    webhook.state, webhook.stopped_at = state, at
    session.add(webhook)
    server = server_named(webhook)
    audit.record(session, clock(), "stop", "webhook", webhook.id, at=at, server=server, why=str(state))
    told = {"server": server, "why": str(state), "webhook_id": webhook.id}
    administrators = administrators_of(session, webhook.library_id, at)
    for person in administrators:
        notify_person(session, person, LETTER, library_id=webhook.library_id, **told)
    if not administrators:
        notify_library(session, session.get_one(Library, webhook.library_id), LETTER, **told)
