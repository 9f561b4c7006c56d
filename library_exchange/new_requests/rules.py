"""How soon a request can be fulfilled, and what of a reader's answer is what.

Her one line is proposed for the fields of the citation; staff decide.
"""

import re
from collections.abc import Collection, Mapping

from library_exchange.core.text import han_years
from library_exchange.loans.rules.lacks import YEAR, Lack
from library_exchange.loans.rules.standard_codes import ServiceType

SHORTEST_WAY_DAYS = {ServiceType.LOAN: 14, ServiceType.COPY: 5}
"""Days between asking and reading that no library can beat: a book travels, a copy is only made."""
_BEHIND_YEAR = re.compile(r"(?<!\d)(\d{4})\s*(?:年版?|года?(?!\w)|г(?!\w)\.?)")
AROUND = " ,，、。;:—–-"


def proposed(asked: Collection[Lack], answer: str) -> Mapping[Lack, str]:
    """Return by what was asked what `answer` says of it; nothing where that cannot be told apart."""
    answer = han_years(answer) if Lack.YEAR in asked else answer
    year = YEAR.search(answer) if Lack.YEAR in asked else None
    answer = _BEHIND_YEAR.sub(r"\1", answer) if year else answer
    rest = (answer[: year.start()] + answer[year.end() :] if year else answer).strip(AROUND)
    told = {Lack.YEAR: year.group()} if year else {}
    others = [each for each in asked if each is not Lack.YEAR]
    return told | ({others[0]: rest} if len(others) == 1 and rest else {})


_SERIAL = re.compile(
    r"\b(?:журнал|газета|вестник|известия|бюллетень|альманах|ежегодник|ежемесячник|еженедельник"
    r"|journal|magazine|newspaper|bulletin|quarterly|weekly|monthly)\b|学报|期刊|杂志|雜誌|报纸|日报|晚报|月刊|季刊|周刊|双月刊|年鉴",
    re.IGNORECASE,
)


def is_serial(title: str, issn: str | None = None) -> bool:
    """Whether what is asked for comes out in issues: it has an ISSN, or its title says so."""
    return bool(issn) or _SERIAL.search(title) is not None
