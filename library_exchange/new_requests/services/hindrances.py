"""What keeps a reader from asking her library for a book: each hindrance is a row of one table.

A reader is refused, and told why and what to do; staff who ask for her are told, and may go on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.accounts import blocks
from library_exchange.accounts.labels import blocked, blocked_for_staff
from library_exchange.directory.models import Library
from library_exchange.new_requests import labels, queries


@dataclass(frozen=True)
class Asking:
    """Who asks which library, and when; `more` of her open requests are not counted."""

    library: Library
    reader_id: int
    at: datetime
    more: int = 0


@dataclass(frozen=True)
class Hindrance:
    """What a reader and what staff are told of a hindrance, and what the audit keeps where staff go beyond it."""

    code: str
    to_reader: Any
    to_staff: Any
    facts: Mapping[str, Any] = field(default_factory=dict)


def _is_blocked(session: Session, asking: Asking) -> Hindrance | None:
    found = blocks.find_block(session, asking.library.id, asking.reader_id, asking.at)
    if found is None:
        return None
    told = blocked(found, asking.library), labels.asked_beyond(blocked_for_staff(found))
    return Hindrance("reader-blocked", *told, {"blocked_until": str(found.blocked_until)})


def _asks_too_much(session: Session, asking: Asking) -> Hindrance | None:
    limit = asking.library.most_open_requests
    if limit is None:
        return None
    count = queries.count_open(session, asking.library.id, asking.reader_id) - asking.more
    if count < limit:
        return None
    told = labels.too_many(count, limit), labels.beyond_limit(count, limit)
    return Hindrance("too-many-requests", *told, {"open_before": count, "limit": limit})


HINDRANCES: tuple[Callable[[Session, Asking], Hindrance | None], ...] = (_is_blocked, _asks_too_much)
"""All of them, the weightiest first."""


def hindrances(
    session: Session, library_id: int, reader_id: int | None, at: datetime, more: int = 0
) -> list[Hindrance]:
    """Return what keeps the reader from asking the library now; nothing keeps the library itself."""
    if reader_id is None:
        return []
    asking = Asking(session.get_one(Library, library_id), reader_id, at, more)
    found = (find(session, asking) for find in HINDRANCES)
    return [each for each in found if each is not None]
