"""Whether the author whom a line tells surely is none of those of a record that has its title."""

import re
from collections.abc import Sequence

from library_exchange.core.scripts import script_of
from library_exchange.list_reading.rules.name_forms import is_chinese_name
from library_exchange.record_matching.keys import letters

_LETTERS = re.compile(r"[^\W\d_]{3,}")
_HAN = re.compile("[\u3400-\u9fff]")
_CHINESE = re.compile("[\u3400-\u9fff]{2,4}")
_SHARED = 2
"""So many characters are shared by two ways to write one name."""
_STEM = 4


def are_others(told: str | None, names: Sequence[str]) -> bool:
    """Whether a line names another author than its record does; what cannot be compared is not another.

    Names are compared in one script. Of a Chinese one that a record has in characters alone, a Russian surname is none.
    """
    if not told or not names:
        return False
    alike = [name for name in names if _kind(name) == _kind(told)]
    if alike:
        return not any(_is_one(told, name) for name in alike)
    is_russian = _kind(told) == "Cyrl" and not is_chinese_name(told.replace(",", " "))
    return is_russian and all(_CHINESE.fullmatch(name.strip()) for name in names)


def _kind(name: str) -> str:
    return "Hani" if _HAN.search(name) else str(script_of(name))


def _is_one(one: str, other: str) -> bool:
    if _HAN.search(one):
        shared = set(_HAN.findall(one)) & set(_HAN.findall(other))
        return len(shared) >= min(_SHARED, len(set(_HAN.findall(one))), len(set(_HAN.findall(other))))
    first, second = ({letters(word) for word in _LETTERS.findall(name)} for name in (one, other))
    if not first or not second:
        return True
    return any(word[:_STEM] == another[:_STEM] for word in first for another in second)
