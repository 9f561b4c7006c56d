"""How many copies a line tells, wherever it says so and in whichever way, kept apart from its other words."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from library_exchange.core.number_words import ENGLISH, GENITIVE, HAN_DIGITS, NAMED, number_of_word, spelled

_HAN = r"\u3400-\u9fff"
_UNIT = (
    r"(?:экз(?:емпляр(?:а|ов|ы|ах)?)?(?:\.|(?!\w))|шт(?:ук[иа]?)?(?:\.|(?!\w))|册|冊|本|部|套|份|copies(?!\w)|copy(?!\w)"
    r"|pcs\.?(?!\w))"
)
_HAN_UNIT = "[册冊本套份]"
_SIGN = r"[×*✕]"
_LETTER = r"[xхXХ]"
_NUMERALS = HAN_DIGITS
_BEFORE = (
    rf"(?:(?<=[\s,;:(\[【+])|(?<=[^\d{_NUMERALS}]、)|(?<=[^\d\s]/)|(?<=\d\d\d\d\d/)|(?<=[12]\d\d\d/)"
    r"|(?<=[^\W\d]\.)|^|(?=[(\[]))"
)
"""A number of copies is a word of its own; the brackets of Chinese are those of ASCII by now."""
_AFTER = r"(?=[\s,;.:()\[\]/。、!+【】]|$)"
_OF_A_COPY = r"(?=[新旧破残缺]|[精平线简]装|软精装|全新|品相|九品|八品|七品)"
"""How a remark on the copies begins, which Chinese writes at once behind their number."""
_SOME = frozenset({"若干", "数"})
MOST_SPELLED = 10
"""So many copies at most are told in Russian words."""
_IN_WORDS = f"{spelled(NAMED, most=MOST_SPELLED)}|{spelled(ENGLISH, most=3)}"
_SPELLED = rf"[{_NUMERALS}]{{1,3}}(?=\s*[册冊本套份])|(?:{_IN_WORDS})(?=\s+{_UNIT})"
_TOLD_IN_ALL = re.compile(r"(?<=\S)\s*[(\[]\s*[共计]{1,2}\s*\d{1,3}\s*[册冊本卷部]\s*[)\]]")
_VOLUMES = re.compile(
    r"(?<!\w)(?:т|тт|тома?|кн|ч|части|книги|vol|вып)\.?\s*(?P<which>\d{1,3}(?:\s*[-–—,;и]\s*\d{1,3})+)(?!\d)"
    r"|(?<![\d-])(?P<before>\d{1,2}\s*[-–—]\s*\d{1,2})\s*(?:тт|т|кн|ч)\.|第?(?P<han>\d{1,2}\s*[-–—至]\s*\d{1,2})\s*[册卷]",
    re.IGNORECASE,
)
_IN_VOLUMES = re.compile(
    r"(?<!\w)в\s+(?P<n>\d{1,3})(?:-?х)?\s*(?:тт?|том\w*|кн|книг\w*|ч|част\w*)(?!\w)\.?", re.IGNORECASE
)
_SET_OF_VOLUMES = re.compile(
    r"[\s,;(\[]*(?P<n>\d{1,3}|[一二两兩三四五六七八九十])\s*(?:套|компл(?:ект\w*)?\.?|к-т\w*)\s*[,(\[]*\s*(?:[共全]|по\s|из\s)?\s*"
    r"\d{1,3}\s*(?:[册冊本卷]|кн|т|экз|vol)\w*\.?\s*[)\]]*",
    re.IGNORECASE,
)
_IN_PARTS = re.compile(
    r"(?<=\w|[》〉])[\s,(]*(?P<parts>上[、,]?中[、,]?下|上[、,]?下)\s*[集篇部]?\s*(?P<n>[23二两兩三])\s*[册冊卷本部][)]?"
)
"""A book in parts, all of which are counted: 上下2册 is one set, or two copies of a part."""
_MISSING = (
    rf"(?:缺|少|欠|差|无|没有)\s*第?[\d上中下{_NUMERALS}]{{1,3}}(?:\s*[、,和及\-–—~至]\s*第?[\d上中下{_NUMERALS}]{{1,3}})*"
    r"\s*[册冊卷本部]?(?![^\s,;、)\]】])"
)
_LACKING = re.compile(
    rf"[\s,;(\[]*[全共]?(?P<n>\d{{1,3}}|[{_NUMERALS}]{{1,3}})\s*[册冊卷本部][\s,;(\[、]*{_MISSING}[)\]]?"
    rf"|\s*[(\[]\s*{_MISSING}\s*[)\]]\s*[全共]?(?P<behind>\d{{1,3}}|[{_NUMERALS}]{{1,3}})\s*[册冊卷本部]{_AFTER}"
)
"""A set that lacks a volume: 5册(缺第3册)."""
_PARTS_NAMED = re.compile(r"[(\[]\s*上\s*[、,]?\s*(?:中\s*[、,]?\s*)?下\s*[册冊集卷]?\s*[)\]]")
_PRINT_RUN = re.compile(r"(?:тираж\w*|тир\.|印数|印刷|print\s+run)\W*$", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(?:см|мм|cm|mm|厘米|毫米)(?!\w)", re.IGNORECASE)
_SIGNS = frozenset("×*✕xхXХ")
_EMPTY = re.compile(r"\s*(?:\([\s,;、]*\)|\[[\s,;、]*\]|【[\s,;、]*】)")
_A_SIDE = re.compile(r"(?<![\w\-])\d{1,3}$")
_WAYS = tuple(
    re.compile(way, re.IGNORECASE)
    for way in (
        rf"{_BEFORE}[(\[]?(?P<n>\d{{1,3}}\s*\+\s*\d{{1,3}})\s*{_UNIT}{_AFTER}[)\]]?",
        # At the end of the line a sign may follow anything, and a letter may stand apart from its number.
        rf"[\s,;(]*(?:{_SIGN}\s*|(?<=[\s,;(]){_LETTER}(?:\s+(?!\d{{4}}))?)(?P<n>\d{{1,4}})\s*{_UNIT}?[)]?\s*$",
        rf"(?:[\s,;(]+(?:по\s+|кол(?:ичеств[оа]|-во)\.?:?\s+)?"
        rf"|(?:^|(?<=[\s,;:]))[共计]{{1,2}}\s*)(?<!в )(?P<n>\d{{1,4}})\s*{_UNIT}[)]?\s*$",
        rf"^\s*(?P<n>\d{{1,4}})\s*(?:(?:{_LETTER}|{_UNIT})\s+|{_SIGN}\s*(?!\d))",
        rf"(?:{_BEFORE}|(?<=\d)(?={_SIGN}))[(\[]?(?:{_SIGN}\s*|{_LETTER})(?P<n>\d{{1,4}})(?![\dA-Za-zА-Яа-яЁё])"
        rf"(?:\s*{_UNIT})?[)\]]?",
        rf"{_BEFORE}[(\[]?(?:(?:в|по)\s+)?(?P<n>\d{{1,4}})(?:-?х)?\s*(?:\(\w+\)\s*)?-?{_UNIT}(?:{_AFTER}|{_OF_A_COPY})[)\]]?",
        rf"{_BEFORE}[(\[]?(?P<n>\d{{1,4}}){_SIGN}{_AFTER}[)\]]?",
        rf"{_BEFORE}[(\[]?(?P<n>{_SPELLED})\s*{_UNIT}(?:{_AFTER}|{_OF_A_COPY})[)\]]?",
        rf"{_BEFORE}в\s+(?P<n>{spelled(GENITIVE, most=MOST_SPELLED)})\s+{_UNIT}",
        r"(?<!\w)[(\[]?(?:кол(?:ичеств[оа]|-во)\.?(?:\s+экз\w*\.?)?|册数|数量|复本数?|本数|qty|quantity)\s*[:=—–-]?\s*"
        rf"(?P<n>\d{{1,4}})(?!\d)(?:\s*{_UNIT})?[)\]]?",
        r"(?<!\w)[(\[]?(?:экз(?:емпляр\w*)?\.?|шт\.?|copies)\s*[:=–—-]\s*(?P<n>\d{1,4})(?!\d)[)\]]?",
        # Nothing but the marks of the title, the word for who wrote it or the year stand before it.
        rf"(?<=[》〉」』»”\"\])】])\s*(?P<n>\d{{1,4}}|[{_NUMERALS}]{{1,3}}(?={_HAN_UNIT}))\s*{_UNIT}(?:{_AFTER}|{_OF_A_COPY})",
        rf"(?<=[》〉])\s*(?P<n>\d{{1,4}}|[{_NUMERALS}]{{1,3}})\s*{_HAN_UNIT}(?=[{_HAN}])",
        rf"^\s*(?P<n>\d{{1,4}}|[{_NUMERALS}]{{1,3}})\s*{_HAN_UNIT}\s*(?=[《〈「『«“\"]|97[89])",
        rf"(?<=[{_HAN}])(?<![第全共合计约各到至{_NUMERALS}上中下])(?P<n>\d{{1,4}})\s*{_HAN_UNIT}(?:{_AFTER}|{_OF_A_COPY})",
        rf"(?<=[{_HAN}])(?<![第全共合各每这那哪几数到至{_NUMERALS}上中下])(?P<n>[两兩壹贰貳叁參肆伍陆陸柒捌玖拾])\s*{_HAN_UNIT}"
        rf"(?:{_AFTER}|{_OF_A_COPY})",
        rf"(?<=[著编译撰装年版社])(?P<n>[{_NUMERALS}]{{1,3}})\s*{_HAN_UNIT}(?:{_AFTER}|{_OF_A_COPY})",
        # A dash between two parts of a card is no minus: «304 с. -1 экз.», 1990 —2册.
        rf"(?<=[\s.,;:)\]])(?<!\D\d\s)(?<!\D\d\d\s)[-–—−]\s?(?P<n>\d{{1,4}})\s*{_UNIT}(?:{_AFTER}|{_OF_A_COPY})",
        rf"(?:(?<=\d\d\d\d)|(?<=\d-[\dXxХх]))-(?P<n>\d{{1,4}})\s*{_UNIT}{_AFTER}",
        r"(?<=[^\W\d_])(?<=[а-яё])-?(?P<n>\d{1,3})\s*(?:экз|шт)\w*\.?(?=\W|$)",
        rf"(?<=\d)(?P<n>[{_NUMERALS}]{{1,3}})\s*{_HAN_UNIT}{_AFTER}",
        # A letter for the sign runs on behind a Chinese title, its marks or a bracket.
        rf"(?:(?<=[》〉」』»”\"\])】])\s*{_LETTER}|(?<=[{_HAN}])(?-i:[xх]))(?P<n>\d{{1,3}})\s*{_UNIT}?{_AFTER}",
    )
)
"""The ways in which lists say it, the surest first: ×2, x2, 2 экз., 2册, 2 copies, «Кол-во: 2», 两册, 《题名》2册."""
_GUESSES = tuple(
    re.compile(way, re.IGNORECASE)
    for way in (
        rf"(?<=[{_HAN}а-яё]){_LETTER}(?P<n>\d{{1,3}})\s*{_UNIT}?{_AFTER}",
        rf"(?:(?<=[{_HAN}])\s*[,;:、/]|(?<=[а-яё][а-яё][а-яё])[,;:]|(?<=[)\]】])\s)\s*(?P<n>[1-9]\d?)$",
        rf"(?<=[{_HAN}])(?<![第全共合各每这那哪几数到至{_NUMERALS}上中下])(?P<n>[{_NUMERALS}]{{1,3}})\s*[册冊本部套份]"
        rf"(?:{_AFTER}|{_OF_A_COPY})",
        rf"(?<=[{_HAN}])(?<![第全各{_NUMERALS}])\s*(?:共|合计|总计)\s*(?P<n>\d{{1,4}}|[{_NUMERALS}]{{1,3}})\s*[册冊本部套份]{_AFTER}",
        rf"(?<=[》〉」』»”\"{_HAN}])(?<![第全])\s*(?:共|合计|各)\s*(?P<n>\d{{1,4}}|[{_NUMERALS}]{{1,3}})\s*[册冊本部套份]{_AFTER}",
        rf"(?<=[{_HAN}\W])[(\s,、]*各\s*(?P<n>\d{{1,4}}|[{_NUMERALS}]{{1,3}})\s*[册冊本部套份]{_AFTER}[)]?",
        rf"(?<=[》〉」』»”\"{_HAN}])(?<![第全{_NUMERALS}])\s*(?P<n>\d{{1,3}})(?:余|多|\s*[-–—~至]\s*\d{{1,3}})\s*[册冊本部套份]{_AFTER}",
        rf"(?<=[》〉」』»”\"{_HAN}])\s*(?P<n>若干|数)\s*[册冊本部套份]{_AFTER}",
        rf"(?<=[》〉」』»”\"{_HAN}])(?<![第全{_NUMERALS}])\s*(?P<n>\d{{1,3}}|[{_NUMERALS}]{{1,3}})\s*部{_AFTER}",
        rf"^\s*(?P<n>\d{{1,2}})\s*{_HAN_UNIT}(?=[{_HAN}])",
        r"(?<=\w)[\s,;]+(?P<n>\d{1,3})\s*[-–—]\s*\d{1,3}\s*(?:экз|шт)\w*\.?\s*$",
        r"(?<=[^\W\d_])-(?P<n>\d{1,3})\s*(?:экз|шт)\w*\.?(?=\W|$)",
        r"(?<=(?:1[89]|20)\d\d)(?<!\d{5})(?P<n>\d{1,2})\s*(?:экз|шт)\w*\.?(?=\W|$)",
        r"[\s,;(]+(?<!в )(?P<n>\d{1,3})\s*(?:кн(?:иг[аи]?)?|компл(?:ект(?:а|ов)?)?|к-т\w*)\.?\s*[)]?$",
        r"[\s,;(]+(?:экз(?:емпляр\w*)?|шт)\.?\s+(?P<n>\d{1,3})[)]?$",
        r"(?<=[»》”\"])\s*(?:[,;:–—-]\s*|\(\s*)?(?P<n>\d{1,2})\s*[)]?$",
        r"\s+[–—-]\s+(?P<n>\d{1,2})$",
    )
)
"""Ways in which the number may as well be the title's own, or that of volumes: 题名三本, 题名共3册, «Заглавие — 2»."""


class Kind(Enum):
    """What the words of a number of copies leave open."""

    SURE = 1
    VOLUMES = 2
    TITLE = 3


class Told(NamedTuple):
    """How many copies a text tells, None if none; what it says beside, and what stands before and behind the number.

    `words` are those of the number, and `kind` says what else they may tell: how many volumes, or the title.
    """

    copies: int | None
    rest: str
    words: str = ""
    before: str = ""
    behind: str = ""
    kind: Kind = Kind.SURE


MOST_UNASKED = 9
"""More 册 than these are as likely the volumes of one set."""
_OF_SETS = re.compile(r"(?:全集|(?<!论)文集|选集|合集|丛书|全书|大系|通史|通鉴|文库|汇编|集成)(?!\w)")
_BOUND = re.compile(
    r"[\s,;]*(?:(?:软精|精|平|线|简)装|(?<!\w)(?:в\s+)?(?:тв(?:[её]рд\w*)?|мягк\w*)\.?(?:\s+(?:пер(?:епл\w*)?|обл(?:ож\w*)?)\.?)?(?!\w))",
    re.IGNORECASE,
)


def told_in(text: str) -> Told:
    """Return how many copies `text` tells, by any way of a line; several numbers are added up and not sure.

    Copies and sets that are told side by side (10册,2套) are so many sets.
    """
    if sets := sets_in(text):
        return Told(sets[0], sets[2], sets[1], kind=Kind.VOLUMES)
    if (lacking := _LACKING.search(text)) and lacking.start():
        rest = _joined(text[: lacking.start()], text[lacking.end() :])
        return Told(_number(lacking["n"] or lacking["behind"]), rest, lacking[0].strip(" ,;"), kind=Kind.VOLUMES)
    if parts := _IN_PARTS.search(text):
        rest = _joined(text[: parts.start()], text[parts.end() :])
        return Told(_number(parts["n"]), rest, parts[0].strip(" ,()"), kind=Kind.VOLUMES)
    first = next(_found(text, _WAYS), None) or next(_found(text, _GUESSES, Kind.TITLE), None)
    if first is None:
        return Told(None, text)
    found, rest = [first], first.rest
    while (again := next(_found(rest, _WAYS), None)) is not None:
        found.append(again)
        rest = again.rest
    if len(found) == 1:
        return first if first.kind is Kind.TITLE or "+" not in first.words else first._replace(kind=Kind.VOLUMES)
    sets_of = [each.copies or 0 for each in found if "套" in each.words]
    copies = sets_of[0] if len(sets_of) == 1 else sum(each.copies or 0 for each in found)
    words = ", ".join(each.words for each in sorted(found, key=lambda each: text.find(each.words)))
    return Told(copies, _EMPTY.sub("", _BOUND.sub("", rest)).strip(" ,;+"), words, kind=Kind.VOLUMES)


def _found(text: str, ways: tuple[re.Pattern[str], ...], kind: Kind = Kind.SURE) -> Iterator[Told]:
    for way in ways:
        for found in way.finditer(text):
            before, after = text[: found.start("n")], text[found.end() :]
            rest = _joined(text[: found.start()], after, found[0])
            if _is_of_copies(before, after) and rest.strip():
                words = found[0].strip(" ,;()[]")
                yield Told(_number(found["n"]), rest, words, text[: found.start()], after, kind)


def may_be_volumes(told: Told, title: str) -> bool:
    """Whether the number of 册 or 部 behind a title may be that of the volumes of one set."""
    if told.copies is None or told.copies < 2 or not re.search("[册冊部]", told.words):
        return False
    name = re.sub(r"[\s》」』»]+$", "", title)
    return told.copies > MOST_UNASKED or "部" in told.words or _OF_SETS.search(name) is not None


def counts_sets(told: Told) -> bool:
    """Whether a line says that it counts sets (2套), so that the parts of one are none of its copies."""
    return told.kind is Kind.SURE and "套" in told.words


def copies_in(text: str) -> tuple[int | None, str]:
    """Return how many copies `text` tells, None if it does not, and what it says beside; a text of nothing else stays.

    A print run, the sides of a page and what counts the volumes of a set are no copies.
    """
    first = next(_found(text, _WAYS), None)
    return (None, text) if first is None else (first.copies, first.rest)


_OF_EACH_VOLUME = re.compile(
    r"(?<!\w)(?:тт?|кн)\.\s?(?P<which>\d{1,3}(?:\s*[,;и]\s*\d{1,3})+)(?!\d|\s?[-–—]).*?(?<!\w)по\s(?P<n>\d{1,3})\s(?:экз|шт)\w*\.?",
    re.IGNORECASE,
)


def volumes_counted(text: str) -> tuple[int, str] | None:
    """Return how many volumes a line offers that tells so many of each (тт. 5, 7, 12 … по 1 экз.), and its words."""
    found = _OF_EACH_VOLUME.search(text)
    if found is None:
        return None
    return len(re.findall(r"\d+", found["which"])) * int(found["n"]), found[0]


def sets_in(text: str) -> tuple[int, str, str] | None:
    """Return how many sets of volumes `text` tells (1套(4册)), in which words, and what it says beside.

    Whether such a set is one book or several is for its library to say.
    """
    found = _SET_OF_VOLUMES.search(text)
    if found is None:
        return None
    return _number(found["n"]), found[0].strip(" ,;"), _joined(text[: found.start()], text[found.end() :])


def unsure_copies(text: str, copies: int) -> str | None:
    """Return the words of a title in which several volumes are told, where the number of copies may be that of volumes.

    «Собр. соч. (т. 1-3, 5)» with four copies is one set as well as four, and (共3册) one book as well as three.
    """
    in_all = _TOLD_IN_ALL.search(text)
    if in_all:
        return in_all[0].strip(" ()[]")
    told = _VOLUMES.search(text) or _PARTS_NAMED.search(text)
    if told and copies > 1:
        return told[0].strip()
    as_many = (each for each in _IN_VOLUMES.finditer(text) if _number(each["n"]) == copies > 1)
    return next((each[0].strip(" ()[]") for each in as_many), None)


def only_copies(text: str) -> int | None:
    """Return the number of copies that is all that `text` says in so many words (×2, 2 экз.), None for anything else.

    A bare number may be a year or a number of pages.
    """
    number, rest = copies_in(f"| {text.strip()}")
    return number if rest.strip() == "|" else None


def _is_of_copies(before: str, after: str) -> bool:
    """Whether a number between these texts may be one of copies: no print run, and no side of 60×84 or 21 × 29 cm."""
    before = before.rstrip()
    is_side = before[-1:] in _SIGNS and (_A_SIDE.search(before[:-1]) or _LENGTH.match(after))
    return not (is_side or _PRINT_RUN.search(before))


def _joined(before: str, after: str, found: str = "") -> str:
    """Return what stands around the number of copies; brackets in which more stands stay, two numbers stay apart."""
    for opening, closing in ("()", "[]", "【】"):
        if opening in found and closing not in found and after.count(closing) > after.count(opening):
            before += opening
        elif closing in found and opening not in found and before.count(opening) > before.count(closing):
            after = closing + after
    before, after = before.rstrip(), after.lstrip()
    if before[-1:].isdigit() and after[:1].isdigit():
        return f"{before} ; {after}"
    if after[:1] in (*")]】",):
        before = before.rstrip(" ,;、-–—")
    if before[-1:] in (*"([【",):
        return _EMPTY.sub("", before + after.lstrip(" ,;、.")).rstrip()
    return before.rstrip(" ,;、") + after if after[:1] in (*",;.)]】、",) else f"{before} {after}".rstrip()


def _number(told: str) -> int:
    if told.isdigit():
        return int(told)
    if "+" in told:
        return sum(int(part) for part in told.split("+"))
    if told in _SOME:
        return 1
    return number_of_word(told) or 0
