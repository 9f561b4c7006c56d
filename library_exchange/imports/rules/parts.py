"""A file that is sent in parts: which part may come next, and when the file is whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

KEPT = timedelta(days=7)
"""So long after its last part an unfinished file is kept."""
_GAPS = re.compile(r"[\s.,'’]")
_SIZE = re.compile(r"([0-9]+)(?:bytes|b|байт|байта|байтов|字节)?", re.IGNORECASE)


class Unfit(StrEnum):
    """Why a part is not taken."""

    OVERTAKEN = "overtaken"
    REPEATED = "repeated"
    TOO_MUCH = "too_much"


@dataclass(frozen=True)
class Part:
    """How many bytes a part has, and the SHA-256 sum of them."""

    size_bytes: int
    digest: str


def arrived(parts: Sequence[Part]) -> int:
    """Return how many bytes are there."""
    return sum(part.size_bytes for part in parts)


def why_not(size_bytes: int, parts: Sequence[Part], begins_at: int, new: Part) -> Unfit | None:
    """Return why a part that is to begin at a byte of a file of `size_bytes` is not taken, None if it is."""
    if any(part.digest == new.digest for part in parts):
        return Unfit.REPEATED
    if begins_at != arrived(parts):
        return Unfit.OVERTAKEN
    return Unfit.TOO_MUCH if begins_at + new.size_bytes > size_bytes else None


def size_told(text: str) -> int | None:
    """Return a number of bytes as systems write it (1 234 567 байт, 1,234,567 bytes), None if it is none."""
    found = _SIZE.fullmatch(_GAPS.sub("", text))
    return int(found[1]) if found else None
