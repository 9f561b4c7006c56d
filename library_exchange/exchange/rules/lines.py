"""Reading a pasted line: which number, which title, how many copies, and what is wrong with it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from stdnum import isbn as isbn_numbers
from stdnum import issn as issn_numbers
from stdnum.exceptions import ValidationError

from library_exchange.catalogue.rules import part_key
from library_exchange.core.text import one_line

MOST_COPIES = 500
LONGEST_LINE = 500


class Problem(StrEnum):
    """Why a line cannot be taken as it is."""

    BAD_ISBN = "bad_isbn"
    BAD_ISSN = "bad_issn"
    NO_TITLE = "no_title"
    NOT_IN_CATALOGUE = "not_in_catalogue"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    HELD = "held"
    ALREADY_LISTED = "already_listed"


SETTLED = frozenset({Problem.HELD, Problem.ALREADY_LISTED})
"""What no correction changes: such a line is answered and waits for nobody."""


@dataclass(frozen=True)
class Line:
    """What a line says; numbers are normalised: an ISBN has 13 digits, an ISSN its hyphen."""

    text: str
    isbn: str | None = None
    issn: str | None = None
    title: str = ""
    quantity: int = 1
    problem: Problem | None = None


_NUMBER = re.compile(r"(?:ISBN|ISSN|МКН)?[\s:№]*((?<![\w-])\d[\d\s\-‐‑–—]{5,18}[\dXxХх](?![\w]))", re.IGNORECASE)
_UNIT = r"(?:экз(?:емпляр\w*)?\.?|шт\.?|册|冊|本|copies|copy|pcs)"
_QUANTITIES = (
    re.compile(rf"[\s,;(（]*(?:[×*✕]|(?<=[\s,;(（])[xхX])\s*(\d{{1,4}})\s*{_UNIT}?[)）]?\s*$", re.IGNORECASE),
    re.compile(rf"[\s,;(（]+(\d{{1,4}})\s*{_UNIT}[)）]?\s*$", re.IGNORECASE),
)
_LEADING = re.compile(rf"^\s*(\d{{1,4}})\s*(?:[×xхX*✕]|{_UNIT})\s+", re.IGNORECASE)
_EDGES = " \t,;:.|/—–-•·*\"'“”"
_BULLET = re.compile(r"^\s*(?:\d{1,3}[.)、]\s+|[•·*–—-]\s+)")


def read_line(text: str) -> Line | None:
    """Return what one pasted line says; None for an empty one. Nothing of the text is lost: `text` keeps it."""
    given = one_line(unicodedata.normalize("NFKC", text))
    if not given:
        return None
    if len(given) > LONGEST_LINE:
        return Line(given[:LONGEST_LINE], problem=Problem.TOO_LONG)
    quantity, rest = _quantity(_BULLET.sub("", given))
    if quantity > MOST_COPIES or quantity < 1:
        return Line(given, title=rest, problem=Problem.TOO_MANY)
    return _numbered(given, rest, quantity)


def _quantity(text: str) -> tuple[int, str]:
    for pattern in _QUANTITIES:
        if (found := pattern.search(text)) and found.start() > 0:
            return int(found[1]), text[: found.start()]
    if found := _LEADING.match(text):
        return int(found[1]), text[found.end() :]
    return 1, text


def _numbered(given: str, rest: str, quantity: int) -> Line:
    problem: Problem | None = None
    for found in _NUMBER.finditer(rest):
        title = one_line(rest[: found.start()] + " " + rest[found.end() :]).strip(_EDGES)
        isbn, issn, wrong = read_number(found[1])
        if isbn or issn:
            return Line(given, isbn, issn, title, quantity)
        problem = problem or wrong
    title = rest.strip(_EDGES)
    if problem is None and not any(character.isalpha() for character in title):
        problem = Problem.NO_TITLE
    return Line(given, title=title, quantity=quantity, problem=problem)


def read_number(text: str) -> tuple[str | None, str | None, Problem | None]:
    """Return the ISBN (13 digits) or the ISSN that `text` is, and what is wrong if it only looks like one."""
    digits = re.sub(r"[^0-9X]", "", unicodedata.normalize("NFKC", text).upper().replace("Х", "X"))
    if len(digits) in (10, 13):
        if isbn_numbers.is_valid(digits):
            return isbn_numbers.to_isbn13(digits), None, None
        if len(digits) == 13 and digits.startswith("977") and issn_numbers.is_valid(_issn_of_ean(digits)):
            return None, issn_numbers.format(_issn_of_ean(digits)), None
        return None, None, Problem.BAD_ISBN
    if len(digits) == 8:
        # Eight digits without a hyphen are as likely a date.
        is_meant = bool(re.fullmatch(r"\d{4}[-‐‑–—]\d{3}[\dXxХх]", text.strip())) or issn_numbers.is_valid(digits)
        if issn_numbers.is_valid(digits):
            return None, issn_numbers.format(digits), None
        return None, None, Problem.BAD_ISSN if is_meant else None
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


def split_pasted(text: str) -> list[str]:
    """Return the lines of a pasted text, empty ones too, so that they can be counted as the librarian sees them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
