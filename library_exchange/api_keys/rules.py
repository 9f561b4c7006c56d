"""What a key may do, how it is written, and until when it holds."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
MARK = "bridge"
"""How every key begins, so that one that was published by mistake is found."""
_FORM = re.compile(rf"({MARK}_[{LETTERS}]{{8}})_[{LETTERS}]{{32}}")
MOST_KEYS = 50
"""So many keys of a library hold at once."""


class Scope(StrEnum):
    """What a key opens."""

    CATALOGUE_READ = "catalogue:read"
    HOLDINGS_READ = "holdings:read"
    HOLDINGS_WRITE = "holdings:write"
    RECORDS_WRITE = "records:write"
    LOANS_READ = "loans:read"
    LOANS_WRITE = "loans:write"
    OFFERS_READ = "offers:read"
    CONSIGNMENTS_READ = "consignments:read"
    ACCOUNT_READ = "account:read"


class Lasts(StrEnum):
    """For how long a key is made."""

    MONTH = "30"
    QUARTER = "90"
    YEAR = "365"
    TWO_YEARS = "730"

    def until(self, at: datetime) -> datetime:
        """Return when a key that is made at `at` ends."""
        return at + timedelta(days=int(self))


class Standing(StrEnum):
    """Whether a key opens anything."""

    HOLDS = "holds"
    ENDED = "ended"
    REVOKED = "revoked"


class NewKey(NamedTuple):
    """A key as it is shown once: its readable beginning, and the whole."""

    prefix: str
    text: str


def new_key() -> NewKey:
    """Return a fresh key; nobody can guess the part behind its beginning."""
    prefix = f"{MARK}_{_letters(8)}"
    return NewKey(prefix, f"{prefix}_{_letters(32)}")


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))


def prefix_of(text: str) -> str | None:
    """Return the readable beginning of what may be a key, None for what is none."""
    found = _FORM.fullmatch(text)
    return found[1] if found else None


def digest(text: str) -> str:
    """Return what is kept of a key: it cannot be read from it, and none but the whole key has it."""
    return sha256(text.encode()).hexdigest()


def standing(revoked_at: datetime | None, expires_at: datetime, at: datetime) -> Standing:
    """Return whether a key opens anything at `at`."""
    if revoked_at is not None:
        return Standing.REVOKED
    return Standing.HOLDS if at < expires_at else Standing.ENDED


def in_order(scopes: Iterable[str]) -> list[str]:
    """Return those of `scopes` that there are, each once, in the order in which pages list them."""
    wanted = set(scopes)
    return [scope.value for scope in Scope if scope in wanted]
