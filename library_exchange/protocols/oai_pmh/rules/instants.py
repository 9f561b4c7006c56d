"""Days and instants as the protocol writes them (section 3.3): UTC, to the second."""

import re
from datetime import UTC, datetime, timedelta

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


def written(at: datetime) -> str:
    """Return an instant as answers have it."""
    return f"{whole(at).replace(tzinfo=None).isoformat()}Z"


def whole(at: datetime) -> datetime:
    """Return the second that an instant is in."""
    return at.astimezone(UTC).replace(microsecond=0)


def is_day(text: str) -> bool:
    """Whether a day is told and not an instant."""
    return bool(_DAY.fullmatch(text))


def first_of(text: str) -> datetime | None:
    """Return the first instant of what is told; None for what is neither a day nor an instant."""
    if not (is_day(text) or _INSTANT.fullmatch(text)):
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def last_of(text: str) -> datetime | None:
    """Return the last second of what is told."""
    first = first_of(text)
    if first is None or not is_day(text):
        return first
    return first + timedelta(hours=23, minutes=59, seconds=59)
