"""When two records describe the same book: the keys that are compared, free of database and web."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple
from unicodedata import normalize

from library_exchange.core.scripts import to_simplified
from library_exchange.core.text import folded

Copies = tuple[frozenset[str], frozenset[str]]
"""The bar codes and the call numbers that a record tells."""
KEY_LENGTH = 300
_NOT_WORD = re.compile(r"[\W_]+")
_HAN = re.compile("[\u3400-\u9fff]")
_QUALIFIER = re.compile(r"[\[(（〔【［][^\])）〕】］]*[\])）〕】］]")


def _letters(text: str) -> str:
    """Return the letters and digits of `text`; characters that only look like others become those first."""
    return _NOT_WORD.sub("", folded(to_simplified(normalize("NFKC", text))))


def title_key(title: str) -> str:
    """Return `title` with nothing but its letters and digits, simplified, case and ё folded."""
    return _letters(title)[:KEY_LENGTH]


def part_key(number: str, title: str) -> str:
    """Return what tells one volume of a set from another; empty for a book in one volume."""
    return _letters(f"{number} {title}")[: KEY_LENGTH // 2]


def author_key(name: str) -> str:
    """Return the surname and first initial of a name in letters, or a whole name in Han characters.

    "Толстой, Лев Николаевич", "Толстой Л. Н." and "Толстой, Л.Н." are one key; "[俄] 托尔斯泰" and "托尔斯泰" too.
    """
    bare = _QUALIFIER.sub(" ", name)
    words = [_letters(word) for word in re.split(r"[\s,.·•]+", bare) if _letters(word)]
    if not words:
        return ""
    if any("\u3400" <= character <= "\u9fff" for character in bare):
        return "".join(words)[:KEY_LENGTH]
    return " ".join([words[0], *[word[0] for word in words[1:2]]])[:KEY_LENGTH]


def is_same_by_keys(author: str, year: int | None) -> bool:
    """Whether equal title, author, year and part are enough: only when author and year are known at all."""
    return bool(author) and year is not None


# A library's own number -----------------------------------------------------------------------------------------------

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
    return tuple(filter(None, map(_letters, _NOT_WORD.split(title))))


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
