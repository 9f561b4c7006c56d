"""Words of a line that stand where a title, a name or a publisher does and are none of these."""

import re
import unicodedata
from collections.abc import Mapping

from library_exchange.list_reading.rules.bounds import LONGEST

_TEAM = re.compile(
    r"(?P<before>^[^《》]{2,80}?)[\s/,]+《(?P<title>[^《》]{2,60})》(?P<team>(?:编写|编辑|编纂|编审|课题|修订)(?:组|委员会)|编委会|编辑部)"
)
_EXTENT = re.compile(
    r",?\s*(?:(?:около|ок\.|св\.|свыше|более)\s)?\d{1,3}(?:\s?000|\s?тыс\.?|[.,]\d\s?тыс\.?)\s(?:слов|статей|терминов)\w*(?=\s*(?:[,.;)/–—-]|$))",
    re.IGNORECASE,
)
"""How large a dictionary is, which stands between its editor and its imprint."""
_EDITOR = re.compile(
    r"(?<=/)\s*под\s(?:(?:общ|науч|обш)\w*\.?\s)?ред(?:\.|акцией)\s(?:(?:акад|проф)\.\s)?(?:[А-ЯЁ]\.\s?){0,2}[А-ЯЁ][а-яё-]+(?:\s(?:[А-ЯЁ]\.\s?){1,2})?"
)
_UNPUBLISHED = re.compile(
    r"(?:未公开|未正式|非公开|非正式|未)(?:出版|发行)(?:物)?|内部(?:资料|发行|出版|印行|读物)|自印本?|油印本?|打印本?"
    r"|(?:作者|著者|责任者|出版社|出版者)?(?:不详|未详|不明)|автор\s(?:не\s?известен|не\sуказан)"
)


_SERIES = re.compile(
    r"\s*[(\[]\s*(?:Б-ка|Библиотека|Биб-ка|Серия|Сер\.|ЖЗЛ|БВЛ|БСФ|В\sсерии|[\u3400-\u9fff]{0,14}(?:丛书|系列|文库))(?![^\W\d_])[^()\[\]]{0,80}[)\]](?=[\s.,;]|$)"
)


def series_told(text: str) -> str:
    """Return the series that a line tells in brackets, "" without any: (Б-ка всемирной литературы, т. 140)."""
    found = _SERIES.search(text) if len(text) <= LONGEST else None
    return found[0].strip(" ()[]") if found else ""


def with_one_title(text: str) -> str:
    """Return a line in which the team named after its book bears no marks of a title, and no words tell an extent."""
    given = unicodedata.normalize("NFKC", text) if len(text) <= LONGEST else ""
    if found := _TEAM.search(given):
        return f"{found['before']} / {found['title']}{found['team']} {given[found.end() :].strip()}"
    if series_told(text) and any(map(str.isalpha, bare := _SERIES.sub("", text))):
        text = bare
    return _EXTENT.sub("", text) if len(text) <= LONGEST and "/" in text else text


_PLACE_BEHIND = re.compile(r"(?P<title>.*[\w)»!?]{2}\.?)[,.]\s(?:М|Л|СПб|Спб|М\.\s?-\s?Л)\.?")


def without_place(title: str) -> str:
    """Return a title without the letter for a place of publication that ends it: «Повести, М.»."""
    found = _PLACE_BEHIND.fullmatch(title)
    return found["title"] if found else title


def extent_told(text: str) -> str:
    """Return the words for how large a dictionary is, "" without any."""
    found = _EXTENT.search(unicodedata.normalize("NFKC", text)) if "/" in text and len(text) <= LONGEST else None
    return found[0].strip(" ,;") if found else ""


def editor_told(text: str) -> str:
    """Return who edited a book, behind the stroke of its description: «под ред. И. Иванова»; "" if nobody is told."""
    found = _EDITOR.search(unicodedata.normalize("NFKC", text)) if len(text) <= LONGEST else None
    return found[0].strip(" ,;") if found else ""


_HELPERS = re.compile(
    r"(?<=[/;.,]\s)(?:[Сс]ост|[Пп]ер)\.(?:\sс\s\w{1,6}\.)?:?\s(?:(?:[А-ЯЁ]\.\s?){1,2}[А-ЯЁ][а-яё-]+|[А-ЯЁ][а-яё-]+(?:\s[А-ЯЁ]\.){1,2})"
)


def helpers_told(text: str) -> str:
    """Return who compiled and who translated a book, in the words of its line; "" if nobody is told."""
    found = _HELPERS.findall(unicodedata.normalize("NFKC", text)) if len(text) <= LONGEST else []
    return ", ".join(found)


def unpublished(told: Mapping[str, str]) -> str:
    """Return the name of what was read that says of a book that nobody published it: 未公开出版; "" if none does."""
    return next((name for name in ("publisher", "author") if _UNPUBLISHED.fullmatch(told.get(name, ""))), "")
