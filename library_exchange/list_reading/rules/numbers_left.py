"""Numbers of a pasted line that belong to nothing that was read of it: told not to be kept, so that none vanishes."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from library_exchange.list_reading.rules.book_numbers import ISBN_13
from library_exchange.offers.rules.numbers import read_number

_RUN = re.compile(r"\d+")
_WORD = re.compile(r"[^\s,;:()\[\]《》«»]*\d[^\s,;:()\[\]《》«»]*")
_BOOK_NUMBER = re.compile(rf"(?<!\d)(?:{ISBN_13}|\d(?:[ \-‐‑–—]?\d){{6,8}}[ \-‐‑–—]?[\dXxХх])(?!\d)")
_OF_THE_LINE = re.compile(r"^\W*(?:№|No\.?|第|п\.|поз\.)?\s*\d{1,3}(?!\d)")
"""What numbers the line."""


_OF_A_YEAR = re.compile(r"(?<=年)\s?\d{1,2}月(?:\s?第?\d{1,2}版)?")
"""The month and the printing behind a year."""


def numbers_left(text: str, kept: Iterable[str]) -> str:
    """Return the words of a line that have numbers of which none of the texts `kept` says anything; "" without any.

    A number stands as often as it is kept so often. That of the line is its list's own, its ISBN is kept in one form.
    """
    given = unicodedata.normalize("NFKC", text)
    texts = [unicodedata.normalize("NFKC", each) for each in kept]
    numbers = {number for each in texts for number in read_number(each)[:2] if number}
    bare = _BOOK_NUMBER.sub(lambda found: " " if _is_of(found[0], numbers) else found[0], given)
    bare = _OF_A_YEAR.sub(" ", bare)
    own = _OF_THE_LINE.match(bare)
    bare = bare[own.end() :] if own and given.startswith(own[0]) else bare
    have = Counter(run for each in texts for run in _RUN.findall(each))
    left: list[str] = []
    for word in _WORD.findall(bare):
        runs = Counter(_RUN.findall(word))
        if runs - have:
            left.append(word.strip(".-–—"))
        have -= runs
    return "; ".join(left)


def _is_of(written: str, numbers: set[str]) -> bool:
    return not numbers.isdisjoint(filter(None, read_number(written)[:2]))
