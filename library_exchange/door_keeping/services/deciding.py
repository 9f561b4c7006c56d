"""What an operator decides: a door is shut or open, and how often it may be asked."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.doors import Door, Limit
from library_exchange.core.errors import Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import _l
from library_exchange.door_keeping.models import DoorLimit, DoorStanding
from library_exchange.door_keeping.queries import find_key, find_limit

NO_KEY = _l("No key begins so. It looks like bridge_ab23cd45 and stands on the library's page of keys.")


def switch(session: Session, actor: Actor, door: Door, is_open: bool, at: datetime) -> None:
    """Shut a door, or open it. Raises Forbidden for who does not run the platform."""
    _require(actor)
    found = session.scalars(sa.select(DoorStanding).where(col(DoorStanding.door) == door.name)).one_or_none()
    found = found or DoorStanding(door=door.name)
    if found.is_open == is_open:
        return
    found.is_open = is_open
    session.add(found)
    session.flush()
    audit.record(session, actor, "open" if is_open else "shut", "door", found.id, at=at, door=door.name)


def allow(session: Session, actor: Actor, door: Door, limit: Limit, per_minute: int | None, at: datetime) -> None:
    """Allow so many requests of a class a minute to everybody; None: as many as is usual.

    Raises Forbidden for who does not run the platform, InvalidInput beyond the bounds.
    """
    _require(actor)
    if per_minute == limit.per_minute:
        per_minute = None
    _set(session, actor, door, limit, None, per_minute, at)


def allow_key(
    session: Session, actor: Actor, door: Door, limit: Limit, prefix: str, per_minute: int | None, at: datetime
) -> None:
    """Allow so many requests of a class a minute to the key that begins so; None: as many as to everybody.

    Raises Forbidden for who does not run the platform, InvalidInput for no key or beyond the bounds.
    """
    _require(actor)
    key = find_key(session, prefix)
    if key is None:
        raise InvalidInput({"prefix": NO_KEY})
    _set(session, actor, door, limit, key.id, per_minute, at)


def _set(
    session: Session, actor: Actor, door: Door, limit: Limit, key_id: int | None, per_minute: int | None, at: datetime
) -> None:
    if per_minute is not None and not limit.least <= per_minute <= limit.most:
        sentence = _l("Enter a number from %(least)s to %(most)s.", least=limit.least, most=limit.most)
        raise InvalidInput({limit.name if key_id is None else "per_minute": sentence})
    found = find_limit(session, door.name, limit.name, key_id)
    if (found.per_minute if found else None) == per_minute:
        return
    if per_minute is None:
        session.delete(found)
    elif found is None:
        session.add(DoorLimit(door=door.name, name=limit.name, key_id=key_id, per_minute=per_minute))
    else:
        found.per_minute = per_minute
    session.flush()
    facts = {"door": door.name, "limit": limit.name, "per_minute": per_minute}
    audit.record(session, actor, "limit", "door", None, at=at, key=key_id, **facts)


def _require(actor: Actor) -> None:
    if not actor.is_platform_admin:
        raise Forbidden("platform-only")


def limit_named(door: Door, name: str) -> Limit:
    """Return a limit of a door by its name. Raises NotFound for none."""
    found = next((each for each in door.limits if each.name == name), None)
    if found is None:
        raise NotFound("no-such-limit")
    return found
