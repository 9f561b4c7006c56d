"""What a line says is wrong with a copy, wherever it stands: 缺封面, «без обложки», 有水渍; none of title or author."""

import re
import unicodedata
from typing import NamedTuple

from library_exchange.list_reading.rules.bounds import LONGEST

_LACKING = r"缺(?:封[面底]|扉页|版权页|书皮|护封|第?\d{1,4}(?:\s?[-–—、]\s?\d{1,4})?页|页)"
_TORN = r"(?:封面|封底|书脊|书角|扉页|书皮)(?:有|稍|略)?(?:破损|破|撕裂|开裂|脱落)"
_MARKED = r"(?:有|带)(?:水渍|污渍|霉斑|虫蛀|划线|涂画)|(?:封面|书脊|书角|书皮)(?:有|稍|略)?磨损"
_DEFECT = re.compile(
    rf"(?:[\s,;]+|\s*\()(?P<words>(?P<grave>{_LACKING}|{_TORN})|{_MARKED})\s*\)?(?=[\s,;]|$)",
)


_PART_OF_COPY = r"(?:облож|переп[лл][её]т|кореш|блок|страниц|лист|титул)\w*"
_BROKEN = r"(?:отход|отвалива|выпада|отпа|оторван|порван|надорван|поврежд|отклеи|рассыпа)\w*"
_LACKS = rf"без\s(?:облож|переп[лл][её]т|кореш|титул)\w*|{_PART_OF_COPY}(?:\s[\w.]{{1,6}}){{0,2}}\s{_BROKEN}"
_RUSSIAN = re.compile(
    rf"(?:\s*\.?\s*\((?P<within>(?!\d)[^()]{{0,40}}(?:{_LACKS})[^()]{{0,60}})\)|(?<!экз)(?<!шт)[,;.]\s+(?P<behind>{_LACKS})(?=[\s.,;]|$))"
)


class Defects(NamedTuple):
    """A line without the words for what is wrong with its copy, these words, and the condition they mean."""

    rest: str
    words: str
    condition: str


def defects_in(text: str) -> Defects | None:
    """Return what a line says is wrong with its copy; None if nothing is said, or nothing stands before it."""
    given = unicodedata.normalize("NFKC", text)
    if len(given) > LONGEST:
        return None
    if (said := _RUSSIAN.search(given)) and any(map(str.isalpha, given[: said.start()])):
        rest = f"{given[: said.start()]} {given[said.end() :]}".strip()
        return Defects(rest, said["within"] or said["behind"], "damaged")
    found = list(_DEFECT.finditer(given))
    if not found or not any(map(str.isalpha, given[: found[0].start()])):
        return None
    condition = "damaged" if any(each["grave"] for each in found) else "worn"
    return Defects(_DEFECT.sub(" ", given).strip(), ", ".join(each["words"] for each in found), condition)
