"""What numbers the lines of a list, in the manner of either country, and which lines begin with such a number."""

import re
from collections.abc import Sequence

from library_exchange.core.number_words import number_of_word
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
BEFORE_A_NAME = re.compile(r"^\s*\d{1,3}\s+(?=[А-ЯЁ][а-яё-]+,?\s(?:[А-ЯЁ]\.\s?){1,2}\s*\S)")
"""No title has a number before a surname with its initials."""
MOST_BETWEEN = 2
"""So many lines without a number, as headings are, may stand between two that count on."""
NUMBER_OF_LINE = re.compile(r"^\s*(?:\d{1,3}(?:\s+|(?=[《«]))|[一二三四五六七八九十]{1,3}\s*[、.．]\s*)(?=\S)")
_NUMBERED = re.compile(r"\s*[(（\[【№]?\s*(\d{1,3})(?:\s*[.)、．）\]】]|\s+(?=\S)|(?=[《«]))")
_IN_WORDS = re.compile(r"\s*([一二三四五六七八九十]{1,3})\s*[、.．]\s*(?=\S)")


def numbered_lines(lines: Sequence[str]) -> set[int]:
    """Return which lines begin with a bare number that is theirs: those before or behind count on with it."""
    full = [(at, *_number_of(line)) for at, line in enumerate(lines) if line.strip()]
    ours: set[int] = set()
    for place, (at, number, is_bare) in enumerate(full):
        if number is None or not is_bare:
            continue
        before = _nearest(full[max(place - 1 - MOST_BETWEEN, 0) : place][::-1])
        if before == number - 1 or _nearest(full[place + 1 : place + 2 + MOST_BETWEEN]) == number + 1:
            ours.add(at)
    return ours


def _nearest(lines: Sequence[tuple[int, int | None, bool]]) -> int | None:
    """Return the number of the first of these lines that has one."""
    return next((number for _at, number, _is_bare in lines if number is not None), None)


def _number_of(line: str) -> tuple[int | None, bool]:
    """Return the number with which a line begins, and whether the lines around it have to tell that it is none of it.

    The 三 of 三、题名 may be the title's own as well as the digit of 3 题名.
    """
    if found := _NUMBERED.match(line):
        return int(found[1]), found[0][-1:].isspace() or found[0][-1:].isdigit()
    words = _IN_WORDS.match(line)
    return (number_of_word(words[1]), True) if words else (None, False)


def has_own_number(text: str) -> bool:
    """Whether a line begins with a number or a mark that lists put before their lines."""
    return BULLET.match(one_line(text)) is not None


def without_own_number(title: str) -> str:
    """Return a title without a number or mark that lists put before their lines, if anything is left."""
    return BULLET.sub("", title) or title
