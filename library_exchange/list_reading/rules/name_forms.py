"""What names look like in lists: their capitals, how short they are, Chinese ones in either script."""

import re

from library_exchange.authority import chinese_names
from library_exchange.core.text import one_line

CAPITAL_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
"""A word that may be a Russian surname."""
_NEXT = rf"(?:{CAPITAL_WORD}|[А-ЯЁ]\.|и)"
CAPITALS = re.compile(rf"{CAPITAL_WORD}(?:\s{_NEXT}){{1,3}}")
"""In a Russian title only the first word begins with a capital; in a whole name each does."""
CAPITALS_WITH_COMMAS = re.compile(rf"{CAPITAL_WORD}(?:,?\s{_NEXT}){{1,3}}")
SHORT_NAME = re.compile(
    r"(?:[\[(（【〔][\u3400-\u9fff]{1,4}[\])）】〕]\s*)?"
    r"(?:[\u3400-\u9fff·]{2,4}|[\u3400-\u9fff]{1,8}(?:[·•・][\u3400-\u9fff]{1,8}){1,3})等?"
)
"""Chinese names are as short as titles may be."""


def is_chinese_name(text: str) -> bool:
    """Whether a text has the form of a Chinese name, in characters or in Russian letters."""
    return is_chinese_in_russian(text) or chinese_names.parted(one_line(text)) is not None


def is_chinese_in_russian(name: str) -> bool:
    """Whether a name in Russian letters, without a comma, surely is a Chinese one, whatever its case."""
    family, _space, given = one_line(name).partition(" ")
    return bool(given) and chinese_names.without_comma(f"{family}, {given}") is not None
