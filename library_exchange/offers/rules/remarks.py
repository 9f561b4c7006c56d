"""What is wrong with a copy, besides its condition: marks that are told in every language, and words of the giver's."""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

LONGEST_REMARK = 300
LONGEST_MISSING = 60


class Mark(StrEnum):
    """What a copy has or lacks; told in the language of whoever reads it."""

    INCOMPLETE = "incomplete"
    STAMPS = "stamps"
    STAINS = "stains"
    UNDERLINED = "underlined"


class Told(NamedTuple):
    """What a text tells of a copy: marks, which volumes are missing, and what no mark says."""

    marks: frozenset[Mark]
    missing: str
    words: str


_NUMBER = r"\d{1,3}"
_NUMBERS = rf"{_NUMBER}(?:\s*(?:[,、;–—~-]|[及和и至])\s*第?{_NUMBER}){{0,19}}"
_MISSING = re.compile(
    rf"(?:缺|欠|少|缺少)第?(?P<han>{_NUMBERS})[册冊卷部期]"
    rf"|(?:нет|без|не\sхватает|отсутству\w+|утрачен\w*)\s+(?:тт?|том\w*|кн|ч|№|вып)\.?\s?(?P<russian>{_NUMBERS})\.?",
    re.IGNORECASE,
)
_LAST_PART = re.compile(r"[缺欠少]下[册冊卷部集]")
"""The last part of a set lacks, and nothing tells which number that is."""
_PARTS = str.maketrans({"上": "1", "中": "2"})
_HAS_HAN = r"(?:封面|扉页|内页|书内|书脊|内)?(?:有|带|盖有?|略有|稍有|少许|少量|轻微|局部|多处){0,3}"
_HAS = r"(?:есть|имеются|имеется|стоит|стоят|со?)?\s?"
_WAYS = (
    (
        Mark.STAMPS,
        rf"{_HAS_HAN}(?:本馆|图书馆|馆|藏书|馆藏|原藏|单位|公|旧){{0,3}}(?:印章|章|印)"
        rf"|{_HAS}(?:библиотечны\w+\s)?(?:штамп|печат)[а-яё]{{0,4}}(?:\sбиблиотеки)?",
    ),
    (
        Mark.STAINS,
        rf"{_HAS_HAN}(?:水渍|水迹|污渍|污迹|霉斑|黄斑|斑点|油渍)"
        rf"|{_HAS}(?:следы\s(?:воды|влаги|сырости)|(?:(?:водян|ж[её]лт|небольш|жирн)\w+\s)?(?:пятн|развод)[а-яё]{{0,4}})",
    ),
    (
        Mark.UNDERLINED,
        rf"{_HAS_HAN}(?:铅笔|钢笔)?(?:划线|画线|下划线|圈画|勾画)|{_HAS}подч[её]рк[а-яё]+(?:\s(?:карандашом|ручкой|в\sтексте))?",
    ),
)
_MARKS = tuple((mark, re.compile(way, re.IGNORECASE)) for mark, way in _WAYS)
_BETWEEN = re.compile(r"(?<!\d)\s*[,;、。]\s*|\s*[,;、。]\s*(?!\s|第?\d)|\.\s+(?=[^\W\d])")
_VOLUMES = re.compile(_NUMBERS)


def told_in(text: str) -> Told:
    """Return what a text tells of a copy; the words stay as they were written where a mark does not say all of them."""
    given = unicodedata.normalize("NFKC", text).strip(" .;,。")
    marks: set[Mark] = set()
    missing: list[str] = []
    words = []
    for piece in filter(None, (each.strip(" .()") for each in _BETWEEN.split(given))):
        if (gap := _MISSING.fullmatch(piece)) is not None:
            missing.append(volumes(gap["han"] or gap["russian"]) or "")
        elif _LAST_PART.fullmatch(piece):
            marks.add(Mark.INCOMPLETE)
            words.append(piece)
        elif mark := next((mark for mark, way in _MARKS if way.fullmatch(piece)), None):
            marks.add(mark)
        else:
            words.append(piece)
    if missing:
        marks.add(Mark.INCOMPLETE)
    is_left = len(words) > 0
    is_all = is_left and not marks
    between = "，" if re.search(r"[\u3400-\u9fff]", given) else ", "
    rest = text.strip() if is_all else between.join(words)
    return Told(frozenset(marks), ", ".join(missing)[:LONGEST_MISSING], rest[:LONGEST_REMARK])


def volumes(text: str) -> str | None:
    """Return numbers of volumes as every language reads them: 第7、9至12册 is 7, 9–12. None if they are none."""
    given = re.sub(r"[第册冊卷部期]|^\s*тт?\.", "", unicodedata.normalize("NFKC", text)).strip(" .").translate(_PARTS)
    if not _VOLUMES.fullmatch(given):
        return None
    spans = re.sub(r"\s*[–—~至-]\s*", "–", given)
    return ", ".join(re.split(r"\s*[,、;及和и]\s*", spans))


class Remarked(NamedTuple):
    """What a row keeps of a remark, and what is left of its volume."""

    marks: str
    missing: str | None
    remark: str | None
    volume: str | None


def remarked(remark: str | None, volume: str | None) -> Remarked:
    """Return what a line tells of its copy; what its volume says to be missing (全16卷，缺第7卷) is told as that."""
    told, of_volume = told_in(remark or ""), told_in(volume or "")
    if not of_volume.missing:
        marks = told.marks | (of_volume.marks & {Mark.INCOMPLETE})
        return Remarked(packed(marks), told.missing or None, told.words or None, volume)
    missing = ", ".join(filter(None, (of_volume.missing, told.missing)))[:LONGEST_MISSING]
    return Remarked(packed(told.marks | {Mark.INCOMPLETE}), missing, told.words or None, of_volume.words or None)


def packed(marks: frozenset[Mark] | set[Mark]) -> str:
    """Return marks as a row keeps them, in their order."""
    return " ".join(mark.value for mark in Mark if mark in marks)


def unpacked(kept: str) -> tuple[Mark, ...]:
    """Return the marks that a row keeps."""
    return tuple(Mark(each) for each in kept.split())
