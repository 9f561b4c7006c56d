"""How many copies there are of each book below, as a heading or a remark says: (каждой по 2 экз.), 每种两本."""

import re
import unicodedata

from library_exchange.core.number_words import OF_EACH, number_of_word, spelled
from library_exchange.list_reading.rules.copies import MOST_SPELLED

_NUMBER = rf"(?P<n>\d{{1,2}}|{spelled(OF_EACH, most=MOST_SPELLED)})"
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
    return int(found["n"]) if found["n"].isdigit() else number_of_word(found["n"])
