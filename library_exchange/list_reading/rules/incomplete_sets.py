"""Sets that lack a volume: what a line says of how many volumes there are and which of them are not there."""

import re
import unicodedata
from typing import NamedTuple

from library_exchange.list_reading.rules.bounds import LONGEST

_WHICH = r"第?[\d一二三四五六七八九十]{1,3}(?:\s*[、,和及\-–—~至]\s*第?[\d一二三四五六七八九十]{1,3})*\s*[册冊卷部]"
_HAN = re.compile(
    r"[\s,(]*(?P<extent>全\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[册冊卷部])[\s(),、;]+"
    rf"(?P<gap>(?:缺|欠|少)\s*{_WHICH})\s*\)?"
)
_HAN_PART = re.compile(
    r"(?:[\s,;]+|\s*\()(?P<gap>[缺欠少](?P<parts>[上中下](?:\s*[、,和及]?\s*[上中下])?)[册冊卷部集])\s*\)?(?=[\s,;]|$)"
)
_ALL_PARTS = re.compile(r"上[、,]?(?P<middle>中)?[、,]?下")
_NUMBERS = r"\d{1,3}(?:\s*(?:[,;и–—-])\s*\d{1,3}){0,9}"
_RUSSIAN = re.compile(
    r"(?<=[тн]\.)[\s,;]*\(?\s*(?P<gap>(?:нет|без|не\sхватает|отсутству[её]?ю?т|кроме|утрачен\w*)\s+"
    rf"(?:тт?|том\w*|кн|ч)\.?\s*{_NUMBERS})\s*\)?",
    re.IGNORECASE,
)

_HELD = re.compile(
    r"(?<=[\d.)»])[\s.,;]+(?P<gap>тт?\.\s?\d{1,3}(?:\s?(?:[,;и–—-])\s?\d{1,3}){2,}(?:\s*\([^()]{2,40}\))?)(?!.*\sпо\s\d)(?=[\s.,;]|$)",
    re.IGNORECASE,
)
"""Which volumes there are, behind the imprint: these words are kept whole."""


class Gaps(NamedTuple):
    """A line without the words for what its set lacks, and these words."""

    rest: str
    words: str


def gaps_in(text: str) -> Gaps | None:
    """Return what a line says of a set that lacks volumes; None if it says nothing of the kind.

    Such a set is one: 全16卷 counts its volumes. Where nothing tells that all are counted, as in 5册, she is asked.
    """
    given = unicodedata.normalize("NFKC", text)
    if len(given) > LONGEST or not (
        found := _HAN.search(given) or _HAN_PART.search(given) or _held(given) or _RUSSIAN.search(given)
    ):
        return None
    gap = _numbered(found["gap"], found.groupdict().get("parts"), given)
    words = ", ".join(filter(None, (found.groupdict().get("extent"), gap)))
    rest = f"{given[: found.start()]} {given[found.end() :]}".strip()
    return Gaps(rest, words) if any(map(str.isalpha, given[: found.start()])) else None


def _held(given: str) -> re.Match[str] | None:
    found = _HELD.search(given)
    return found if found and re.search(r"(?:1[89]|20)\d\d", given[: found.start()]) else None


def _numbered(gap: str, parts: str | None, line: str) -> str:
    """Return the words for a part that is not there by its number, which all languages read: 缺中册 is 缺第2册.

    What number the last part has is told by the parts that the line names.
    """
    named = _ALL_PARTS.search(line)
    last = (3 if named["middle"] else 2) if named else None
    numbers = {"上": 1, "中": 2, "下": last}
    told = [numbers[part] for part in parts or "" if part in numbers]
    return gap if not told or None in told else f"缺第{'、'.join(map(str, told))}册"
