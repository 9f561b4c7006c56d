"""Numbers of a book as people type them and records tell them: ISBN, ISSN, volume, pages; the key of one book."""

import re
import unicodedata
from enum import StrEnum
from hashlib import sha256

from stdnum import isbn as isbn_numbers
from stdnum import issn as issn_numbers
from stdnum.exceptions import ValidationError

from library_exchange.record_matching.keys import part_key

MOST_COPIES = 500
MOST_PAGES = 20_000


class WrongNumber(StrEnum):
    """What a number looks like whose check digit does not fit."""

    ISBN = "bad_isbn"
    ISSN = "bad_issn"


def read_number(text: str) -> tuple[str | None, str | None, WrongNumber | None]:
    """Return the ISBN (13 digits) or the ISSN that `text` is, and what is wrong if it only looks like one."""
    digits = re.sub(r"[^0-9X]", "", unicodedata.normalize("NFKC", text).upper().replace("Х", "X"))
    if len(digits) in (10, 13):
        if isbn_numbers.is_valid(digits):
            return isbn_numbers.to_isbn13(digits), None, None
        if len(digits) == 13 and digits.startswith("977") and issn_numbers.is_valid(_issn_of_ean(digits)):
            return None, issn_numbers.format(_issn_of_ean(digits)), None
        return None, None, WrongNumber.ISBN
    if len(digits) == 8:
        # Eight digits without a hyphen are as likely a date.
        is_meant = bool(re.fullmatch(r"\d{4}[-‐‑–—]\d{3}[\dXxХх]", text.strip())) or issn_numbers.is_valid(digits)
        if issn_numbers.is_valid(digits):
            return None, issn_numbers.format(digits), None
        return None, None, WrongNumber.ISSN if is_meant else None
    return None, None, None


def _issn_of_ean(digits: str) -> str:
    body = digits[3:10]
    try:
        return body + issn_numbers.calc_check_digit(body)
    except ValidationError:
        return ""


def volume_key(text: str) -> str:
    """Return what tells a volume or issue in any language: its numbers ("2026, № 3" is 2026-3), else its letters."""
    numbers = re.findall(r"\d+", unicodedata.normalize("NFKC", text))
    return ("-".join(str(int(number)) for number in numbers) or part_key("", text))[:150]


def same_book(number: str | None, *told: str | int | None) -> str:
    """Return a key that two lines share when they tell of one book: of its number, or else of what is told; "" of none.

    `told` begins with the key of the title, without which a book that has no number is like no other.
    """
    if number is None and not (told and told[0]):
        return ""
    parts = [number or "", *(str(each or "") for each in told)]
    return sha256("\x1f".join(parts).encode()).hexdigest()


def most_pages(extent: str) -> int | None:
    """Return the pages that a record's extent states: the largest number in it, if that can be one."""
    numbers = [int(number) for number in re.findall(r"\d{1,6}", re.sub(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))", "", extent))]
    most = max(numbers, default=0)
    return most if 1 <= most <= MOST_PAGES else None
