"""Delivering what waits for an address: each prepared in one transaction, posted outside of any, noted in another.

A worker that dies in between posts the same again, under the same name; one that dies anywhere else does no harm.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import outgoing
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.outgoing import Bounds, Call, NotReached, Unreached
from library_exchange.webhooks import queries
from library_exchange.webhooks.models import Webhook, WebhookDelivery
from library_exchange.webhooks.rules import delivering as rules
from library_exchange.webhooks.rules import signing
from library_exchange.webhooks.rules.delivering import Outcome, State, Verdict
from library_exchange.webhooks.services.ordering import order_for
from library_exchange.webhooks.services.stopping import stop

TURN_S = 20.0
"""So long, in seconds, an address is delivered to before it is the turn of others."""
READ_B = 2000


@dataclass(frozen=True)
class Prepared:
    """A delivery ready to be posted."""

    delivery_id: int
    call: Call


@dataclass(frozen=True)
class Answer:
    """What the server answered, or why none came."""

    status: int | None = None
    text: str = ""
    retry_after: str | None = None
    failure: Unreached | None = None

    @property
    def fault(self) -> str | None:
        """What is noted as wrong with it; None of a delivery that succeeded."""
        if self.failure is not None:
            return self.failure.value
        return None if rules.verdict(self.status) is Verdict.DELIVERED else f"http-{self.status}"


def run(database: Database, webhook_id: int, due: datetime, key: str, bounds: Bounds) -> Sequence[Answer]:
    """Deliver what waits for an address, for one turn, and return each answer.

    Nothing is done if it was ordered for another instant since.
    """
    ends_at = time.monotonic() + TURN_S
    is_answering = True
    answers = []
    while is_answering and time.monotonic() < ends_at:
        with database.transaction() as session:
            prepared = prepare(session, webhook_id, due, key, now())
        if prepared is None:
            break
        answer = post(prepared.call, bounds)
        answers.append(answer)
        with database.transaction() as session:
            note(session, prepared.delivery_id, answer, now())
        is_answering = answer.failure is None
    with database.transaction() as session:
        order_next(session, webhook_id, due, now())
    return answers


def prepare(session: Session, webhook_id: int, due: datetime, key: str, at: datetime) -> Prepared | None:
    """Return the next delivery to an address, signed; None if there is none now."""
    webhook = _as_ordered(session, webhook_id, due)
    if webhook is None or webhook.state is not State.ACTIVE or (webhook.spared_until or at) > at:
        return None
    secret = signing.secret_from(key, webhook.seed)
    if signing.digest(secret) != webhook.secret_digest:
        stop(session, webhook, State.UNSIGNED, at)
        return None
    found = queries.next_due(session, webhook_id, at)
    if found is None:
        return None
    held = [secret]
    if webhook.old_seed is not None and webhook.old_until is not None and at < webhook.old_until:
        held.append(signing.secret_from(key, webhook.old_seed))
    headers = signing.headers(held, found.message_id, at, found.body)
    return Prepared(found.id, Call(webhook.url, "POST", found.body.encode(), headers))


def _as_ordered(session: Session, webhook_id: int, due: datetime) -> Webhook | None:
    """Return the address if the order that is carried out still holds; nobody else changes it meanwhile."""
    webhook = session.get(Webhook, webhook_id, with_for_update=True)
    return webhook if webhook is not None and webhook.due_at == due else None


def post(call: Call, bounds: Bounds) -> Answer:
    """Post a delivery; a server that cannot be reached is an answer, too. Nobody is led on to another address."""
    try:
        with outgoing.answered(call, bounds) as coming:
            text = rules.plain(coming.beginning(READ_B))
            return Answer(coming.status, text, coming.header("Retry-After"))
    except NotReached as fault:
        return Answer(failure=fault.why)


def note(session: Session, delivery_id: int, answer: Answer, at: datetime) -> None:
    """Write what became of a try; nothing if the address was ended meanwhile."""
    found = session.get(WebhookDelivery, delivery_id)
    webhook = session.get(Webhook, found.webhook_id, with_for_update=True) if found is not None else None
    if found is None or webhook is None:
        return
    found.tries, found.tried_at = found.tries + 1, at
    found.status, found.failure, found.answer = answer.status, answer.failure, answer.text
    session.add(found)
    session.add(webhook)
    match rules.verdict(answer.status):
        case Verdict.DELIVERED:
            found.outcome, found.next_at = Outcome.DELIVERED, None
            _is_well(session, webhook, at)
        case Verdict.GONE:
            found.outcome, found.next_at = Outcome.FAILED, None
            if webhook.state is State.ACTIVE:
                stop(session, webhook, State.GONE, at)
        case Verdict.AGAIN:
            _try_later(session, webhook, found, answer, at)


def _is_well(session: Session, webhook: Webhook, at: datetime) -> None:
    """Note that the server is there: what it did not answer while it was away is delivered at once."""
    if webhook.failing_since is not None:
        missed = (col(WebhookDelivery.outcome) == Outcome.WAITING, col(WebhookDelivery.failure).is_not(None))
        own = col(WebhookDelivery.webhook_id) == webhook.id
        session.execute(sa.update(WebhookDelivery).where(own, *missed).values(next_at=at))
    webhook.failing_since = webhook.spared_until = None


def _try_later(session: Session, webhook: Webhook, found: WebhookDelivery, answer: Answer, at: datetime) -> None:
    wait = rules.asked_to_wait(answer.status, answer.retry_after, at)
    found.next_at = rules.next_try(at, found.tries, wait)
    found.outcome = Outcome.FAILED if found.next_at is None else Outcome.WAITING
    webhook.failing_since = webhook.failing_since or at
    webhook.spared_until = rules.spared_until(at, found.tries, answer.failure is not None, wait)
    if webhook.state is State.ACTIVE and rules.is_to_stop(webhook.failing_since, at):
        stop(session, webhook, State.FAILING, at)


def order_next(session: Session, webhook_id: int, due: datetime, at: datetime) -> None:
    """Have what still waits delivered in its time; nothing if another order stands since, or nothing waits."""
    webhook = _as_ordered(session, webhook_id, due)
    if webhook is None:
        return
    soonest = queries.next_instant(session, webhook_id) if webhook.state is State.ACTIVE else None
    if soonest is None:
        webhook.due_at = None
        session.add(webhook)
        return
    order_for(session, webhook, max(soonest, at, webhook.spared_until or at))
