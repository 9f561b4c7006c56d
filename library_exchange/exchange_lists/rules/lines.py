"""Reading a pasted line: which number, which title, how many copies, and what is wrong with it."""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from stdnum import isbn as isbn_numbers

from library_exchange.core.text import one_line
from library_exchange.exchange_lists.rules.copies import copies_in, only_copies, sets_in, unsure_copies
from library_exchange.exchange_lists.rules.not_a_title import is_doubtful, personal, stray
from library_exchange.offers.rules.numbers import MOST_COPIES, read_number

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
    NOT_A_BOOK = "not_a_book"
    PERHAPS_NOT_A_BOOK = "perhaps_not_a_book"
    UNSURE = "unsure"
    OTHER_TITLE = "other_title"
    COLUMNS = "columns"
    PERSONAL = "personal"
    SEVERAL_EDITIONS = "several_editions"
    ALREADY_OFFERED = "already_offered"
    HELD = "held"
    ALREADY_LISTED = "already_listed"


SETTLED = frozenset({Problem.HELD, Problem.ALREADY_LISTED, Problem.NOT_A_BOOK})
"""Such a line is set aside with its reason and waits for nobody; the librarian may bring it in all the same."""
FOUND_OUT = frozenset(
    {
        *(Problem.NOT_IN_CATALOGUE, Problem.SEVERAL_EDITIONS),
        *(Problem.ALREADY_OFFERED, Problem.ALREADY_LISTED, Problem.HELD, Problem.UNSURE, Problem.OTHER_TITLE),
    }
)
"""What is found out by comparing a line: with the catalogue, the library's own lists, other lines; looked up anew."""
CORRECTED = frozenset(
    {
        *(Problem.BAD_ISBN, Problem.BAD_ISSN, Problem.NO_TITLE, Problem.NOT_IN_CATALOGUE, Problem.TOO_MANY),
        *(Problem.TOO_LONG, Problem.UNREADABLE, Problem.PERSONAL, Problem.COLUMNS),
        *(Problem.PERHAPS_NOT_A_BOOK, Problem.UNSURE),
    }
)
"""What the librarian answers by writing the line anew."""
AS_IT_STANDS = frozenset(
    {Problem.NOT_A_BOOK, Problem.PERHAPS_NOT_A_BOOK, Problem.PERSONAL, Problem.NO_TITLE, Problem.COLUMNS}
)
"""A guess: the librarian, who sees the book, may say that the line is right as it stands."""


ASKED = {
    "offers": ("title", "quantity", "weight_g", "year", "pages", "condition", "isbn"),
    "wants": ("title", "quantity", "year", "isbn"),
}
"""By kind of list, the cells that are asked about when they could not be read for sure; others are only told."""


class Answer(StrEnum):
    """What a librarian answers to what a list asks about a line."""

    EDITION = "edition"
    ADD = "add"
    AS_IT_STANDS = "as_it_stands"
    AS_READ = "as_read"
    ALL_TITLE = "all_title"
    APART = "apart"
    SAME_BOOK = "same_book"
    LIKELY_NUMBER = "likely_number"
    SKIP = "skip"
    NO_BOOK = "no_book"


class Section(StrEnum):
    """Which lines of a list are shown."""

    ALL = "all"
    ASKING = "asking"
    READY = "ready"
    ASIDE = "aside"


@dataclass(frozen=True)
class Line:
    """What a line says; numbers are normalised: an ISBN has 13 digits, an ISSN its hyphen."""

    text: str
    isbn: str | None = None
    issn: str | None = None
    title: str = ""
    quantity: int = 1
    problem: Problem | None = None
    detail: str | None = None
    wrong_number: str | None = None
    sets: str | None = None


_NUMBER = re.compile(r"(?:ISBN|ISSN|МКН)?[\s:№]*((?<![\w-])\d[\d\s\-‐‑–—]{5,18}[\dXxХх](?![\w]))", re.IGNORECASE)
_EDGES = " \t,;:.|/—–-•·*\"'“”"
_BULLET = re.compile(
    r"^\s*(?:\d{1,3}(?:[.)、．）]\s+|[、)）](?!\d)|[.．](?=[^\W\d_]|[《«\"“(]))|[(（\[]\d{1,3}[)）\]]\s*(?=\S)"
    r"|[①-⑳⓪㉑-㉟㊱-㊿❶-❿⑴-⒇⒈-⒛]\s*[、.．]?\s*|№\s*\d{1,3}\s*[.)、:]?\s+(?=[^\W\d_]|[《«\"“])|[•·*–—-]\s+)"
)
"""What numbers a line of a list, in either country's manner; taken off before signs are made plain."""


_NUMBER_ALONE = re.compile(r"(?:ISBN|ISSN)?[\s:№-]*\d[\d\s\-‐‑–—.]*[XxХх]?", re.IGNORECASE)
_YEAR_ALONE = re.compile(r"(?:1[4-9]|20)\d\d\s*(?:年|г\.?|год)")


def read_line(text: str) -> Line | None:
    """Return what one pasted line says; None for an empty one. Nothing of the text is lost: `text` keeps it."""
    given = one_line(unicodedata.normalize("NFKC", text))
    if not given:
        return None
    if len(given) > LONGEST_LINE:
        return Line(given[:LONGEST_LINE], problem=Problem.TOO_LONG)
    bare = one_line(unicodedata.normalize("NFKC", _BULLET.sub("", one_line(text))))
    sets = sets_in(bare)
    told, rest = (sets[0], sets[2]) if sets else copies_in(bare)
    quantity = 1 if told is None else told
    line = _numbered(given, rest, quantity)
    if not (line.isbn or line.issn or line.wrong_number) and (kind := stray(given) or stray(bare)) is not None:
        problem = Problem.PERHAPS_NOT_A_BOOK if is_doubtful(kind, given) else Problem.NOT_A_BOOK
        return Line(given, title=given, problem=problem, detail=kind.value)
    if quantity > MOST_COPIES or quantity < 1:
        return Line(given, title=rest, problem=Problem.TOO_MANY)
    told_twice = sets[1] if sets else unsure_copies(line.title, quantity)
    return replace(line, sets=told_twice) if told_twice else line


def _numbered(given: str, rest: str, quantity: int) -> Line:
    wrong: tuple[Problem, str, str] | None = None
    for found in _NUMBER.finditer(rest):
        if _are_years(found[0], found[1]):
            continue
        title = one_line(rest[: found.start()] + " " + rest[found.end() :]).strip(_EDGES)
        isbn, issn, looks_like = read_number(found[1])
        if isbn or issn:
            return _person_warned(Line(given, isbn, issn, title, quantity), title)
        if looks_like and wrong is None and (_is_meant(found[0], found[1]) or not personal(rest)):
            wrong = Problem(looks_like), found[1].strip(), title
    if wrong is not None:
        kind, number, title = wrong
        stands_against = None if is_title(title) else kind
        text = title if is_title(title) else rest.strip(_EDGES)
        line = Line(given, None, None, text, quantity, stands_against, wrong_number=number[:40])
        return _person_warned(line, title)
    title = rest.strip(_EDGES)
    is_named = (
        any(map(str.isalpha, title))
        and not is_number(title)
        and only_copies(title) is None
        and not _YEAR_ALONE.fullmatch(title)
    )
    problem = None if is_named else Problem.NO_TITLE
    return _person_warned(Line(given, title=title, quantity=quantity, problem=problem), title)


def is_number(text: str) -> bool:
    """Whether `text` has the signs of a number of books alone: digits, hyphens, an X at the end."""
    return _NUMBER_ALONE.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def number_in(title: str) -> tuple[str | None, str | None, str, str | None]:
    """Return the ISBN or ISSN that stands in a title, what else it says, and a wrong number that calls itself one.

    Other digits of a title are its own.
    """
    given = unicodedata.normalize("NFKC", title)
    is_named = re.search("ISBN|ISSN", given, re.IGNORECASE) is not None
    line = _numbered(given, given, 1)
    if line.isbn and (is_named or re.search("97[89]", given)):
        return line.isbn, None, line.title, None
    if is_named and (line.issn or line.wrong_number):
        return None, line.issn, line.title, line.wrong_number
    return None, None, title, None


def _are_years(written: str, number: str) -> bool:
    """Whether a number is a span of years (1941-1944), whatever its check digit; an ISSN would be called so."""
    return is_span_of_years(number) and "ISSN" not in written.upper()


def is_span_of_years(text: str) -> bool:
    """Whether `text` is two years with a dash between them, the earlier first."""
    span = re.fullmatch(r"(1[4-9]\d\d|20\d\d)\s*[-‐‑–—]\s*(1[4-9]\d\d|20\d\d)", text.strip())
    return span is not None and span[1] <= span[2]


def _is_meant(written: str, number: str) -> bool:
    """Whether a wrong number is written as an ISBN or ISSN is, so that it is no telephone number."""
    digits = re.sub(r"\D", "", number)
    has_parts = len(digits) == 9 + number.strip()[-1].isdigit() and len(re.findall(r"[-‐‑–—]", number)) == 3
    return "IS" in written.upper() or digits.startswith(("978", "979")) or has_parts


def is_title(text: str) -> bool:
    """Whether `text` is enough of a title to take a book by: two words, or a few letters, or two Chinese characters."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) >= 4 or sum(character >= "\u3400" for character in letters) >= 2


def _person_warned(line: Line, text: str) -> Line:
    trace = personal(text)
    return line if trace is None else replace(line, problem=Problem.PERSONAL, detail=trace.value)


def likely_isbns(wrong: str) -> list[str]:
    """Return the ISBNs that one slip makes `wrong` of: two neighbours swapped first, then one digit mistyped."""
    digits = re.sub(r"[^0-9X]", "", unicodedata.normalize("NFKC", wrong).upper().replace("Х", "X"))
    if len(digits) not in (10, 13):
        return []
    swapped = [digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1)]
    mistyped = [digits[:at] + digit + digits[at + 1 :] for at in range(len(digits)) for digit in "0123456789"]
    mistyped += [digits[:-1] + "X"] if len(digits) == 10 else []
    valid = (isbn_numbers.to_isbn13(each) for each in (*swapped, *mistyped) if isbn_numbers.is_valid(each))
    return list(dict.fromkeys(valid))


def split_pasted(text: str) -> list[str]:
    """Return the lines of a pasted text, empty ones too, so that they can be counted as the librarian sees them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
