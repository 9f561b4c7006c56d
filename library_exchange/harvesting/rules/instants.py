"""Days and instants as servers write them: with and without zone, to the second or finer, or as a day alone."""

import re
from datetime import UTC, datetime, timedelta, timezone

_INSTANT = re.compile(
    r"\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?\s*",
    re.IGNORECASE,
)


def read(text: str | None) -> datetime | None:
    """Return the instant that is told, of a day the first one; UTC where no zone is told. None for all else."""
    found = _INSTANT.fullmatch(text or "")
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(each or 0) for each in found.groups()[:6])
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_zone(found[7])).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(told: str | None) -> timezone:
    if not told or told.upper() == "Z":
        return UTC
    digits = told[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(ahead if told[0] == "+" else -ahead)
