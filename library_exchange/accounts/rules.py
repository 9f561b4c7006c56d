"""Until when a reader is blocked, a colleague is away and a sign-in lasts, free of database and web."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum


class BlockReason(StrEnum):
    """Why a library takes no requests from a reader for some time."""

    OVERDUE = "overdue"
    FEES = "fees"
    DAMAGE = "damage"
    CARD = "card"
    OTHER = "other"


SHARED_IDLE = timedelta(minutes=30)
"""How long a sign-in on a computer that others use, too, lasts without a request, at most."""
LONGEST_BLOCK = timedelta(days=3 * 366)
"""Nobody is blocked for longer without being looked at again."""


def is_blocked(until: date | None, today: date) -> bool:
    """Whether a block still holds that is written down `until` a day; on that day it does."""
    return until is not None and today <= until


def back_at(last_day: date, zone: tzinfo) -> datetime:
    """Return the instant at which who is away until the end of `last_day`, where `zone` holds, is back."""
    return datetime.combine(last_day + timedelta(days=1), time(), zone).astimezone(UTC)


def last_day_away(back: datetime, zone: tzinfo) -> date:
    """Return the last day, where `zone` holds, on which who is `back` at an instant is away."""
    return (back - timedelta(microseconds=1)).astimezone(zone).date()


def is_away_at(is_away: bool, back: datetime | None, at: datetime) -> bool:
    """Whether somebody is away at the instant `at`: who has no day to be `back` is until she is called."""
    return is_away and (back is None or at < back)
