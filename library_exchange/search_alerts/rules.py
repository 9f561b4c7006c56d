"""How often somebody is told of new books, and when the next mail is due."""

from datetime import datetime, timedelta
from enum import StrEnum

MOST_ALERTS = 20
"""So many searches a person keeps."""
MOST_FOUND = 2_000
"""A search that finds more is too wide to be told of."""
MOST_LISTED = 20
"""So many new books a mail names; the search itself shows all."""
INDEXED_WITHIN = timedelta(hours=1)
"""What came later may not be found by the index yet: it is told of the next time."""


class Often(StrEnum):
    """How often mails come at most."""

    DAILY = "daily"
    WEEKLY = "weekly"


EVERY: dict[Often, timedelta] = {Often.DAILY: timedelta(hours=20), Often.WEEKLY: timedelta(days=6, hours=20)}
"""A little less than a day or a week: the night does not begin at the same second."""


def is_due(often: Often, looked_at: datetime, at: datetime) -> bool:
    """Whether it is time to look for new books again."""
    return at - looked_at >= EVERY[often]
