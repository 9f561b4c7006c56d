"""How many copies there are of each book below, as a heading or a remark says: (каждой по 2 экз.), 每种两本."""

import re
import unicodedata

from library_exchange.core.number_words import number_of_word

_WORDS = {"одному": 1, "одной": 1, "два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5}
_NUMBER = r"(?P<n>\d{1,2}|одному|одной|два|две|три|четыре|пять)"
_RUSSIAN = (
    re.compile(
        rf"[(\[]?\s*(?:все(?:\sкниги)?|вс[её]|кажд\w+(?:\s\w+)?)\s+(?:книги\s)?по\s{_NUMBER}(?:\s?(?:экз|шт)\w*\.?)?(?:[,;.].{{0,90}})?[)\]]?[\s.:]*",
        re.IGNORECASE,
    ),
    re.compile(rf"[^«»\d]{{0,60}}[(\[]\s*по\s{_NUMBER}(?:\s(?:экз|шт)\w*\.?)?\s*[)\]][\s.:]*", re.IGNORECASE),
)
_HAN = re.compile(
    r"(?:[(]?[一二三四五六七八九十]{1,3}[、.)])?[^《》\d]{0,20}[(]?(?:每种|每样|各)\s*(?P<n>\d{1,2}|[一二两三四五六七八九十])\s*[本册冊套][)]?\W*"
)


def copies_of_each(text: str) -> int | None:
    """Return how many copies a line says there are of each book below it; None for a line that says no such thing."""
    given = unicodedata.normalize("NFKC", text).strip()
    found = next(filter(None, (way.fullmatch(given) for way in (*_RUSSIAN, _HAN))), None)
    if found is None:
        return None
    told = found["n"].casefold()
    return int(told) if told.isdigit() else _WORDS.get(told) or number_of_word(told)
