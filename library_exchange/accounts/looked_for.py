"""By what the desk looks for a reader: her name in full or with initials, her card, telephone and e-mail."""

import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.models import Membership, User
from library_exchange.core.text import narrow, widths

NAME = sa.func.coalesce(col(Membership.invited_name), col(User.name))
"""What a library calls a person: until she accepts, as whoever invited her wrote the name."""
SHORTEST_NUMBER = 4
"""Fewer digits are in too many telephone numbers."""
_PHONE = re.compile(r"[\d\s()+.\-–—]+")
_PREFIX = re.compile(r"^(?:[78](?=\d{10}$)|86(?=\d{11}$))")
"""How a number begins that is written from another country or town: +7 or 8, +86."""
_PHONE_SIGNS = " -()+.–—\u3000"


def plain(column: Any) -> Any:
    """Return a column of names with е for ё, as they are typed in a hurry: Пётр and Петр are one."""
    return sa.func.replace(sa.func.replace(column, "ё", "е"), "Ё", "Е")


def spelt(word: str, *columns: Any) -> Any:
    """Return the condition that a word stands in one of the `columns`, in whatever case, with ё as е.

    The databases fold Latin letters alone: a Russian name is looked for as it may be written, full-width too.
    """
    return sa.or_(*(plain(column).contains(each, autoescape=True) for column in columns for each in _cases(word)))


def without_spaces(name: Any) -> Any:
    """Return a column of names without spaces: 李四 is often written 李 四."""
    return sa.func.replace(sa.func.replace(name, " ", ""), "\u3000", "")


def named(words: str, *columns: Any) -> Any:
    """Return the condition that all the words stand in the name of a reader, or in one of the `columns` beside it.

    An initial stands for a name that begins so, and a name for its initial where only that was written down.
    """
    parts = list(_parts(words))
    return sa.and_(sa.true(), *(_named(part, is_begun, len(parts) > 1, columns) for part, is_begun in parts))


def phoned(words: str) -> Any:
    """Return the condition that a reader has this telephone number, or one with these digits; None if it is none."""
    plain = narrow(words)
    digits = _PREFIX.sub("", re.sub(r"\D", "", plain))
    if not _PHONE.fullmatch(plain) or len(digits) < SHORTEST_NUMBER:
        return None
    kept: Any = col(Membership.phone)
    for sign in _PHONE_SIGNS:
        kept = sa.func.replace(kept, sign, "")
    return kept.contains(digits, autoescape=True)


def _cases(word: str) -> list[str]:
    word = word.replace("ё", "е").replace("Ё", "Е")
    cases = (word, word.lower(), word.upper(), word.capitalize())
    return sorted({wide for each in cases for wide in widths(each)})


def _parts(words: str) -> Iterator[tuple[str, bool]]:
    """Give each word, and whether it is only the beginning of a name: М.И. are two."""
    for word in words.split():
        pieces = [piece for piece in word.split(".") if piece]
        is_name = word.replace(".", "").isalpha()
        if not is_name or (all(len(piece) > 1 for piece in pieces) and not word.endswith(".")):
            yield word, False
        else:
            yield from ((piece, len(piece) == 1 and _has_cases(piece)) for piece in pieces)


def _has_cases(letter: str) -> bool:
    return letter.lower() != letter.upper()


def _named(part: str, is_begun: bool, is_one_of_several: bool, columns: tuple[Any, ...]) -> Any:
    if is_begun:
        return sa.or_(*_begins(part))
    stands = spelt(part, NAME, without_spaces(NAME), *columns)
    if not is_one_of_several or not _has_cases(part[0]):
        return stands
    return sa.or_(stands, *_begins(f"{part[0]}."))


def _begins(part: str) -> Iterator[Any]:
    """Give the conditions that one of the names of a reader begins so; of Ё. as of Е."""
    part = part.replace("ё", "е").replace("Ё", "Е")
    called = plain(NAME)
    for each in {part.lower(), part.upper()}:
        yield called.startswith(each, autoescape=True)
        yield from (called.contains(f"{mark}{each}", autoescape=True) for mark in (" ", "."))
