"""Whether two titles of consignments are the same edition, as far as what was typed of them tells."""

from typing import Protocol

from library_exchange.core.text import folded, one_line


class Edition(Protocol):
    """What tells an edition."""

    title: str
    author: str | None
    publisher: str | None
    year: int | None
    isbn: str | None


def title_key(title: str) -> str:
    """Return what two writings of the same title have in common."""
    return folded(one_line(title))[:500]


def is_same_edition(one: Edition, other: Edition) -> bool:
    """Whether both are one edition: by their ISBN; else by the title, unless the year contradicts.

    While a year is not known, neither author nor publisher may contradict.
    """
    if one.isbn and other.isbn:
        return one.isbn == other.isbn
    if title_key(one.title) != title_key(other.title):
        return False
    if one.year and other.year:
        return one.year == other.year
    pairs = ((one.author, other.author), (one.publisher, other.publisher))
    return all(not mine or not theirs or title_key(mine) == title_key(theirs) for mine, theirs in pairs)
