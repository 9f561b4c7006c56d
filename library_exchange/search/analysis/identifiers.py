"""ISBN, ISSN and other numbers of books, equal in every way of writing them."""

import re
import unicodedata
from typing import NamedTuple

from stdnum import isbn, issn

_LABEL = re.compile(r"^\s*(?:isbn|issn)(?:-1[03])?\s*[:：]?\s*", re.IGNORECASE)
_DASHES = re.compile(r"[\s\u00ad\u2010-\u2015\u2212\u30fc_-]+")
_WRITTEN = re.compile(r"\d(?:[\d \u00ad\u2010-\u2015\u2212-]*[\dXxХх])?")
_CYRILLIC_X = str.maketrans("Хх", "XX")
_LENGTHS = (8, 10, 13)
SHORTEST_START = 5


class Number(NamedTuple):
    """A book's number in a query; `is_certain` when its check digit leaves no other reading."""

    terms: tuple[str, ...]
    is_certain: bool


def index_terms(identifier: str) -> tuple[str, ...]:
    """Return the terms a record's identifier is found by: itself without signs and, for an ISBN-10, the ISBN-13."""
    text = unicodedata.normalize("NFKC", identifier)
    text = _LABEL.sub("", text)
    written = _WRITTEN.search(text)
    compact = _compact(written.group() if written else text)
    if len(compact) not in _LENGTHS:
        compact = "".join(c for c in text if c.isalnum()).casefold()
    return _forms(compact) if compact else ()


def read(text: str) -> Number | None:
    """Return the number that `text`, a query or one word of it, consists of, or `None`."""
    text = unicodedata.normalize("NFKC", text)
    bare = _LABEL.sub("", text)
    if not _WRITTEN.fullmatch(bare.strip()):
        return None
    compact = _compact(bare)
    if len(compact) not in _LENGTHS or not _is_shaped(compact):
        return None
    is_certain = isbn.is_valid(compact) or (bare != text and issn.is_valid(compact))
    return Number(_forms(compact), is_certain)


def meant_by(text: str) -> list[str]:
    """Return the ISBNs that may be meant by a text which is one but for its check digit, the likeliest first."""
    bare = _LABEL.sub("", unicodedata.normalize("NFKC", text)).strip()
    compact = _compact(bare) if _WRITTEN.fullmatch(bare) else ""
    if len(compact) not in (10, 13) or not _is_shaped(compact) or isbn.is_valid(compact):
        return []
    ends = [compact[:-1] + end for end in "0123456789X"]
    exchanged = [compact[:at] + compact[at + 1] + compact[at] + compact[at + 2 :] for at in range(len(compact) - 1)]
    return [each for each in dict.fromkeys((*ends, *exchanged)) if each != compact and isbn.is_valid(each)]


def beginning(text: str) -> list[str] | None:
    """Return how terms begin that a number of a book, typed so far, may become; `None` if it is none or too short."""
    bare = _LABEL.sub("", unicodedata.normalize("NFKC", text)).strip()
    bare = bare[:-1] if _DASHES.fullmatch(bare[-1:]) else bare
    compact = _compact(bare).casefold() if _WRITTEN.fullmatch(bare) else ""
    if not SHORTEST_START <= len(compact) <= max(_LENGTHS):
        return None
    # An ISBN-10 stands in the index as the ISBN-13, of which only the last digit is another.
    return [compact, "978" + compact[:9]]


def _compact(text: str) -> str:
    return _DASHES.sub("", text).translate(_CYRILLIC_X).upper()


def _is_shaped(compact: str) -> bool:
    return compact[:-1].isdigit() and (len(compact) != 13 or compact.startswith(("978", "979")))


def _forms(compact: str) -> tuple[str, ...]:
    if isbn.is_valid(compact):
        return (isbn.to_isbn13(compact),)
    return (compact.casefold(),)
