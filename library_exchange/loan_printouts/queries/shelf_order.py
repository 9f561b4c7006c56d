"""Call numbers in the order of the shelves."""

import re

from library_exchange.core.text import folded

_DIGITS = re.compile(r"(\d+)")


def shelf_order(call_number: str | None) -> tuple[bool, list[tuple[bool, int, str]]]:
    """Return the key by which call numbers sort as they stand on the shelf; what has none comes last."""
    parts = _DIGITS.split(folded(call_number or ""))
    return not call_number, [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts if part]
