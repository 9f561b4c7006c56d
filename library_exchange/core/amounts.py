"""Whole numbers and weights as people type them into forms: spaces between thousands, the sign of a unit behind."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from library_exchange.core.i18n import _l
from library_exchange.core.weights import GRAMS

HEAVIEST_G = 100_000
UNITS: Mapping[str, frozenset[str]] = {
    "year": frozenset({"г", "год", "года", "году", "年"}),
    "copies": frozenset({"экз", "шт", "экземпляр", "экземпляра", "экземпляров", "copy", "copies", "册", "本"}),
    "pages": frozenset({"с", "стр", "страница", "страницы", "страниц", "p", "pp", "页"}),
    "months": frozenset({"мес", "месяц", "месяца", "месяцев", "month", "months", "个月", "月"}),
    "days": frozenset({"дн", "день", "дня", "дней", "day", "days", "天", "日"}),
    "percent": frozenset({"%"}),
}
"""Signs that may stand behind a whole number, by what it counts."""
COUNTS: Mapping[str, str] = {
    "year": "year",
    "year_from": "year",
    "year_to": "year",
    "copies": "copies",
    "quantity": "copies",
    "cap": "copies",
    "pages": "pages",
    "term_months": "months",
    "usual_days": "days",
    "loan_days": "days",
    "inland": "percent",
    "ngo": "percent",
    "school": "percent",
}
"""What the number in a field of this name counts."""
NO_WEIGHT = _l("Enter grams as a whole number, like 350, or write the unit: 350 g, 1.2 kg.")
_WHOLE = r"[0-9]{1,3}(?: [0-9]{3})+|[0-9]+"
_NUMBER = re.compile(rf"({_WHOLE})\s*([^\W\d]+|%)?\.?")
_WEIGHT = re.compile(rf"({_WHOLE})(?:[.,]([0-9]+))?\s*([^\W\d]+)?\.?")
_TWO = re.compile(r"([0-9]{1,3})\s*([^\W\d]+)\.?\s*([0-9]{1,3})\s*([^\W\d]+)\.?")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def find_whole(text: str, name: str = "") -> str | None:
    """Return the digits of a whole number that is typed into the field `name`; None if it is none.

    Thousands may be parted by spaces, and the sign of what the field counts may stand behind: "1 200", "2009 г.".
    """
    told = _NUMBER.fullmatch(_plain(text))
    if told is None or (told[2] and told[2] not in UNITS.get(COUNTS.get(name, ""), ())):
        return None
    return told[1].replace(" ", "")


def find_grams(text: str) -> int | None:
    """Return a weight in grams, with or without its unit; None for what is none, or can be meant in two ways.

    "350", "1 200", "350 г", "1,2 кг", "1 кг 200 г" and "0.3公斤" are weights; "1,2" alone could be either.
    """
    plain = _plain(text)
    both = _TWO.fullmatch(plain)
    if both and (GRAMS.get(both[2]), GRAMS.get(both[4])) == (1000, 1):
        return int(both[1]) * 1000 + int(both[3])
    told = _WEIGHT.fullmatch(plain)
    if told is None or (told[2] and not told[3]) or (told[3] and told[3] not in GRAMS):
        return None
    grams = Decimal(f"{told[1].replace(' ', '')}.{told[2] or 0}") * GRAMS.get(told[3] or "", 1)
    return int(grams) if grams == int(grams) and grams <= 10 * HEAVIEST_G else None


def _in_grams(value: object) -> object:
    if not isinstance(value, str):
        return value
    grams = find_grams(value)
    if grams is None:
        raise PydanticCustomError("no_weight", "not a weight", {"sentence": NO_WEIGHT})
    return grams


Grams = Annotated[int, BeforeValidator(_in_grams), Field(ge=1, le=HEAVIEST_G)]
"""A weight; a form tells it in grams, or in a unit that it names."""
