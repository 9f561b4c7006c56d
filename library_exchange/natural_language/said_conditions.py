"""Years and languages in a query, which may be those of the books: «Чехов 1904», 2007年, 俄文书."""

import re
from collections.abc import Callable
from dataclasses import dataclass

Years = tuple[int | None, int | None]
_WORD = r"A-Za-zА-Яа-яЁё\d"
_BEGINS, _ENDS = rf"(?<![{_WORD}.])", rf"(?![{_WORD}-]|\.\d)"
_YEAR = r"(1[5-9]\d\d|20\d\d)"
_OF = r"(?:\s*年|\s*(?:г\.|год[ау]?\b|гг?\b))?"
_ROMAN = {"xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21}
_HAN_CENTURIES = {"十六": 16, "十七": 17, "十八": 18, "十九": 19, "二十": 20, "二十一": 21}
_CENTURY = r"\s*(?:世纪|(?:-?[йго]{0,3})\s*век[аеу]?\b|(?:th|st)\s+century\b)"


def _century(found: re.Match[str]) -> Years:
    number = _ROMAN.get(found[1].lower()) or _HAN_CENTURIES.get(found[1]) or int(found[1])
    return number * 100 - 99, number * 100


def _from_to(found: re.Match[str]) -> Years:
    return int(found[1]), int(found[2])


def _year(found: re.Match[str]) -> Years:
    return int(found[1]), int(found[1])


def _decade(found: re.Match[str]) -> Years:
    first = int(found[1]) // 10 * 10
    return first, first + 9


WAYS: tuple[tuple[str, Callable[[re.Match[str]], Years]], ...] = (
    (rf"(?<!\w)(xvi{{0,3}}|xix|xxi?|1[6-9]|2[01]){_CENTURY}", _century),
    (r"(二十一?|(?<!二)十[六七八九])世纪", _century),
    (rf"{_BEGINS}{_YEAR}{_OF}\s*(?:[-–—~～至到]|по|to)\s*{_YEAR}{_OF}{_ENDS}", _from_to),
    (rf"{_BEGINS}{_YEAR}(?:\s*年代|-?[ех]{{1,2}}(?:\s+год[ыаов]{{1,2}})?|s)(?![{_WORD}])", _decade),
    (rf"{_BEGINS}{_YEAR}\s*年?\s*(?:以来|以后|之后|后)(?:出版)?的?", lambda found: (int(found[1]), None)),
    (rf"{_BEGINS}{_YEAR}\s*年?\s*(?:以前|之前|前)(?:出版)?的?", lambda found: (None, int(found[1]))),
    (rf"(?<!\w)(?:после|с|начиная с|since|after|from)\s+{_YEAR}{_OF}{_ENDS}", lambda found: (int(found[1]), None)),
    (rf"(?<!\w)(?:до|раньше|before|until)\s+{_YEAR}{_OF}{_ENDS}", lambda found: (None, int(found[1]))),
    (rf"{_BEGINS}{_YEAR}{_OF}(?:出版的?)?{_ENDS}", _year),
)
"""How a time of publication is said, each with the years it is; the first that fits holds."""
LANGUAGES = {
    "rus": r"俄[文语](?:版|书籍|图书|书)?的?|(?<!\w)на\s+русском(?:\s+языке)?(?!\w)|(?<!\w)in\s+russian(?!\w)",
    "chi": r"(?:中文|汉语)(?:版|书籍|图书|书)?的?|(?<!\w)на\s+китайском(?:\s+языке)?(?!\w)|(?<!\w)in\s+chinese(?!\w)",
    "eng": r"英[文语](?:版|书籍|图书|书)?的?|(?<!\w)на\s+английском(?:\s+языке)?(?!\w)|(?<!\w)in\s+english(?!\w)",
}
"""How a language of books is said, by its code (ISO 639-2)."""
_WAYS = [(re.compile(pattern, re.IGNORECASE), years) for pattern, years in WAYS]
_LANGUAGES = {code: re.compile(pattern, re.IGNORECASE) for code, pattern in LANGUAGES.items()}


@dataclass(frozen=True)
class Said:
    """What a query says of the books beside its words: first and last year, if any, and language, if any.

    Who names a century means more often what the books are about than when they were printed.
    """

    words: str
    years: Years | None = None
    language: str | None = None
    is_century: bool = False


def read(text: str) -> Said | None:
    """Return the time and language that `text` says, with its other words; None where it says none.

    A time may stand alone, a language not: it may be what the books are about.
    """
    years, language, is_century = None, None, False
    for pattern, told in _WAYS:
        if found := pattern.search(text):
            years, text, is_century = told(found), _without(text, found), told is _century
            break
    for code, pattern in _LANGUAGES.items():
        if found := pattern.search(text):
            language, text = code, _without(text, found)
            break
    has_words = any(letter.isalpha() for letter in text)
    if years is None and (language is None or not has_words):
        return None
    return Said(text if has_words else "", years, language, is_century)


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
