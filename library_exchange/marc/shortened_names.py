"""Names of one person, of which one has initials where the other has words: Достоевский Ф.М., Ф. М. Достоевский."""

import re

from library_exchange.core.scripts import script_of
from library_exchange.core.text import folded

_WORDS = re.compile(r"[^\W\d_][\w’'-]*")
Parts = tuple[str, tuple[str, ...]]


def is_same_name(one: str, other: str) -> bool:
    """Whether two names in the letters of one script have one surname and nothing that differs behind it.

    A name without comma and initials does not tell which of its words is the surname: that is not decided here.
    """
    if script_of(one) != script_of(other) or script_of(one) not in ("Cyrl", "Latn"):
        return folded(one) == folded(other)
    mine, theirs = _parted(one), _parted(other)
    if mine is None or theirs is None or mine[0] != theirs[0]:
        return folded(one) == folded(other)
    return all(a == b or min(a, b, key=len) == max(a, b, key=len)[:1] for a, b in zip(mine[1], theirs[1], strict=False))


def _parted(name: str) -> Parts | None:
    """Return the surname and what stands behind it, a letter for an initial; None where that is not told."""
    surname, comma, behind = folded(name).partition(",")
    words = _WORDS.findall(surname)
    if comma:
        given = tuple(_WORDS.findall(behind))
        return (" ".join(words), given) if words and given else None
    given = tuple(word for word in words if len(word) == 1)
    whole = [word for word in words if len(word) > 1]
    return (whole[0], given) if len(whole) == 1 and given else None
