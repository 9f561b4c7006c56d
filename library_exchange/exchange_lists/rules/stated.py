"""What a line says of its edition beside title, author and imprint: its number, its translator, its place."""

import re
import unicodedata
from dataclasses import dataclass

from library_exchange.citations.places import SHORTENED, is_place
from library_exchange.core.scripts import script_of
from library_exchange.core.text import one_line

LOOKED_AT = 500
_EDITION = re.compile(
    r"第\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s?版|(?<!\d)\d{1,2}\s?-?\s?[ео]?е\s+изд(?:\.|ание)?(?!\w)"
    r"|изд(?:\.|ание)?\s+(?:\d{1,2}\s?-?\s?[ео]?е(?!\w)|перв\w+|втор\w+|трет\w+|четв[её]рт\w+|пят\w+)"
    r"|(?<!\d)\d{1,2}(?:st|nd|rd|th)\s+ed(?:\.|ition)?(?!\w)",
    re.IGNORECASE,
)
_RUSSIAN = r"(?:[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?|[А-ЯЁ][а-яё]+\s[А-ЯЁ]\.(?:\s?[А-ЯЁ]\.)?)"
_TRANSLATOR = re.compile(
    rf"(?<!\w)(?:[Пп]ер(?:\.|ев[её]л[аи]?|евод(?:чик)?)(?:\s+(?:с|со)\s+\w+\.?)?\s*:?\s*{_RUSSIAN}(?:\s*(?:,|и)\s*{_RUSSIAN}){{0,2}})"
    r"|(?:(?<=[\s,，、;；(（)）著]))[\u3400-\u9fff]{2,4}(?:[、,，\s][\u3400-\u9fff]{2,4}){0,2}\s?(?:翻译|译)(?![\u3400-\u9fff])"
)
_SIGNS = re.compile(r"\s*(?:[.。](?=\s|$|[–—-])|[,，:：;；()（）\[\]/|]|\s[–—-]\s|—)\s*")
_TOGETHER = re.compile(r"\s*[;,–—]\s*|\s*-\s*(?=[А-ЯЁ]\w{0,2}\b)")


@dataclass(frozen=True)
class Stated:
    """What a text states; empty where it says nothing."""

    edition: str = ""
    translators: str = ""
    place: str = ""


def stated(text: str, title: str, publisher: str | None, year: int | None) -> Stated:
    """Return what a line states of its edition; its place stands before its publisher or its year."""
    given = one_line(unicodedata.normalize("NFKC", text))[:LOOKED_AT]
    edition, translators = _EDITION.search(given), _TRANSLATOR.search(given)
    return Stated(
        edition[0] if edition else "",
        translators[0].strip(" ,、") if translators else "",
        _place(given, title, publisher, year),
    )


def _place(given: str, title: str, publisher: str | None, year: int | None) -> str:
    ends = [at for told in (publisher, year) if told and (at := given.rfind(str(told))) > 0]
    if not ends:
        return ""
    before = [piece for piece in (each.strip() for each in _SIGNS.split(given[: min(ends)])) if piece]
    last = before[-1].strip(' .«"“') if before else ""
    is_of_title = re.search(rf"(?<!\w){re.escape(last)}(?!\w)", title, re.IGNORECASE) is not None
    return last if last and is_place(last) and not is_of_title else ""


def places_in(text: str) -> frozenset[str]:
    """Return the known places that a text names, in full: «М.; Л.»; none if it names another."""
    bare = unicodedata.normalize("NFKC", text).strip(" []()")
    if not is_place(bare):
        return frozenset()
    names = [part.strip(" .") for part in _TOGETHER.split(bare)]
    return frozenset(SHORTENED.get(name, name).casefold().removesuffix("市") for name in names if name)


def are_other_places(told: str, known: str) -> bool:
    """Whether two texts name known places in letters of one kind, and none of them is the same."""
    one, other = places_in(told), places_in(known)
    return bool(one and other) and one.isdisjoint(other) and script_of(told) == script_of(known)
