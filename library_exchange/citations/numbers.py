"""ISBN, ISSN and DOI as people write them: read, tested, and if wrong, what is probably wrong."""

import re
import unicodedata
from typing import Any

from stdnum import isbn as isbn_numbers
from stdnum import issn as issn_numbers

from library_exchange.citations import labels
from library_exchange.core.text import one_line

LONGEST_NUMBER = 200
LONGEST_PRINTED = 40
MOST_LIKELY = 2
"""How many numbers are named that a wrong one may have been."""
_NAME = re.compile(r"^\s*(?:e-?|p-?)?(?:ISBN|ISSN)(?:[-\s]?1[03])?\s*[:：]?\s*", re.IGNORECASE)
_PARTS = re.compile(r"[\s\-‐‑‒–—−.]+")
_UNIFIED = re.compile(r"\d{4,5}\s?[·•・‧]\s?\d{1,5}")
_DOI = re.compile(
    r"(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/)?(?:info:)?(?:doi\s*[:/]?\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE
)
_AFTER_DOI = ".,;:)]}。，；）》\"'"


class WrongNumber(ValueError):
    """A number that is none; `sentence` tells what is probably wrong."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(type(self)))
        self.sentence = sentence


class WrongCheckDigit(WrongNumber):
    """An ISBN as long as one is, the last digit of which does not fit the others; a book may well have it in print."""


def as_printed(text: str | None) -> str | None:
    """Return the ISBN as it stands in a book that has it in print with a wrong check digit, None for all else.

    Such a number is kept apart from those that are right and shown with a mark; no title is ever looked for by it.
    """
    return one_line(text)[:LONGEST_PRINTED] if text and isbn_told_wrong(text) is not None else None


def is_printed_so(code: str, printed: str | None) -> bool:
    """Whether a wrong ISBN that somebody types is the one that a book has in print, however both are parted."""
    return printed is not None and as_printed(code) is not None and _digits(code) == _digits(printed)


def isbn_told_wrong(text: str) -> Any:
    """Return what to do about a wrong ISBN, None for what is right or is none of ten or thirteen digits."""
    try:
        read_isbn(text)
    except WrongCheckDigit as wrong:
        return wrong.sentence
    except WrongNumber:
        return None
    return None


def read_isbn(text: str) -> str:
    """Return the ISBN in thirteen digits, from ten or thirteen however they are parted; raises WrongNumber."""
    if _UNIFIED.search(text[:LONGEST_NUMBER]):
        raise WrongNumber(labels.ISBN_IS_UNIFIED)
    digits = _digits(text)
    if not re.fullmatch(r"\d*X?", digits):
        raise WrongNumber(labels.ISBN_HAS_LETTERS)
    if len(digits) == 9 and isbn_numbers.is_valid("0" + digits):
        digits = "0" + digits  # A British number from before the ISBN.
    if len(digits) not in (10, 13):
        raise WrongNumber(labels.isbn_length(len(digits)))
    if len(digits) == 13 and digits.startswith("977"):
        raise WrongNumber(labels.ISBN_IS_PERIODICAL)
    if len(digits) == 13 and (not digits.startswith(("978", "979")) or digits.endswith("X")):
        raise WrongNumber(labels.ISBN_PREFIX)
    is_right = isbn_numbers.is_valid(digits)
    if not is_right and len(digits) == 10 and digits.startswith(("978", "979")):
        raise WrongNumber(labels.ISBN_CUT_SHORT)
    if not is_right:
        likely = [isbn_numbers.format(each) for each in _swapped(digits)]
        fits = isbn_numbers.format(digits[:-1] + _check_digit(digits))
        raise WrongCheckDigit(labels.isbn_check(" / ".join(likely) if len(likely) <= MOST_LIKELY else "", fits))
    return str(isbn_numbers.to_isbn13(digits))


def read_issn(text: str) -> str:
    """Return the ISSN as 1234-5678, also from the bar code of an issue; raises WrongNumber."""
    digits = _digits(text)
    if len(digits) == 13 and digits.startswith("977"):
        digits = digits[3:10] + str(issn_numbers.calc_check_digit(digits[3:10]))
    if not re.fullmatch(r"\d{7}[\dX]", digits):
        raise WrongNumber(labels.issn_length(len(digits)))
    if not issn_numbers.is_valid(digits):
        raise WrongNumber(labels.issn_check(issn_numbers.calc_check_digit(digits[:7])))
    return str(issn_numbers.format(digits))


def read_doi(text: str) -> str:
    """Return the DOI without the address or word before it and the punctuation behind; raises WrongNumber."""
    found = _DOI.fullmatch(unicodedata.normalize("NFC", text.strip()[:LONGEST_NUMBER]))
    doi = _bare_doi(found[1]) if found else ""
    if not found or doi.endswith("/"):
        raise WrongNumber(labels.NO_DOI)
    return doi


def _bare_doi(text: str) -> str:
    """Return a DOI without what ends the sentence; a bracket that the DOI itself opens stays."""
    while text and text[-1] in _AFTER_DOI and not (text[-1] == ")" and text.count("(") >= text.count(")")):
        text = text[:-1]
    return text


def _digits(text: str) -> str:
    """Return a number without its name and hyphens, Cyrillic Х as X; other signs stay, to be told of."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST_NUMBER]).upper().replace("Х", "X")
    return _PARTS.sub("", _NAME.sub("", plain))


def _check_digit(digits: str) -> str:
    """Return the last sign that fits those before it."""
    if len(digits) == 10:
        return next(sign for sign in "0123456789X" if isbn_numbers.is_valid(digits[:-1] + sign))
    return next(sign for sign in "0123456789" if isbn_numbers.is_valid(digits[:-1] + sign))


def _swapped(digits: str) -> list[str]:
    """Return the ISBNs that `digits` become when two different neighbours change places, outside the prefix."""
    first = 3 if len(digits) == 13 else 0
    each = (digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(first, len(digits) - 1))
    return list(dict.fromkeys(number for number in each if number != digits and isbn_numbers.is_valid(number)))
