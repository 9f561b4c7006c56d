"""Class numbers of CLC, BBK, UDC and DDC, equal in every way of writing them."""

import re
import unicodedata
from collections.abc import Iterator

CLASS = "/"
"""Before a class number among the terms of a record."""
_SCHEMES = "ббк|удк|дкд|bbk|udc|ddc|clc|中图法分类号|中图分类号|中图法|中图|分类号"
_LABEL = re.compile(rf"^\s*(?:{_SCHEMES})\s*[:：№]?\s*", re.IGNORECASE)
_FIELD = re.compile(r"^\s*(?:class|分类号|分类|индекс)\s*[:：]\s*(?=\S+$)", re.IGNORECASE)
"""The name of the field of a query that is nothing but a class number, see `query`."""
_FIELD_AFTER = re.compile(r"\s[^\W\d]{2,}\s*[:：]")
_SHORT = re.compile(r"[A-KN-VXZ]\s?\d{1,2}|[А-ЯЁ]\s?\d{1,3}|\d{2,3}", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_TAIL = r"[\w.()=:/+\-«»\"'\[\]]*"
_SHAPES = (
    re.compile(rf"[A-KN-VXZ][A-Z]?\d{{2}}{_TAIL}"),  # CLC: I512.45, TP311
    re.compile(rf"\d{{1,3}}(?:[.:=/]\d|\(\w){_TAIL}"),  # UDC, BBK and DDC: 821.161.1, 63.3(2), 84(2Рос=Рус)6
    re.compile(rf"[А-ЯЁ]\d+(?:[.(]|\w+\d){_TAIL}"),  # BBK with letters: Т3(2)6, Ю752я73
)
_LABELLED = re.compile(rf"[A-Za-zА-ЯЁа-яё]{{0,2}}\d?{_TAIL}")
LONGEST, SHORTEST_WORD = 40, 2
CALLED = {"clc": "CLC", "bbk": "ББК", "udc": "УДК", "ddc": "DDC"}
"""What stands before a number in a query to say of which scheme it is."""
_SCHEME_CALLED = {
    "clc": re.compile(r"\s*(?:clc|中图)", re.IGNORECASE),
    "bbk": re.compile(r"\s*(?:ббк|bbk)", re.IGNORECASE),
    "udc": re.compile(r"\s*(?:удк|udc)", re.IGNORECASE),
    "ddc": re.compile(r"\s*(?:дкд|ddc)", re.IGNORECASE),
}
_SCHEME_SHAPES = (
    (("clc",), re.compile(r"[A-KN-VXZ][A-Z]?\d.*", re.DOTALL)),
    (("bbk",), re.compile(r"[А-ЯЁ]\d.*|\d.*[А-ЯЁа-яё].*|\d{2}[.(].*", re.DOTALL)),
    (("bbk", "udc"), re.compile(r"\d{2}")),
    (("udc",), re.compile(r"\d{3}(?:\.\d+){2,}.*|\d+.*[:=/(\"«-].*", re.DOTALL)),
    (("udc", "ddc"), re.compile(r"\d{3}(?:\.\d+)?")),
)
"""Of which schemes a number may be, by how it is written; the first that fits holds."""
_SPACED = re.compile(r"(?<=\d)\s?\((\d[\d.-]*)\s+([А-ЯЁа-яё]{2,5}(?:=[А-ЯЁа-яё]{2,5})?)\)")
"""The sign of a country or a literature with a space before its letters: 84(5 кит), 63.3 (2 Рос)."""
_AT_AN_END = ' .:=/+-("«'


def index_term(number: str) -> str:
    """Return the term by which a record is found under its class number."""
    text = unicodedata.normalize("NFKC", number)
    return CLASS + _SPACES.sub("", _LABEL.sub("", text)).casefold()[:LONGEST]


def read(text: str) -> str | None:
    """Return the term of the class number that a query consists of, None if it is none.

    The name of a scheme may stand before it, a star behind it. What looks like one may be a date or a sum: only the
    index tells whether a book has it.
    """
    given = _given(text)
    bare = _unlabelled(given)
    compact = _SPACES.sub("", bare)
    if not any(each.isalnum() for each in compact) or len(compact) > LONGEST:
        return None
    if bare != given:
        return index_term(compact) if _LABELLED.fullmatch(compact) and not _FIELD_AFTER.search(bare) else None
    return index_term(compact) if compact == bare and any(shape.fullmatch(bare) for shape in _SHAPES) else None


def schemes(text: str) -> tuple[str, ...]:
    """Return the schemes of which a query that is nothing but a class number may be, none if it is not written so.

    A short number (84, K5, Б 43, i24) is one here, too: it is told beside what words find by it.
    """
    given = _given(text)
    bare = _unlabelled(given)
    if bare != given and read(text) is not None:
        return tuple(scheme for scheme, called in _SCHEME_CALLED.items() if called.match(given)) or _written_in(bare)
    if _SHORT.fullmatch(given):
        return _written_in(given.upper())
    return _written_in(bare) if read(given) is not None else ()


def is_number(text: str) -> bool:
    """Whether what stands behind the name of the field may be a class number: it has a digit, or is a letter or two."""
    return any(map(str.isdecimal, text)) or 0 < len(text.strip("* ")) <= SHORTEST_WORD


def _given(text: str) -> str:
    return _SPACED.sub(r"(\1\2)", unicodedata.normalize("NFKC", text).strip().rstrip("*").strip())


def _unlabelled(text: str) -> str:
    return _LABEL.sub("", _FIELD.sub("", text))


def _written_in(number: str) -> tuple[str, ...]:
    compact = _SPACES.sub("", number)
    return next((found for found, shape in _SCHEME_SHAPES if shape.fullmatch(compact)), ())


def number_in(text: str) -> str:
    """Return the number that a query consists of, without the name of its scheme."""
    given = unicodedata.normalize("NFKC", text).strip().rstrip("*").strip()
    number = _SPACES.sub("", _unlabelled(given))[:LONGEST]
    return number.upper() if _SHORT.fullmatch(given) else number


def broader(number: str) -> Iterator[str]:
    """Yield the numbers of the classes above, the nearest first: a bracket goes whole, all else sign by sign."""
    head, bracket, _rest = number.partition("(")
    if bracket:
        number = head.rstrip(_AT_AN_END)
        yield from [number] if number else []
    shortest = 1 if number[:1].isalpha() else 2
    while len(number) > shortest:
        number = number[:-1].rstrip(_AT_AN_END)
        if len(number) >= shortest:
            yield number
