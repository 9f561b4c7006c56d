"""The blanks of a phrase: their names, and what may stand in them."""

from datetime import date
from enum import StrEnum


class SlotKind(StrEnum):
    """What a slot holds: a text in any language, a day, or a whole number."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"


SLOTS: dict[str, SlotKind] = {
    "title": SlotKind.TEXT,
    "other": SlotKind.TEXT,
    "request": SlotKind.TEXT,
    "number": SlotKind.TEXT,
    "place": SlotKind.TEXT,
    "pages": SlotKind.TEXT,
    "year": SlotKind.TEXT,
    "date": SlotKind.DATE,
    "until": SlotKind.DATE,
    "count": SlotKind.NUMBER,
}
"""Every slot that a phrase may have."""
TITLES = frozenset({"title", "other"})
"""Slots that hold the title of a book."""


def kept(value: str | date | int) -> str | int:
    """Return the value of a slot as it is stored: days as ISO 8601."""
    return value.isoformat() if isinstance(value, date) else value
