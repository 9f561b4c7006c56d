"""How many volumes a book is in, as its title or its extent tells: 全二册, 上下册, «в 3 т.», «т. 1-3», 2 v."""

import re
from collections.abc import Iterable

from library_exchange.record_matching.parts import designation_in

MOST_VOLUMES = 500
_HAN = "一二两三四五六七八九"
_WORDS = {"дву": 2, "тре": 3, "чет": 4, "пят": 5, "шес": 6, "two": 2, "thr": 3, "fou": 4, "fiv": 5, "six": 6}
_NUMBER = rf"(?P<n>\d{{1,3}}|[{_HAN}]?十[{_HAN}]?|[{_HAN}])"
_SPELLED = r"(?P<n>\d{1,3}|двух|тр[её]х|четыр[её]х|пяти|шести|two|three|four|five|six)"
_RUSSIAN_VOLUMES = r"(?:тт?|томах|кн|книгах|вып|выпусках)\b"
_FIRST_AND_LAST = re.compile(r"上\s*[、,，]?\s*(?P<middle>中)?\s*[、,，]?\s*下\s*[册冊卷集]?(?=[^\u4e00-\u9fff]|$)")
_RANGE = re.compile(
    r"(?:\b(?:тт?|vols?|v)\.?\s*|第)?(?<!\d)(?P<first>\d{1,3})\s*[-–—~至]\s*(?P<last>\d{1,3})\s*(?P<after>[册冊卷]|т(?:ома)?\b)?",
    re.IGNORECASE,
)
_OF_VOLUMES = re.compile(r"\b(?:тт?|vols?|v)\.?\s*\d|第\s*\d", re.IGNORECASE)
_WHOLE = re.compile(
    rf"[全共]\s*{_NUMBER}\s*[册冊卷本]|\bв\s+{_SPELLED.replace('?P<n>', '?P<n1>')}(?:-?[хи]+)?\s*{_RUSSIAN_VOLUMES}"
    rf"|\bin\s+{_SPELLED.replace('?P<n>', '?P<n2>')}\s*(?:vol|book|bk)",
    re.IGNORECASE,
)
_EXTENT = re.compile(
    rf"^\W*{_NUMBER}\s*(?:[册冊本]|(?:т|тт|тома?|томов|кн|книги|v|vols?|volumes?|t|bde?)\b)", re.IGNORECASE
)


def volumes_of(title: str) -> int | None:
    """Return in how many volumes a book is by its title; None where that tells none, or names one of them."""
    if ends := _FIRST_AND_LAST.search(title):
        return 3 if ends["middle"] else 2
    if (run := _RANGE.search(title)) and (run["after"] or _OF_VOLUMES.match(run[0])):
        return _sensible(int(run["last"]) - int(run["first"]) + 1)
    whole = _WHOLE.search(title)
    if whole is None or designation_in(title):
        return None
    return _sensible(_number(next(filter(None, whole.group("n", "n1", "n2")))))


def volumes_of_extent(extent: str) -> int | None:
    """Return in how many volumes a book is by its extent («2 т. (520, 480 с.)», 3册); None of one that counts pages."""
    told = _EXTENT.search(extent)
    return _sensible(_number(told["n"])) if told else volumes_of(extent)


def _sensible(number: int) -> int | None:
    return number if 1 < number <= MOST_VOLUMES else None


def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    if written[0] not in _HAN + "十":
        return _WORDS[written[:3].casefold()]
    tens, ten, ones = written.partition("十")
    values = {sign: 2 if sign == "两" else "一二三四五六七八九".index(sign) + 1 for sign in _HAN}
    return (values.get(tens, 1) * 10 + values.get(ones, 0)) if ten else values[written]


def volumes_told(extent: str | None, titles: Iterable[str]) -> int | None:
    """Return in how many volumes a book is, by its extent or else by the first of its titles that tells; else None."""
    return (volumes_of_extent(extent) if extent else None) or next(filter(None, map(volumes_of, titles)), None)
