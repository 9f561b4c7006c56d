"""How many copies a line tells, wherever it says so and in whichever way, kept apart from its other words."""

import re

_UNIT = (
    r"(?:экз(?:емпляр(?:а|ов|ы)?)?(?:\.|(?!\w))|шт(?:ук[иа]?)?(?:\.|(?!\w))|册|冊|本|部|套|份|copies(?!\w)|copy(?!\w)"
    r"|pcs\.?(?!\w))"
)
_SIGN = r"[×*✕]"
_LETTER = r"[xхXХ]"
_BEFORE = r"(?:(?<=[\s,;:(\[])|^|(?=[(\[]))"
"""A number of copies is a word of its own; the brackets of Chinese are those of ASCII by now."""
_AFTER = r"(?=[\s,;.:)\]/]|$)"
NUMBER_WORDS = {
    **dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True)),
    "兩": 2,
    **dict.fromkeys(("один", "одна", "одно"), 1),
    "два": 2,
    "две": 2,
    "три": 3,
    "четыре": 4,
    **dict(zip(("пять", "шесть", "семь", "восемь", "девять", "десять"), range(5, 11), strict=True)),
    "one": 1,
    "two": 2,
    "three": 3,
}
_SPELLED = (
    rf"[一二两兩三四五六七八九十](?=\s*[册冊本套份])|(?:один|два|две|три|четыре|пять|one|two|three)(?=\s+{_UNIT})"
)
_TOLD_IN_ALL = re.compile(r"(?<=\S)\s*[(\[]\s*[共计]{1,2}\s*\d{1,3}\s*[册冊本卷部]\s*[)\]]")
_VOLUMES = re.compile(
    r"(?<!\w)(?:т|тт|тома?|кн|ч|части|книги|vol|вып)\.?\s*(?P<which>\d{1,3}(?:\s*[-–—,;и]\s*\d{1,3})+)(?!\d)"
    r"|(?<![\d-])(?P<before>\d{1,2}\s*[-–—]\s*\d{1,2})\s*(?:тт|т|кн|ч)\.|第?(?P<han>\d{1,2}\s*[-–—至]\s*\d{1,2})\s*[册卷]",
    re.IGNORECASE,
)
_SET_OF_VOLUMES = re.compile(
    r"[\s,;(\[]*(?P<n>\d{1,3}|[一二两兩三四五六七八九十])\s*(?:套|компл(?:ект\w*)?\.?|к-т\w*)\s*[,(\[]*\s*(?:[共全]|по\s|из\s)?\s*"
    r"\d{1,3}\s*(?:[册冊本卷]|кн|т|экз|vol)\w*\.?\s*[)\]]*",
    re.IGNORECASE,
)
_PRINT_RUN = re.compile(r"(?:тираж\w*|тир\.|印数|印刷|print\s+run)\W*$", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(?:см|мм|cm|mm|厘米|毫米)(?!\w)", re.IGNORECASE)
_SIGNS = frozenset("×*✕xхXХ")
_A_SIDE = re.compile(r"(?<![\w\-])\d{1,3}$")
_WAYS = tuple(
    re.compile(way, re.IGNORECASE)
    for way in (
        # At the end of the line a sign may follow anything, and a letter may stand apart from its number.
        rf"[\s,;(]*(?:{_SIGN}\s*|(?<=[\s,;(]){_LETTER}(?:\s+(?!\d{{4}}))?)(?P<n>\d{{1,4}})\s*{_UNIT}?[)]?\s*$",
        rf"(?:[\s,;(]+|(?:^|(?<=[\s,;:]))[共计]{{1,2}}\s*)(?P<n>\d{{1,4}})\s*{_UNIT}[)]?\s*$",
        rf"^\s*(?P<n>\d{{1,4}})\s*(?:(?:{_LETTER}|{_UNIT})\s+|{_SIGN}\s*(?!\d))",
        rf"(?:{_BEFORE}|(?<=\d)(?={_SIGN}))[(\[]?(?:{_SIGN}\s*|{_LETTER})(?P<n>\d{{1,4}})(?![\dA-Za-zА-Яа-яЁё])"
        rf"(?:\s*{_UNIT})?[)\]]?",
        rf"{_BEFORE}[(\[]?(?:в\s+)?(?P<n>\d{{1,4}})\s*(?:\(\w+\)\s*)?{_UNIT}{_AFTER}[)\]]?",
        rf"{_BEFORE}[(\[]?(?P<n>\d{{1,4}}){_SIGN}{_AFTER}[)\]]?",
        rf"{_BEFORE}[(\[]?(?P<n>{_SPELLED})\s*{_UNIT}{_AFTER}[)\]]?",
        r"(?<!\w)[(\[]?(?:кол(?:ичеств[оа]|-во)\.?(?:\s+экз\w*\.?)?|册数|数量|复本数?|本数|qty|quantity)\s*[:=—–-]?\s*"
        rf"(?P<n>\d{{1,4}})(?!\d)(?:\s*{_UNIT})?[)\]]?",
        r"(?<!\w)[(\[]?(?:экз(?:емпляр\w*)?\.?|copies)\s*[:=]\s*(?P<n>\d{1,4})(?!\d)[)\]]?",
    )
)
"""The ways in which lists say it, the surest first: ×2, x2, 2 экз., 2册, 2 copies, «Кол-во: 2», 两册."""


def copies_in(text: str) -> tuple[int | None, str]:
    """Return how many copies `text` tells, None if it does not, and what it says beside; a text of nothing else stays.

    A print run, the sides of a page and what counts the volumes of a set are no copies.
    """
    for way in _WAYS:
        for found in way.finditer(text):
            before, after = text[: found.start("n")], text[found.end() :]
            if _is_of_copies(before, after) and (rest := _joined(text[: found.start()], after)).strip():
                return _number(found["n"]), rest
    return None, text


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
    told = _VOLUMES.search(text)
    return told[0].strip() if told and copies > 1 else None


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


def _joined(before: str, after: str) -> str:
    """Return what stands around the number of copies; two numbers that it parted stay apart."""
    before, after = before.rstrip(), after.lstrip()
    if before[-1:].isdigit() and after[:1].isdigit():
        return f"{before} ; {after}"
    return before.rstrip(" ,;") + after if after[:1] in (",", ";", ".") else f"{before} {after}".rstrip()


def _number(told: str) -> int:
    return int(told) if told.isdigit() else NUMBER_WORDS[told.casefold()]
