"""Verbs of keys: made, revoked, used."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.api_keys import labels, queries
from library_exchange.api_keys.models import ApiKey
from library_exchange.api_keys.rules import MOST_KEYS, digest, in_order, new_key
from library_exchange.api_keys.schemas import NewApiKey
from library_exchange.core import audit
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput

USE_NOTED_EVERY = timedelta(minutes=1)


def make(session: Session, actor: Actor, given: NewApiKey, scopes: Iterable[str], at: datetime) -> tuple[ApiKey, str]:
    """Make a key of the actor's library; return it with its text, which is kept nowhere.

    Raises Forbidden for who does not manage the library, InvalidInput for a key that opens nothing, Conflict for one
    too many.
    """
    library_id = _managed(actor)
    chosen = in_order(scopes)
    if not chosen:
        raise InvalidInput({"scopes": labels.NO_SCOPE})
    if queries.count_holding(session, library_id, at) >= MOST_KEYS:
        raise Conflict("too-many-keys", labels.TOO_MANY)
    new = new_key()
    made = ApiKey(
        library_id=library_id,
        purpose=given.purpose,
        prefix=new.prefix,
        digest=digest(new.text),
        scopes=chosen,
        created_at=at,
        expires_at=given.lasts.until(at),
    )
    session.add(made)
    session.flush()
    audit.record(session, actor, "make", "api_key", made.id, at=at, prefix=made.prefix, scopes=chosen)
    return made, new.text


def revoke(session: Session, actor: Actor, key_id: int, at: datetime) -> ApiKey:
    """Have a key of the actor's library open nothing from now on. Raises NotFound, Conflict if it was revoked."""
    found = queries.get_key(session, _managed(actor), key_id)
    if found.revoked_at is not None:
        raise Conflict("revoked", labels.GONE)
    found.revoked_at = at
    audit.record(session, actor, "revoke", "api_key", found.id, at=at, prefix=found.prefix)
    return found


def is_use_to_note(last_used_at: datetime | None, at: datetime) -> bool:
    """Whether it is to be written down that a key is used at `at`: once a minute is enough."""
    return last_used_at is None or at - last_used_at >= USE_NOTED_EVERY


def note_use(session: Session, key_id: int, at: datetime) -> None:
    """Write down when a key was last used."""
    session.execute(sa.update(ApiKey).where(col(ApiKey.id) == key_id).values(last_used_at=at))


def _managed(actor: Actor) -> int:
    if actor.library_id is None or Role.LIBRARY_ADMIN not in actor.roles:
        raise Forbidden("not-its-administrator")
    return actor.library_id
