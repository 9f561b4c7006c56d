"""Years and centuries in a query, which may be when the book was published: «Чехов 1904», 2007年, "19th century"."""

import re
from dataclasses import dataclass

_LETTER = r"A-Za-zА-Яа-яЁё\d"
_YEAR = re.compile(
    rf"(?<![{_LETTER}.])(1[5-9]\d\d|20\d\d)(?:\s*年|\s*(?:г\.|год[ау]?\b|гг?\b))?(?![{_LETTER}-]|\.\d)", re.IGNORECASE
)
_ORDINALS = {"xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21}
_CENTURY = re.compile(
    r"(?<!\w)(?:(?P<roman>xvi{0,3}|xix|xxi?)|(?P<number>1[6-9]|2[01]))(?:\s*世纪|(?:-?[йго]{0,3})\s*век[аеу]?\b|(?:th|st)\s+century\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SaidYears:
    """What a query says of the time: the words without it, and the first and last year."""

    words: str
    years: tuple[int, int]


def read(text: str) -> SaidYears | None:
    """Return the one year or century in `text` with the other words; None where there is none, or nothing beside it."""
    found = _CENTURY.search(text)
    if found:
        century = _ORDINALS[found["roman"].lower()] if found["roman"] else int(found["number"])
        years = (century * 100 - 99, century * 100)
    else:
        found = _YEAR.search(text)
        if found is None:
            return None
        years = (int(found[1]), int(found[1]))
    rest = " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
    return SaidYears(rest, years) if any(letter.isalpha() for letter in rest) else None
