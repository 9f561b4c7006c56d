"""What a tracking number looks like: the international form of the posts (UPU S10), and those of other carriers.

A number that looks like neither is asked about, never refused: receipts have other numbers, too.
"""

import re
from typing import Annotated, Any

from pydantic import StringConstraints

from library_exchange.core.bounds import Code
from library_exchange.core.i18n import _l
from library_exchange.core.text import narrow

TrackingNumber = Annotated[
    Code, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9 -]{3,39}$")
]
"""A number as somebody types it: Latin letters and digits, so that no note about a person gets in here."""
_LIKE_S10 = re.compile(r"[A-Z]{2}\d+[A-Z]{2}")
LENGTH_OF_S10 = 13
_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_OTHER = re.compile(r"[A-Z0-9][A-Z0-9-]{5,34}")
FEWEST_DIGITS = 4


def compact(text: str) -> str:
    """Return a number as it is kept: plain capitals without spaces."""
    return re.sub(r"\s+", "", narrow(text)).upper()


def s10_check_digit(serial: str) -> int:
    """Return the check digit of an eight-digit serial number (UPU S10, clause on the check digit: modulus 11)."""
    found = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, serial, strict=True)) % 11
    return {10: 0, 11: 5}.get(found, found)


def is_tracking_number(number: str) -> bool:
    """Whether a compact number may be one: in the form of S10 its check digit must fit, others must hold digits."""
    s10 = _S10.fullmatch(number)
    if s10 is not None:
        return s10_check_digit(s10[1]) == int(s10[2])
    return bool(_OTHER.fullmatch(number)) and sum(letter.isdigit() for letter in number) >= FEWEST_DIGITS


def is_doubtful(written: str) -> bool:
    """Whether a number is none that we know: between letters stand nine digits of which the last checks the others."""
    number = compact(written)
    is_short_or_long = bool(_LIKE_S10.fullmatch(number)) and len(number) != LENGTH_OF_S10
    return is_short_or_long or not is_tracking_number(number)


def doubts(written: str | None) -> list[Any]:
    """Return what is asked of a tracking number that looks like none; nothing of others."""
    if not written or not is_doubtful(written):
        return []
    return [
        _l(
            "“%(number)s” does not look like a tracking number. Those of the post have two letters, nine digits and the"
            " country, as RR123456785CN, and the last digit checks the others. Keep it all the same?",
            number=written,
        )
    ]
