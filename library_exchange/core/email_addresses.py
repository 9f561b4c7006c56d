"""E-mail addresses as they are typed: what a keyboard that was left in another language makes of one."""

import unicodedata
from collections.abc import Iterable


def is_doubtful(address: str) -> bool:
    """Whether an address most likely was typed with the wrong keyboard.

    Then letters of two scripts stand in one word of it, or others than Latin ones before a domain in Latin letters.
    An address that is Cyrillic, or Chinese, on both sides is right.
    """
    local, _at, domain = address.rpartition("@")
    if any(len(_scripts(part)) > 1 for part in (local, *domain.split("."))):
        return True
    return domain.isascii() and not _scripts(local) <= {"LATIN"}


def doubtful(addresses: Iterable[str | None]) -> list[str]:
    """Return those of some addresses that somebody should read once more."""
    return [each for each in addresses if each and is_doubtful(each)]


def _scripts(part: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in part if letter.isalpha()}
