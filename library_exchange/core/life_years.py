"""Years of life that stand beside a person's name in one text: «Лу Синь (1881-1936)»."""

import re

from library_exchange.core.text import narrow

_WORD = r"(?:род\.?|р\.|ум\.|born|b\.|died|d\.|生于|生)"
_YEAR = r"\d{4}\s*年?\??"
_SPAN = rf"{_YEAR}\s*[-–—~～－]+\s*(?:{_YEAR})?|{_WORD}\s*(?:в\s+)?{_YEAR}|[-–—]\s*{_YEAR}"
_BEHIND = re.compile(
    rf"[\s,，]*[\[(（〔【［]\s*({_SPAN}|{_YEAR})\s*(?:гг?\.?)?[\])）〕】］][\s.]*$|[\s,，]+({_SPAN})\s*(?:гг?\.?)?[\s.]*$",
    re.IGNORECASE,
)


def parted(name: str) -> tuple[str, str | None]:
    """Return a name without the years of life behind it, and these; None if there are none."""
    found = _BEHIND.search(name)
    if found is None or not any(map(str.isalpha, name[: found.start()])):
        return name, None
    return name[: found.start()].rstrip(" ,，"), (found[1] or found[2]).strip()


_BORN = re.compile(
    r"(?:род(?:ился|илась)?\.?|р\.|born|b\.|生于)\s*(?:в\s+)?(\d{4})|(\d{4})\s*(?:г\.?\s*р\.?|г\.?\s*рожд\w*\.?|年?(?:生|出生))"
)
_SIGNS = re.compile(r"(?<=[\d?])\s*(?:гг?\.?|年|год[аы]?)(?![^\W\d])")


def plain_years(text: str) -> str:
    """Return years of life without the words that stand beside them: “1938 г.р.” is 1938–, 1881-1936年 is 1881-1936."""
    plain = narrow(text).strip(" ()[]（）〔〕.")
    born = _BORN.fullmatch(plain) or _BORN.fullmatch(f"{plain}.")
    return f"{born[1] or born[2]}–" if born else _SIGNS.sub("", plain).strip()
