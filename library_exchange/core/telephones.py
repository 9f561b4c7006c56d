"""The telephone of a desk, as people write it: with an extension, two numbers, dashes of every kind."""

import re
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from library_exchange.core.i18n import _l
from library_exchange.core.text import narrow, one_line

LONGEST_PHONE = 40
NO_PHONE = _l(
    "Write the number in digits, like +7 4162 23-73-90 or 0456-8223344. An extension may follow it (доб. 12, 转801), "
    "and a second number behind a comma."
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－~～", "-"))
_WORDS = r"(?:доб(?:авочный)?|внутр(?:енний)?|вн|ext(?:ension)?|转|轉|分机|內線|内线)"
"""What stands before an extension."""
_EXTENSION = re.compile(
    rf"[,;]?\s*\(?(?:{_WORDS}\.?|[#x])\s*:?\s*\d{{1,6}}\)?$",
    re.IGNORECASE,
)
_PARTS = re.compile(rf"[,;](?!\s*{_WORDS})|[、/|]|\s(?:и|或|or|and)\s")
_NUMBER = re.compile(r"\+?[\d ().\-]+")


def _is_number(text: str) -> bool:
    number = _EXTENSION.sub("", text.strip()).strip()
    return _NUMBER.fullmatch(number) is not None and 5 <= sum(map(str.isdigit, number)) <= 15


def read_phone(text: str) -> str | None:
    """Return a telephone, or several, in plain digits and dashes; None if it is none."""
    plain = one_line(narrow(text).translate(_DASHES))
    return plain if all(map(_is_number, _PARTS.split(plain))) else None


def to_call(text: str) -> str:
    """Return the first number of a telephone without its extension: what a telephone dials."""
    return _EXTENSION.sub("", _PARTS.split(text)[0].strip()).strip()


def _checked(text: str) -> str:
    found = read_phone(text)
    if found is None:
        raise PydanticCustomError("no_phone", "not a telephone", {"sentence": NO_PHONE})
    return found


Phone = Annotated[str, AfterValidator(_checked)]
"""Marks a text of an input as a telephone."""
