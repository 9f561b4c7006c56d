"""How closely an offer meets a want, and the lot that decides between equals."""

import hashlib
from enum import IntEnum


class Kind(IntEnum):
    """How closely an offer meets a want; the smaller the closer."""

    EXACT = 1
    WORK = 2
    PROFILE = 3

    @property
    def word(self) -> str:
        """The kind as a word, as lines of boxes keep it."""
        return self.name.lower()

    @classmethod
    def named(cls, word: str | None) -> "Kind":
        """Return the kind that `word` stands for; a line without one was chosen by hand and counts as exact."""
        return cls[word.upper()] if word else cls.EXACT


def lot(seed: str, public_id: str, lots: int) -> int:
    """Return the number from 0 that a want or offer draws; anybody can check it from the published seed."""
    digest = hashlib.sha256(f"{seed}|{public_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % lots
