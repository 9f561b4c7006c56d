"""What an administrator does with an address: registers it, gives it a new secret, pauses, resumes, ends it."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.rest_api.queries.happenings import newest_number
from library_exchange.webhooks import labels, queries
from library_exchange.webhooks.models import Webhook, WebhookDelivery
from library_exchange.webhooks.rules import signing
from library_exchange.webhooks.rules.delivering import TRANSITIONS, Action, Outcome, State
from library_exchange.webhooks.rules.kinds import in_order
from library_exchange.webhooks.schemas import NewWebhook
from library_exchange.webhooks.services.ordering import order, server_named

MOST_ADDRESSES = 10


def register(
    session: Session, actor: Actor, given: NewWebhook, kinds: Iterable[str], key: str, at: datetime
) -> tuple[Webhook, str]:
    """Have events of the actor's library delivered from now on; return the address with its secret, kept nowhere.

    Raises Forbidden for who does not manage the library, InvalidInput without a kind, Conflict for one too many.
    """
    library_id, chosen = managed(actor), in_order(kinds)
    if not chosen:
        raise InvalidInput({"kinds": labels.NO_KIND})
    if len(queries.of_library(session, library_id)) >= MOST_ADDRESSES:
        raise Conflict("too-many-webhooks", labels.TOO_MANY)
    seed = signing.new_seed()
    secret = signing.secret_from(key, seed)
    made = Webhook(
        library_id=library_id,
        url=given.url,
        kinds=chosen,
        seed=seed,
        secret_digest=signing.digest(secret),
        cursor=newest_number(session, at),
        created_at=at,
    )
    session.add(made)
    session.flush()
    audit.record(session, actor, "register", "webhook", made.id, at=at, server=server_named(made), kinds=chosen)
    return made, signing.as_shown(secret)


def roll(session: Session, actor: Actor, webhook: Webhook, key: str, at: datetime) -> str:
    """Give an address a new secret and return it; the one before signs, too, for a day, unless it is lost."""
    was_lost = webhook.state is State.UNSIGNED
    _move(session, actor, webhook, Action.ROLL, at)
    webhook.old_seed, webhook.old_until = (None, None) if was_lost else (webhook.seed, at + signing.BOTH_HOLD)
    webhook.seed = signing.new_seed()
    secret = signing.secret_from(key, webhook.seed)
    webhook.secret_digest = signing.digest(secret)
    if was_lost:
        _go_on(session, webhook, at)
    return signing.as_shown(secret)


def pause(session: Session, actor: Actor, webhook: Webhook, at: datetime) -> None:
    """Deliver nothing to an address until somebody resumes; nothing is lost. Raises Conflict if it is not active."""
    _move(session, actor, webhook, Action.PAUSE, at)


def resume(session: Session, actor: Actor, webhook: Webhook, at: datetime) -> None:
    """Deliver again: at once what waits. Raises Conflict if it is not paused or stopped."""
    _move(session, actor, webhook, Action.RESUME, at)
    _go_on(session, webhook, at)


def end(session: Session, actor: Actor, webhook: Webhook, at: datetime) -> None:
    """Deliver nothing more to an address, and forget it with what was delivered."""
    audit.record(session, actor, "end", "webhook", webhook.id, at=at, server=server_named(webhook))
    session.delete(webhook)


def managed(actor: Actor) -> int:
    """Return the library that the actor manages. Raises Forbidden for who manages none."""
    if actor.library_id is None or Role.LIBRARY_ADMIN not in actor.roles:
        raise Forbidden("not-its-administrator")
    return actor.library_id


def require(webhook: Webhook, action: Action) -> State:
    """Return the state to which an action leads. Raises Conflict if it leads nowhere from the present one."""
    target = TRANSITIONS.get((webhook.state, action))
    if target is None:
        raise Conflict("no-such-step", labels.NOT_NOW, state=str(webhook.state), action=str(action))
    return target


def _move(session: Session, actor: Actor, webhook: Webhook, action: Action, at: datetime) -> None:
    webhook.state = require(webhook, action)
    if webhook.state in (State.ACTIVE, State.PAUSED):
        webhook.stopped_at = None
    session.add(webhook)
    audit.record(session, actor, str(action), "webhook", webhook.id, at=at, server=server_named(webhook))


def _go_on(session: Session, webhook: Webhook, at: datetime) -> None:
    """Forget that it failed, and have all that waits tried at once."""
    webhook.failing_since = webhook.spared_until = None
    waiting = (col(WebhookDelivery.webhook_id) == webhook.id, col(WebhookDelivery.outcome) == Outcome.WAITING)
    session.execute(sa.update(WebhookDelivery).where(*waiting).values(next_at=at))
    order(session, webhook, at)
