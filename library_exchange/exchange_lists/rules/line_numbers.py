"""What numbers the lines of a list, in the manner of either country, and which lines begin with such a number."""

import re
from collections.abc import Sequence

from library_exchange.core.text import one_line

_BEFORE_A_NUMBER = (
    r"(?=(?:ISBN|ISSN|国际标准书号|书号)|97[89][\d\s‐‑–—-]{10}|\d{1,5}[‐‑–—-]\d+[‐‑–—-]\d+[‐‑–—-][\dXxХх])"
)
BULLET = re.compile(
    r"^\s*(?:\d{1,3}(?:[.)、．）]\s+|、(?!\d+[、,，])|[)）](?!\d+\s*[)）])|[.．](?=[^\W\d_]|[《«\"“(]))"
    r"|[(（\[【]\d{1,3}[)）\]】]\s*(?=\S)"
    r"|[①-⑳⓪㉑-㉟㊱-㊿❶-❿⑴-⒇⒈-⒛㈠-㈩㊀-㊉]\s*[、.．]?\s*|№\s*\d{1,3}\s*[.)、:]?\s+(?=[^\W\d_]|[《«\"“])|[•·*–—-]\s+"
    r"|(?:第|No\.?|№|п\.)?\s*\d{1,3}种?\s*[、.．。,，:：;；)）|/\s]\s*(?:[–—-]\s+)?"
    + _BEFORE_A_NUMBER
    + r"|\d{1,3}-(?=97[89]\d{10}(?!\d))"
    r"|[(（]?(?:[一二三四五六七八九十]{1,3}|[IVXivx]{1,5}|[A-Za-zА-Яа-я])[)）]?\s*[、.．。,，:：)）\s]\s*"
    + _BEFORE_A_NUMBER
    + r"|[(（](?:[一二三四五六七八九十]{1,3})[)）]\s*"
    + _BEFORE_A_NUMBER
    + r"|[(（\[【][一二三四五六七八九十]{1,3}[)）\]】]\s*[、.．:：]?\s*(?=[《〈「『])"
    r"|第\s*(?:\d{1,3}\s*种\s*(?:[、.．:：]\s*|\s+)|(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*种\s*[、.．:：]?\s*(?=[《〈「『]))"
    r"|(?:поз|п|no)\.\s*\d{1,3}\s*[.)、:]?\s+(?=[^\W\d_]|[《«\"“])"
    ")",
    re.IGNORECASE,
)
"""What numbers a line of a list, in either country's manner; taken off before signs are made plain."""


IN_A_CIRCLE = re.compile(r"^\s*([①-⑳⓪㉑-㉟㊱-㊿])\s*[、.．]?\s*")
"""It would run into the digits behind it when signs are made plain."""
NUMBER_OF_LINE = re.compile(r"^\s*\d{1,3}\s+(?=\S)")
_NUMBERED = re.compile(r"\s*[(（\[【№]?\s*(\d{1,3})(?:\s*[.)、．）\]】]|\s+(?=\S))")


def numbered_lines(lines: Sequence[str]) -> set[int]:
    """Return which lines begin with a bare number that is theirs: those before or behind count on with it."""
    full = [(at, found) for at, line in enumerate(lines) if line.strip() for found in [_NUMBERED.match(line)]]
    numbers = [None if found is None else int(found[1]) for _at, found in full]
    ours: set[int] = set()
    for place, (at, found) in enumerate(full):
        if found is None or not found[0][-1:].isspace():
            continue
        around = (numbers[place - 1] if place else None, numbers[place + 1] if place + 1 < len(full) else None)
        if around[0] == int(found[1]) - 1 or around[1] == int(found[1]) + 1:
            ours.add(at)
    return ours


def has_own_number(text: str) -> bool:
    """Whether a line begins with a number or a mark that lists put before their lines."""
    return BULLET.match(one_line(text)) is not None


def without_own_number(title: str) -> str:
    """Return a title without a number or mark that lists put before their lines, if anything is left."""
    return BULLET.sub("", title) or title
