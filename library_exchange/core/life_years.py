"""Years of life that stand beside a person's name in one text: «Лу Синь (1881-1936)»."""

import re

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
