"""Reading keys: those of a library, and the one that somebody shows."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from hmac import compare_digest
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.api_keys.models import ApiKey
from library_exchange.api_keys.rules import Standing, digest, prefix_of, standing
from library_exchange.core.errors import NotFound
from library_exchange.directory.models import Library
from library_exchange.directory.queries import is_member


def keys_of(session: Session, library_id: int) -> Sequence[ApiKey]:
    """Return all keys of a library: those that hold first, the newest first."""
    own = sa.select(ApiKey).where(col(ApiKey.library_id) == library_id)
    return session.scalars(own.order_by(col(ApiKey.revoked_at).is_not(None), col(ApiKey.id).desc())).all()


def count_holding(session: Session, library_id: int, at: datetime) -> int:
    """Return how many keys of a library hold at `at`."""
    held = (col(ApiKey.library_id) == library_id, col(ApiKey.revoked_at).is_(None), col(ApiKey.expires_at) > at)
    return session.scalar(sa.select(sa.func.count(col(ApiKey.id))).where(*held)) or 0


def get_key(session: Session, library_id: int, key_id: int) -> ApiKey:
    """Return a key of the library. Raises NotFound, also for another library's."""
    found = session.get(ApiKey, key_id)
    if found is None or found.library_id != library_id:
        raise NotFound("api-key", key=key_id)
    return found


class Shown(NamedTuple):
    """A key that somebody shows and that holds."""

    id: int
    library_id: int
    scopes: frozenset[str]
    last_used_at: datetime | None


def find_shown(session: Session, text: str, at: datetime) -> Shown | None:
    """Return the key whose text somebody shows, if it holds at `at` and its library is a member; one query."""
    prefix = prefix_of(text)
    if prefix is None:
        return None
    found = session.connection().execute(_of_prefix(), {"prefix": prefix}).first()
    if found is None or not compare_digest(found.digest, digest(text)):
        return None
    if standing(found.revoked_at, found.expires_at, at) is not Standing.HOLDS:
        return None
    return Shown(found.id, found.library_id, frozenset(found.scopes), found.last_used_at)


@cache
def _of_prefix() -> Any:
    """Return the query of a key by how it begins; built once, for it is asked with every request of a program."""
    names = ("id", "library_id", "digest", "scopes", "expires_at", "revoked_at", "last_used_at")
    columns = (col(getattr(ApiKey, name)) for name in names)
    of_member = sa.select(*columns).join(Library, col(Library.id) == col(ApiKey.library_id)).where(is_member())
    return of_member.where(col(ApiKey.prefix) == sa.bindparam("prefix"))
