"""Class numbers of CLC, BBK, UDC and DDC, equal in every way of writing them."""

import re
import unicodedata

CLASS = "/"
"""Before a class number among the terms of a record."""
_SCHEMES = "ббк|удк|дкд|bbk|udc|ddc|clc|中图法分类号|中图分类号|中图法|中图|分类号"
_LABEL = re.compile(rf"^\s*(?:{_SCHEMES})\s*[:：№]?\s*", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_TAIL = r"[\w.()=:/+\-«»\"'\[\]]*"
_SHAPES = (
    re.compile(rf"[A-KN-VXZ][A-Z]?\d{{2}}{_TAIL}"),  # CLC: I512.45, TP311
    re.compile(rf"\d{{1,3}}(?:[.:=/]\d|\(\w){_TAIL}"),  # UDC, BBK and DDC: 821.161.1, 63.3(2), 84(2Рос=Рус)6
    re.compile(rf"[А-ЯЁ]\d+(?:[.(]|\w+\d){_TAIL}"),  # BBK with letters: Т3(2)6, Ю752я73
)
_LABELLED = re.compile(rf"[A-Za-zА-ЯЁа-яё]{{0,2}}\d?{_TAIL}")
LONGEST = 40


def index_term(number: str) -> str:
    """Return the term by which a record is found under its class number."""
    text = unicodedata.normalize("NFKC", number)
    return CLASS + _SPACES.sub("", _LABEL.sub("", text)).casefold()[:LONGEST]


def read(text: str) -> str | None:
    """Return the term of the class number that a query consists of, None if it is none.

    The name of a scheme may stand before it, a star behind it. What looks like one may be a date or a sum: only the
    index tells whether a book has it.
    """
    given = unicodedata.normalize("NFKC", text).strip().rstrip("*").strip()
    bare = _LABEL.sub("", given)
    compact = _SPACES.sub("", bare)
    if not any(each.isalnum() for each in compact) or len(compact) > LONGEST:
        return None
    if bare != given:
        return index_term(compact) if _LABELLED.fullmatch(compact) else None
    return index_term(compact) if compact == bare and any(shape.fullmatch(bare) for shape in _SHAPES) else None
