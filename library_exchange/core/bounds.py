"""The boundary of numbers and days: none that comes in from outside is larger than the house can reckon with."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

LARGEST = 2**31 - 1
LONGEST_DIGITS = 10
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""Days beyond these are slips of the pen; weeks and time zones are counted from every other one."""


def _near(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise PydanticCustomError("day_out_of_range", "not a day of our times")
    return day


Id = Annotated[int, Field(ge=1, le=LARGEST)]
"""The number of a row."""
Version = Annotated[int, Field(ge=0, le=LARGEST)]
"""How often a row was written, as a page showed it."""
Day = Annotated[date, AfterValidator(_near)]


def whole_number(text: str) -> int:
    """Return the number that `text` writes in digits; raises ValueError for everything else and what is too large."""
    found = find_number(text)
    if found is None:
        raise ValueError("not a number that a row could have")
    return found


def find_number(text: str) -> int | None:
    """Return the number that `text` writes in digits, None if it is none that a row could have."""
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_DIGITS):
        return None
    number = int(text)
    return number if number <= LARGEST else None
