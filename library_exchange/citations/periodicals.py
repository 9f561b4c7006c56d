"""Periodicals in lists: which years and issues there are, behind the title: 《读书》 1985年第1-12期.

Either country writes them in its own manner.
"""

import re

from library_exchange.citations.books import Listed

_CHINESE = re.compile(
    r"(?:《(?P<marked>[^《》]+)》|(?P<title>[\u3400-\u9fff]{2,20}(?:\([\u3400-\u9fff]{2,8}\))?))\s*"
    r"(?:\([^()]{0,20}刊\)|(?P<kind>[双半]?[月周季旬]刊))?\s*(?P<which>(?:1[89]|20)\d\d\s?年?(?:\s?[—–~-]\s?(?:(?:1[89]|20)\d\d\s?年?))?"
    r"(?:\s?全年|[\s(]*(?:缺.*|第?\d{1,3}(?:\s?[—–~-]\s?\d{1,3})?\s?期.*|\d{1,2}\s?期.*))+)"
)
_RUSSIAN = re.compile(
    r"(?P<title>[«\"]?[А-ЯЁ][^№\d]{2,80}?)[\s.,:;–—-]+(?P<which>(?:1[89]|20)\d\d\s?(?:гг?\.?|года?)?[\s.,:–—-]*"
    r"(?:[№#]|No\.?\s?(?=\d))+\s?\d.*)"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_EDGES = ' ,;:.–—-/|«»"·'
MOST_ISSUES = 60
"""Of so many signs at most the words for years and issues are kept."""


def read(given: str) -> Listed | None:
    """Return the title and, as the volume, which years and issues a line tells; None for what is no periodical."""
    return _chinese(given) or _russian(given)


def _chinese(given: str) -> Listed | None:
    found = _CHINESE.fullmatch(given)
    if found is None or not (found["kind"] or re.search("[期年]", found["which"])):
        return None
    return _issued(found["marked"] or found["title"], found["which"])


def _russian(given: str) -> Listed | None:
    found = _RUSSIAN.fullmatch(given)
    return _issued(found["title"], found["which"]) if found and not _YEAR.search(found["title"]) else None


def _issued(title: str, which: str) -> Listed:
    year = _YEAR.match(which)
    return Listed(title.strip(_EDGES), year=year[0] if year else "", volume=which.strip(_EDGES)[:MOST_ISSUES])
