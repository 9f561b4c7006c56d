"""What a tracking number looks like: the international form of the posts (UPU S10), and those of other carriers."""

import re

from library_exchange.core.text import narrow

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
