"""When two records describe the same book: the keys that are compared, free of database and web."""

import re
from unicodedata import normalize

from library_exchange.core.scripts import to_simplified
from library_exchange.core.text import folded

KEY_LENGTH = 300
NOT_WORD = re.compile(r"[\W_]+")
# Han characters, and the signs beside them that may be simplified as well.
_BEYOND_LETTERS = re.compile("[\u2e80-\U0003ffff]")
QUALIFIER = re.compile(r"[\[(（〔【［][^\])）〕】］]*[\])）〕】］]")


def letters(text: str) -> str:
    """Return the letters and digits of `text`; characters that only look like others become those first."""
    if text.isascii():
        return NOT_WORD.sub("", text.casefold())
    plain = normalize("NFKC", text)
    return NOT_WORD.sub("", folded(to_simplified(plain) if _BEYOND_LETTERS.search(plain) else plain))


def title_key(title: str) -> str:
    """Return `title` with nothing but its letters and digits, simplified, case and ё folded."""
    return letters(title)[:KEY_LENGTH]


def part_key(number: str, title: str) -> str:
    """Return what tells one volume of a set from another; empty for a book in one volume."""
    return letters(f"{number} {title}")[: KEY_LENGTH // 2]


def author_key(name: str) -> str:
    """Return the surname and first initial of a name in letters, or a whole name in Han characters.

    "Толстой, Лев Николаевич", "Толстой Л. Н." and "Толстой, Л.Н." are one key; "[俄] 托尔斯泰" and "托尔斯泰" too.
    """
    bare = QUALIFIER.sub(" ", name)
    words = [letters(word) for word in re.split(r"[\s,.·•]+", bare) if letters(word)]
    if not words:
        return ""
    if any("\u3400" <= character <= "\u9fff" for character in bare):
        return "".join(words)[:KEY_LENGTH]
    return " ".join([words[0], *[word[0] for word in words[1:2]]])[:KEY_LENGTH]


_BETWEEN_AUTHORS = re.compile(r"\s*[;；、]\s*")
_INITIALS_FIRST = re.compile(r"^((?:[^\W\d_]\.\s*)+)([^\W\d_].*)")


def author_keys(text: str) -> list[str]:
    """Return the keys of the authors whom a text names, each whole and by the surname alone; initials may stand first.

    "Чехов А. П.", "А. П. Чехов" and "Чехов, Антон" all have the keys "чехов а" and "чехов".
    """
    names = (_INITIALS_FIRST.sub(r"\2 \1", QUALIFIER.sub(" ", each).strip()) for each in _BETWEEN_AUTHORS.split(text))
    keys = [author_key(name) for name in names]
    return list(dict.fromkeys(each for key in keys if key for each in (key, key.split()[0])))


def is_same_by_keys(author: str, year: int | None) -> bool:
    """Whether equal title, author, year and part are enough: only when author and year are known at all."""
    return bool(author) and year is not None
