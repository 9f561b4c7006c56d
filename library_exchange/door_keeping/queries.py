"""Reading what is known of the doors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.api_keys.models import ApiKey
from library_exchange.directory.models import Library
from library_exchange.door_keeping.models import DoorFault, DoorHour, DoorLimit, DoorStanding

MOST_SHOWN = 50


@dataclass(frozen=True)
class Decided:
    """What an operator decided: which doors are shut, and how many requests a minute by door, class and key."""

    shut: frozenset[str] = frozenset()
    limits: Mapping[tuple[str, str, int | None], int] = field(default_factory=dict)


def decided(session: Session) -> Decided:
    """Return what an operator decided; two queries."""
    shut = session.scalars(sa.select(col(DoorStanding.door)).where(col(DoorStanding.is_open).is_(False)))
    columns = (col(DoorLimit.door), col(DoorLimit.name), col(DoorLimit.key_id), col(DoorLimit.per_minute))
    limits = {(door, name, key_id): most for door, name, key_id, most in session.execute(sa.select(*columns))}
    return Decided(frozenset(shut), limits)


def last_uses(session: Session) -> Mapping[str, datetime | None]:
    """Return by door when it was last used; one query."""
    rows = session.execute(sa.select(col(DoorStanding.door), col(DoorStanding.last_used_at)))
    return {row.door: row.last_used_at for row in rows}


class Counts(NamedTuple):
    """How many answers there were, and how many told of a fault."""

    answers: int = 0
    faults: int = 0


def counts_since(session: Session, since: datetime) -> Mapping[str, Counts]:
    """Return the counts by door of the hours that began at `since` or later; one query."""
    sums = (sa.func.sum(col(DoorHour.answers)), sa.func.sum(col(DoorHour.faults)))
    rows = sa.select(col(DoorHour.door), *sums).where(col(DoorHour.hour) >= since).group_by(col(DoorHour.door))
    return {door: Counts(int(answers), int(faults)) for door, answers, faults in session.execute(rows)}


def faults_of(session: Session, door: str, since: datetime) -> Sequence[tuple[DoorFault, str | None, str | None]]:
    """Return what went wrong at a door since then, the last first, with key and library; one query."""
    rows = (
        sa.select(DoorFault, col(ApiKey.prefix), col(Library.code))
        .outerjoin(ApiKey, col(ApiKey.id) == col(DoorFault.key_id))
        .outerjoin(Library, col(Library.id) == col(ApiKey.library_id))
        .where(col(DoorFault.door) == door, col(DoorFault.at) >= since)
        .order_by(col(DoorFault.id).desc())
        .limit(MOST_SHOWN)
    )
    return [(fault, prefix, code) for fault, prefix, code in session.execute(rows)]


def kinds_of(session: Session, door: str, since: datetime) -> Sequence[tuple[str, int]]:
    """Return of which kinds the faults are that were kept since then, the most frequent first; one query."""
    count = sa.func.count()
    kinds = sa.select(col(DoorFault.kind), count).where(col(DoorFault.door) == door, col(DoorFault.at) >= since)
    return [(kind, n) for kind, n in session.execute(kinds.group_by(col(DoorFault.kind)).order_by(count.desc()))]


def find_limit(session: Session, door: str, name: str, key_id: int | None) -> DoorLimit | None:
    """Return what an operator allows to a key, or to everybody."""
    of_whom = col(DoorLimit.key_id).is_(None) if key_id is None else col(DoorLimit.key_id) == key_id
    wanted: Any = (col(DoorLimit.door) == door, col(DoorLimit.name) == name, of_whom)
    return session.scalars(sa.select(DoorLimit).where(*wanted)).one_or_none()


def limits_of_keys(session: Session, door: str) -> Sequence[tuple[DoorLimit, str, str, str]]:
    """Return what is allowed to single keys at a door, with the keys' beginnings, purposes and libraries; one query."""
    rows = (
        sa.select(DoorLimit, col(ApiKey.prefix), col(ApiKey.purpose), col(Library.code))
        .join(ApiKey, col(ApiKey.id) == col(DoorLimit.key_id))
        .join(Library, col(Library.id) == col(ApiKey.library_id))
        .where(col(DoorLimit.door) == door)
        .order_by(col(ApiKey.prefix), col(DoorLimit.name))
    )
    return [(limit, prefix, purpose, code) for limit, prefix, purpose, code in session.execute(rows)]


def find_key(session: Session, prefix: str) -> ApiKey | None:
    """Return the key that begins so."""
    return session.scalars(sa.select(ApiKey).where(col(ApiKey.prefix) == prefix)).one_or_none()
