"""Blocks of readers: why a desk may take no requests from one, and until when, free of database and web."""

from datetime import date, timedelta
from enum import StrEnum


class BlockReason(StrEnum):
    """Why a library takes no requests from a reader for some time."""

    OVERDUE = "overdue"
    FEES = "fees"
    DAMAGE = "damage"
    CARD = "card"
    OTHER = "other"


LONGEST_BLOCK = timedelta(days=3 * 366)
"""Nobody is blocked for longer without being looked at again."""


def is_blocked(until: date | None, today: date) -> bool:
    """Whether a block still holds that is written down `until` a day; on that day it does."""
    return until is not None and today <= until
