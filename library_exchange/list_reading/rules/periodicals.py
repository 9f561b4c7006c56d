"""Lines that name a periodical and which of its issues there are: «Ж-л "Восток" за 1987 г. №№ 1-12»."""

import re
import unicodedata
from typing import NamedTuple

from library_exchange.list_reading.rules.bounds import LONGEST

_MARKED = (
    r"(?:«(?P<angled>[^«»]{2,200})»|\"(?P<plain>[^\"]{2,200})\"|“(?P<curly>[^“”]{2,200})”|《(?P<han>[^《》]{1,100})》)"
)
_KIND = r"(?:ж-?лы?|журн(?:ал\w*|\.)|газ(?:ет\w*|\.)|альманах\w*|(?P<collected>сб(?:орник\w*|\.))|杂志|期刊|报纸)"
_BEFORE = re.compile(rf"(?:{_KIND})\s*[:,]?\s*{_MARKED}(?P<behind>.*)", re.IGNORECASE)
_BEHIND = re.compile(
    rf"{_MARKED}\s*[,(]?\s*(?:杂志|期刊|双月刊|月刊|季刊|журнал|альманах)(?![^\W\d_])\)?(?P<behind>.*)", re.IGNORECASE
)
_ALMANAC = re.compile(r"\s*[,:(]?\s*альманах\)?(?!\w)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?P<year>1[89]\d\d|20\d\d)(?!\d)(?:\s*(?:гг?|год\w*|年)(?![^\W\d_第全])\.?)?")
_ISSUES = re.compile(
    r"№|(?<![^\W_])(?:No|вып|кн|т)\.?\s?\d|第|期|комплект|подшивк|全年|\d\s*[,、-]\s*\d", re.IGNORECASE
)
_LAST = re.compile(r"(?P<issues>.*?(?:\d|期|全年|комплект\w*|год\w*)\)?)(?P<more>(?:\s*[,;，；(]\s*|\s+)[^\W\d_].*)?$")
_GOES_ON = re.compile(r"^\s*[,;(]?\s*(?:кроме|без|нет|кн|вып|т|缺|少|欠|第)", re.IGNORECASE)
_OF_A_YEAR = re.compile(r"\d\s*期|全年\s*期")
_EDGES = " ,;:.–—-"


class Periodical(NamedTuple):
    """What a line tells of a periodical: its title, its year, its issues and what else stands there.

    `years` are all years that it names: of several nobody knows which issues are one offer.
    """

    title: str
    year: str
    issues: str
    rest: str
    years: int


def periodical_in(text: str) -> Periodical | None:
    """Return what a line tells of a periodical; None for one that names none.

    A book about a periodical names no issues; a collection («Сборник») is one of these only if it calls itself almanac.
    """
    given = unicodedata.normalize("NFKC", text.replace("№", "№")).strip()
    given = re.sub(r"(?:No){2}\.?(?=\s?\d)", "№№", re.sub(r"(?<!\w)No(?=\s?\d)", "№", given))
    found = _BEFORE.fullmatch(given) or _BEHIND.fullmatch(given) if len(given) <= LONGEST else None
    if found is None:
        return None
    behind = found["behind"]
    almanac = _ALMANAC.match(behind)
    if found.groupdict().get("collected") and almanac is None:
        return None
    behind = behind[almanac.end() :] if almanac else behind
    years = list(dict.fromkeys(each["year"] for each in _YEAR.finditer(behind)))
    if not years and not _ISSUES.search(behind):
        return None
    title = next(filter(None, (found[name] for name in ("angled", "plain", "curly", "han"))))
    issues, rest = _issues_in(behind, years)
    return Periodical(title.strip(), years[0] if years else "", issues, rest, len(years))


def tells_issues(volume: str) -> bool:
    """Whether words for a volume are those for issues of a year: 1985年第1-12期."""
    return _OF_A_YEAR.search(unicodedata.normalize("NFKC", volume)) is not None


def _issues_in(behind: str, years: list[str]) -> tuple[str, str]:
    """Return the words for the issues, and what else stands behind a periodical's title."""
    if len(years) != 1:
        return behind.strip(_EDGES), ""
    year = next(_YEAR.finditer(behind))
    before, after = behind[: year.start()], behind[year.end() :]
    before = re.sub(r"(?<!\w)за\s*$", "", before)
    if not _ISSUES.search(after):
        return (
            (before.strip(_EDGES), after.strip(_EDGES))
            if _ISSUES.search(before)
            else ("", f"{before} {after}".strip(_EDGES))
        )
    last = _LAST.match(after.strip(_EDGES))
    more = (last["more"] or "") if last else ""
    issues = last["issues"] if last else after
    if _GOES_ON.match(more) or not last:
        issues, more = after, ""
    return issues.strip(_EDGES), f"{before} {more}".strip(_EDGES)
