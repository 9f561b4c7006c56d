"""Sets that lack a volume: what a line says of how many volumes there are and which of them are not there."""

import re
import unicodedata
from typing import NamedTuple

LONGEST = 400
_WHICH = r"第?[\d一二三四五六七八九十]{1,3}(?:\s*[、,和及\-–—~至]\s*第?[\d一二三四五六七八九十]{1,3})*\s*[册冊卷部]"
_HAN = re.compile(
    r"[\s,(]*(?P<extent>全\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[册冊卷部])[\s(),、;]+"
    rf"(?P<gap>(?:缺|欠|少)\s*{_WHICH})\s*\)?"
)
_HAN_PART = re.compile(r"(?:[\s,;]+|\s*\()(?P<gap>[缺欠少][上中下][册冊卷部集])\s*\)?(?=[\s,;]|$)")
_NUMBERS = r"\d{1,3}(?:\s*(?:[,;и–—-])\s*\d{1,3}){0,9}"
_RUSSIAN = re.compile(
    r"(?<=[тн]\.)[\s,;]*\(?\s*(?P<gap>(?:нет|без|не\sхватает|отсутству[её]?ю?т|кроме|утрачен\w*)\s+"
    rf"(?:тт?|том\w*|кн|ч)\.?\s*{_NUMBERS})\s*\)?",
    re.IGNORECASE,
)


class Gaps(NamedTuple):
    """A line without the words for what its set lacks, and these words."""

    rest: str
    words: str


def gaps_in(text: str) -> Gaps | None:
    """Return what a line says of a set that lacks volumes; None if it says nothing of the kind.

    Such a set is one: 全16卷 counts its volumes. Where nothing tells that all are counted, as in 5册, she is asked.
    """
    given = unicodedata.normalize("NFKC", text)
    if len(given) > LONGEST or not (found := _HAN.search(given) or _HAN_PART.search(given) or _RUSSIAN.search(given)):
        return None
    words = ", ".join(filter(None, (found.groupdict().get("extent"), found["gap"])))
    rest = f"{given[: found.start()]} {given[found.end() :]}".strip()
    return Gaps(rest, words) if any(map(str.isalpha, given[: found.start()])) else None
