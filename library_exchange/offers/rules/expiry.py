"""When a librarian is told that offers and wants end, and by how much one click prolongs them."""

from datetime import date, timedelta

TOLD_BEFORE = timedelta(days=14)
PROLONGED_BY = timedelta(days=365)


def last_day_told(today: date) -> date:
    """Return the last of the days of which a librarian is told today."""
    return today + TOLD_BEFORE


def prolonged(last_day: date, today: date) -> date:
    """Return the new last day of what ends on `last_day`; a year is counted from today if that is later."""
    return max(last_day, today) + PROLONGED_BY
