"""A library's own number: whether what comes under it is the book it had, and which copies records tell apart."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from library_exchange.record_matching.keys import NOT_WORD, letters

Copies = tuple[frozenset[str], frozenset[str]]
"""The bar codes and the call numbers that a record tells."""
_HAN = re.compile("[\u3400-\u9fff]")
SHORTEST_STEM = 4
ALIKE = 0.75
"""From here on two words are one word with a slip of the pen, measured by the letters that they share in order."""


class Told(NamedTuple):
    """What tells a book under a number: its title in words, its volume, its valid ISBNs."""

    words: tuple[str, ...]
    part: str
    isbns: tuple[str, ...]


def is_corrected(before: Told, after: Told) -> bool:
    """Whether a record under the number of another one is that one with corrections, not another book.

    A shared ISBN says so, and so do titles of which one holds the other's words, but for slips; not if both name a
    volume and not the same.
    """
    if set(before.isbns) & set(after.isbns):
        return True
    if before.part and after.part and before.part != after.part:
        return False
    shorter, longer = sorted((before.words, after.words), key=len)
    return bool(shorter) and all(any(_is_word(word, other) for other in longer) for word in shorter)


def title_words(title: str) -> tuple[str, ...]:
    """Return the words of a title in letters; a run of Han characters is one word."""
    return tuple(filter(None, map(letters, NOT_WORD.split(title))))


def _is_word(word: str, other: str) -> bool:
    shorter, longer = sorted((word, other), key=len)
    if word == other or (shorter in longer and (len(shorter) >= SHORTEST_STEM or _HAN.match(shorter))):
        return True
    return SequenceMatcher(None, word, other).ratio() >= ALIKE


def are_other_copies(some: Copies, others: Copies) -> bool:
    """Whether two records of one book are of different copies: their bar codes differ, or else their call numbers."""
    for mine, theirs in zip(some, others, strict=True):
        if mine and theirs:
            return not mine & theirs
    return False
