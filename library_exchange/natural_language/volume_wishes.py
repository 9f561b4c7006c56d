"""Which volume of a title a reader asks for («троецарствие т.2», 三国演义 上册); the rest of the query is the title."""

import re
from dataclasses import replace

from library_exchange.record_matching.sets import order_of
from library_exchange.search.port import Query, VolumeWish

_ORDINAL = r"перв\w+|втор\w+|трет\w+|четв[её]рт\w+|пят\w+|one|two|three|four|five|first|second|third|fourth|fifth"
_NUMBER = rf"(?:\d{{1,3}}(?!\d)|(?-i:[IVX]{{1,5}})|{_ORDINAL})"
_UNIT = (
    r"томах?|том[ае]?|т\.|т(?=\s*\d)|часть|ч\.|ч(?=\s*\d)|книга|книжка|кн\.?|выпуск|вып\.?|"
    r"volume|vol\.?|v\.|part|pt\.?|book|bk\.?|t\.|tom\.?|kn\.|ch\.|vyp\.?"
)
_HAN_NUMBER = r"(?:[一二三四五六七八九十百〇零]+|\d{1,3})"
_DESIGNATION = re.compile(
    rf"(?<!\w)(?:{_UNIT})\s*{_NUMBER}(?!\w)|"
    rf"(?<!\w)(?:{_ORDINAL}|\d{{1,3}}(?:-?[йяе])?)\s+(?:том|часть|книга|выпуск|volume|part|book)(?!\w)|"
    rf"第\s*{_HAN_NUMBER}\s*[卷册冊集辑輯部编編](?!\w)|[卷册冊]\s*{_HAN_NUMBER}(?!\w)|[上中下][卷册冊](?!\w)|"
    r"(?<=[\s(（])[上中下][集部编編篇]?(?!\w)",
    re.IGNORECASE,
)
_LEAST_LETTERS = 2
_LAST, _SECOND, _THIRD = map(order_of, "下23")
_ALIKE = {
    _LAST: ((_LAST, 1.0), (_SECOND, 0.9), (_THIRD, 0.9)),
    _SECOND: ((_SECOND, 1.0), (_LAST, 0.9)),
    _THIRD: ((_THIRD, 1.0), (_LAST, 0.9)),
}
"""下 is the second volume of two or the third of three."""
_QUOTES = str.maketrans("“„«《〈「『”»》〉」』", '"' * 13)


def with_volume_again(text: str | None, query: Query) -> str | None:
    """Return a text for the title alone with the volume that was asked for."""
    return f"{text} {query.volume.written}" if text and query.volume else text


def with_volume(query: Query) -> Query:
    """Return the query for the title alone, which knows the volume.

    It is the same query where no volume is named, or nothing else is, or where it is taken as it is written.
    """
    found = None if query.is_exact else next(filter(_is_free, _DESIGNATION.finditer(query.text)), None)
    if found is None:
        return query
    rest = " ".join(f"{query.text[: found.start()].rstrip(' .,:;，。：；(（-')} {query.text[found.end() :]}".split())
    rest = rest.rstrip(" .,:;)），。")
    order = order_of(found[0])
    if not order or sum(map(str.isalpha, rest)) < _LEAST_LETTERS:
        return query
    orders = _ALIKE.get(order, ((order, 1.0),))
    return replace(query, text=rest, volume=VolumeWish(found[0], orders))


def _is_free(found: re.Match[str]) -> bool:
    """Whether it stands outside of quotation marks, where words are meant as they are."""
    return found.string[: found.start()].translate(_QUOTES).count('"') % 2 == 0
