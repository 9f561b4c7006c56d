"""The pattern of a line as it was read: what is answered to one line may be proposed for all that share its pattern."""

from collections.abc import Mapping
from typing import Any

from library_exchange.list_reading.rules.line_numbers import has_own_number
from library_exchange.list_reading.rules.not_a_title import MARKS

_TOLD = ("title", "author", "publisher", "year", "isbn", "volume")
LinePattern = tuple[Any, ...]


def line_pattern(text: str, told: Mapping[str, Any]) -> LinePattern:
    """Return the pattern of a line that was read: what is asked of it, what it tells, and in which order it does.

    Lines of one pattern differ in their words alone.
    """
    places = sorted((text.find(str(told[name])), name) for name in _TOLD if told.get(name))
    asked = sorted(name for name in told.get("unread", ()) if name not in ("remark", "price", "numbers_left"))
    signs = tuple(sign in text for sign in (":", " / ", " – ", " — ", " - "))
    is_marked = not MARKS.isdisjoint(text)
    return (*asked, *(name for _at, name in places), is_marked, has_own_number(text), *signs)
