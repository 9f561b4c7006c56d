"""The boundary of numbers and days: none that comes in from outside is larger than the house can reckon with."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from library_exchange.core.amounts import has_unit, without_sign
from library_exchange.core.i18n import LANGUAGES
from library_exchange.core.money import WITH_A_DASH, WRONG_SUMS, signs_of
from library_exchange.core.text import narrow, one_line

LARGEST = 2**31 - 1
DEAREST = 10**9
"""The largest sum of money, in hundredths."""
DECIMALS = 2
"""Of a sum of money."""
LONGEST_DIGITS = 10
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""Days beyond these are slips of the pen; weeks and time zones are counted from every other one."""
_WITHOUT_HYPHENS = 8
"""Digits of a day that is written as 20261201."""


def _near(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise PydanticCustomError("day_out_of_range", "not a day of our times")
    return day


def _told(value: object) -> object:
    """Return a day as it is told, with its hyphens; a number is none, though a computer could count seconds by it."""
    if isinstance(value, int | float):
        raise PydanticCustomError("date_parsing", "not a day")
    plain = one_line(narrow(value)) if isinstance(value, str) else value
    if isinstance(plain, str) and plain.isdigit():
        if len(plain) != _WITHOUT_HYPHENS:
            raise PydanticCustomError("date_parsing", "not a day")
        return f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    return plain


def _of_the_interface(code: str) -> str:
    if code not in LANGUAGES:
        raise PydanticCustomError("literal_error", "not a language of the interface")
    return code


_DECIMAL = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_SPACED = re.compile(r"[-+]? ?[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]*)?|[-+] (?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


def as_decimal(told: str) -> Decimal:
    """Read a number as people write it, with a point or a comma and spaces between thousands; NaN for what is none."""
    given = narrow(told).replace("\u00a0", " ").replace(",", ".")
    plain = given.replace(" ", "")
    if not _DECIMAL.fullmatch(plain) or (" " in given and not _SPACED.fullmatch(given)):
        return Decimal("NaN")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return Decimal("NaN")


_IN_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+\.\d{1,2}")
_KOPECKS = re.compile(r"(\D*)(\d[\d \u00a0]*)[-–](\d\d)(\D*)")
"""Roubles and kopecks as a Russian price has them: 300-00."""


def in_hundredths(value: object, unit: str = "") -> object:
    """Read what a person writes for money, with a point or a comma, as hundredths: "1 350,50", "1,350.50", "98元".

    Only the sign of `unit`, the currency of the field, may stand beside the number. "1,350" may be thousands or
    thousandths, so that it is no sum of money.
    """
    if not isinstance(value, str):
        return value
    told = without_sign(_with_kopecks(value) if unit in WITH_A_DASH else value, signs_of(unit))
    amount = as_decimal(told.replace(",", "") if _IN_THOUSANDS.fullmatch(told) else told)
    # A sum of thousands of digits is bounded before anything is reckoned with it.
    bounded = min(max(amount, Decimal(-DEAREST)), Decimal(DEAREST)) if amount.is_finite() else None
    if bounded is None or int(bounded.as_tuple().exponent) < -DECIMALS:
        sentence = WRONG_SUMS.get(unit) if has_unit(value) else None
        raise PydanticCustomError("no_sum_of_money", "not a sum of money", {"sentence": sentence} if sentence else None)
    return int(bounded * 100)


def _with_kopecks(told: str) -> str:
    """Return a price like 300-50 with a point; what could as well be from 50 to 60 roubles is left as it is."""
    price = _KOPECKS.fullmatch(narrow(told))
    if price is None or int(price[3]) >= int("".join(price[2].split())[:9]):
        return told
    return "{}{}.{}{}".format(*price.groups())


def currency_told(info: ValidationInfo) -> str:
    """Return the currency of a form's sums: what it says of itself, else what its page says of it; "" if neither."""
    said = next((told for name, told in info.data.items() if name == "currency" or name.endswith("_currency")), None)
    return str(said or (info.context or {}).get("currency", ""))


def money(value: object, info: ValidationInfo) -> object:
    """Read a sum of money in the currency of its form."""
    return in_hundredths(value, currency_told(info))


def _no_truth(value: object) -> object:
    """Refuse what JSON calls true or false: in Python that would be the row with the number 1."""
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "not a number")
    return value


def _narrow(value: object) -> object:
    return one_line(narrow(value)) if isinstance(value, str) else value


Code = Annotated[str, BeforeValidator(_narrow)]
"""A number or code that people type or scan: full-width letters and digits are plain ones."""
Id = Annotated[int, BeforeValidator(_no_truth), Field(ge=1, le=LARGEST)]
"""The number of a row."""
Version = Annotated[int, BeforeValidator(_no_truth), Field(ge=0, le=LARGEST)]
"""How often a row was written, as a page showed it."""
LanguageCode = Annotated[str, AfterValidator(_of_the_interface)]
"""A language of the interface."""
Day = Annotated[date, BeforeValidator(_told), AfterValidator(_near)]
Money = Annotated[int, BeforeValidator(money), Field(ge=0, le=DEAREST)]
"""A sum in hundredths; a form tells it in whole units."""


def in_units(minor: int) -> str:
    """Return a sum in hundredths as a field or a paper holds it, with two decimals."""
    return f"{minor // 100}.{minor % 100:02d}"


def whole_number(text: str) -> int:
    """Return the number that `text` writes in digits; raises ValueError for everything else and what is too large."""
    found = find_number(text)
    if found is None:
        raise ValueError("not a number that a row could have")
    return found


def find_number(text: object) -> int | None:
    """Return the number that `text` writes in digits, None if it is none that a row could have."""
    if not (isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) <= LONGEST_DIGITS):
        return None
    number = int(text)
    return number if number <= LARGEST else None
