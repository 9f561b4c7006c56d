"""Ways of writing that hide what a line tells, put into the way in which most lines have it."""

import re

from library_exchange.authority import chinese_names
from library_exchange.list_reading.rules.bounds import LONGEST

_HAN = "[\u3400-\u9fff]"
_PLACE = r"(?:М|Л|СПб|Спб|М\.\s?[-–;,]\s?Л)"
_STATED = re.compile(
    rf"(?P<stated>.{{3,250}}?\s/\s[^/]{{2,120}}?\.(?:\s\d-е\sизд\.)?)\s+(?P<place>{_PLACE}\.|[А-ЯЁ][а-яё-]{{3,20}}(?=\s?:))\s?[:,]\s?"
    r"(?P<publisher>«?[А-ЯЁ].{1,100}?,\s?(?:1[89]|20)\d\d.*)"
)
_DASHED = re.compile(r"\s[–—-]\s")
_TRANSLATED = re.compile(
    rf"(?P<title>.{{3,200}}?)\.\s(?P<by>(?:Пер|Сост|Илл?|Ред)\.\s[А-ЯЁ][^.,:;/]{{2,40}})\.\s(?P<place>{_PLACE})\.[,:]?\s(?P<rest>[А-ЯЁ].*(?:1[89]|20)\d\d.*)"
)
_COPIES = re.compile(r"(?<=\s)экз-р(?:ов|а)?\.?\s*[:–—-]?\s*(\d{1,3})(?!\d)")
_PLACE_BEFORE_YEAR = re.compile(rf"(?<=[а-яё»)])[\s,]+(?P<place>{_PLACE})\.\s*[,:]?\s*(?P<year>(?:1[89]|20)\d\d)(?!\d)")
_MONTH = re.compile(r"(?<![\d.缺少欠])(?P<year>(?:19|20)\d\d)\.(?P<month>1[0-2]|0?[1-9])(?=\s|$|[,，;；、)）/版])")
_DASH_BEHIND = re.compile(
    rf"^(?P<mark>\s*\d{{1,3}}[.、)]\s*)?(?P<title>{_HAN}{{1,20}}){'[—–-]{2}'}(?P<author>{_HAN}{{2,4}})(?=[\s,，]|$)"
)
_MODEL_YEAR = re.compile(r"(?<=\d{4})\s?г\.\s?в\.(?=[\s,]|$)")
_FOR_NO_PLACE = re.compile(r"[.,]\s*(?:\[?[Бб]\.\s?м\.\]?)(?:[,:]\s*\[?б\.\s?г\.\]?)?(?=\W*$)")


def written_anew(text: str) -> str:
    """Return a line with the signs that most lines have where it was written in a way of its own."""
    if len(text) > LONGEST:
        return text
    line = _COPIES.sub(r"\1 экз.", text)
    line = _FOR_NO_PLACE.sub("", _MODEL_YEAR.sub(" г.", line))
    line = _MONTH.sub(r"\g<year>年\g<month>月", line) if re.search(_HAN, line) else line
    if (found := _DASH_BEHIND.match(line)) and chinese_names.parted(found["author"]):
        line = f"{found['mark'] or ''}《{found['title']}》{found['author']}{line[found.end() :]}"
    found = _STATED.fullmatch(line)
    if found and not _DASHED.search(found["stated"].rpartition(" / ")[2]):
        return f"{found['stated']} – {found['place']} : {found['publisher']}"
    if found := _TRANSLATED.fullmatch(line):
        return f"{found['title']} / {found['by']}. – {found['place']}. : {found['rest']}"
    return _PLACE_BEFORE_YEAR.sub(r", \g<place>., \g<year>", line)
