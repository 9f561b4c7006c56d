"""Lists piece by piece: how many rows, and from where on; a cursor means nothing to who carries it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

USUAL, MOST = 50, 200
FURTHEST = 2**31 - 1


def cursor_of(number: int) -> str:
    """Return what names the place behind the row of that number."""
    return urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def number_of(cursor: str) -> int | None:
    """Return the number that a cursor names; None for what is no cursor of ours."""
    try:
        told = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (Error, ValueError):
        return None
    number = int(told) if told.isdecimal() and len(told) <= len(str(FURTHEST)) else None
    return number if number is not None and number <= FURTHEST else None


def limit_of(told: str | None) -> int | None:
    """Return how many rows are asked for, the most at most; None for what is no number above zero."""
    if told is None:
        return USUAL
    number = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
    return min(number, MOST) if number else None
