"""What a line says of the terms of a book and none of its title: a gift, any edition, its language, how it is kept."""

import re
import unicodedata
from typing import NamedTuple

from library_exchange.list_reading.rules.bounds import LONGEST
from library_exchange.list_reading.rules.headings import condition_of, language_of

_GIVEN = (
    r"(?:в\s+дар|дар(?:им|ю)?|бесплатно|безвозмездно|в\s+подарок|(?:可|免费|无偿|均可)?赠送|免费|无偿"
    r"|(?:赠|送)(?:您|你们?|贵馆)?)"
)
_GIFT = re.compile(
    rf"(?:(?<=[\d.,;)\]»》册本套])\s*|\s+(?=[(\[])|\s*[,;、(\[]\s*|\s+[–—-]+\s+)[(\[]?\s*(?:{_GIVEN}(?:\s*[,、]\s*(?={_GIVEN}))?)+\s*[)\]]?[\s.!]*"
    r"(?=$|[,;、)]|\s\d)"
)
"""Behind a sign, in small letters: «Дар» is the title of a book."""
_ALONE = re.compile(rf"(?:{_GIVEN}(?:\s*[,;、]\s*)?)+[.!]*")
_ANY_EDITION = re.compile(
    r"(?<!\w)(?:в\s+)?люб(?:ое|ом|ого|ой)\s+(?:изд(?:\.|(?!\w)|ани[еия])|год)|(?:任何|任意)(?:版本|版次|版|出版社|译本)"
    r"|(?:版本|版次|出版社)(?:不限|不拘|均可|都可以?|都行)|(?:哪个|什么)(?:出版社|版本)都(?:行|可以)|any\s+edition",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(
    r"\s*[,;(\[]?\s*(?<!\w)на\s(?P<language>кит|рус|англ)\w*\.?\s?(?:яз(?:ык[еа]|\.)?)(?!\w)\.?\s*[)\]]?", re.IGNORECASE
)
_KEPT = re.compile(
    r"\s*[,;(]?\s*(?<!\w)(?:сост(?:ояние)?|сохр(?:анность)?)\.?\s?[:=]\s?(?P<words>[а-яё]+(?:-[а-яё]+)?)\.?\)?(?=[\s,;]|$)",
    re.IGNORECASE,
)


class Terms(NamedTuple):
    """A line without the words for its terms: whether it is a gift, its language, its condition, by their codes."""

    rest: str
    is_gift: bool = False
    language: str | None = None
    condition: str | None = None


def terms_in(text: str) -> Terms | None:
    """Return what a line tells of the terms of its book; None if it tells nothing of them, or of no book."""
    given = unicodedata.normalize("NFKC", text)
    if len(given) > LONGEST:
        return None
    if (found := _GIFT.search(given)) and _is_behind(given, found):
        return Terms(_without(given, found), is_gift=True)
    if (found := _LANGUAGE.search(given)) and _is_behind(given, found):
        return Terms(_without(given, found), language=language_of(found["language"]))
    found = _KEPT.search(given)
    if found and _is_behind(given, found) and (code := condition_of(found["words"])) is not None:
        return Terms(_without(given, found), condition=code)
    return None


def is_gift(words: str) -> bool:
    """Whether words say nothing but that a book is a gift, as a cell of a table has it."""
    return _ALONE.fullmatch(unicodedata.normalize("NFKC", words).strip(" ()[]").casefold()) is not None


def takes_any_edition(text: str) -> bool:
    """Whether a line that asks for a book says that any edition of it will do."""
    return _ANY_EDITION.search(unicodedata.normalize("NFKC", text)) is not None


def _is_behind(given: str, found: re.Match[str]) -> bool:
    return any(map(str.isalpha, given[: found.start()]))


def _without(given: str, found: re.Match[str]) -> str:
    before, behind = given[: found.start()].rstrip(), given[found.end() :].lstrip()
    return f"{before} {behind}".strip()
