"""How long an offer is new, and when a library's letter of the week is due."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NEW_FOR = timedelta(days=14)
"""So long after it was published an offer is new: two letters' time, so that one may fail."""
WEEK_DAYS = 7
MORNING = time(8)
MOST_LISTED = 20
"""So many offers a letter names; the page shows all."""


def next_morning(zone: ZoneInfo, today: date, at: datetime) -> datetime:
    """Return the first instant from `at` on at which it is morning where the library is, where it is `today`."""
    morning = datetime.combine(today, MORNING, zone)
    return morning if morning >= at else datetime.combine(today + timedelta(days=1), MORNING, zone)


def is_due(told_on: date | None, today: date) -> bool:
    """Whether a week is over, by the library's own days, since it was last told; one never told waits for nothing."""
    return told_on is None or (today - told_on).days >= WEEK_DAYS
