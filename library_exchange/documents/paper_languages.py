"""In which languages papers of a consignment stand and its titles must be told, by the countries of its two ends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.core.regions import REGIONS, WRITTEN, Region


class Way(StrEnum):
    """Whether books stay in their country."""

    DOMESTIC = "domestic"
    ACROSS = "across_the_border"


@dataclass(frozen=True)
class PaperLanguages:
    """Languages (zh, ru, en) of the papers between two libraries, that of the consignor first.

    In `words` stands what is printed around the titles, in each of `titles` every title must be told; `authority` is
    the language in which officers of the consignee's country read titles and annotations, None if no border is crossed.
    """

    words: tuple[str, ...]
    titles: tuple[str, ...]
    authority: str | None = None

    @property
    def crosses(self) -> bool:
        """Whether the books cross a border, and so are listed for authorities."""
        return self.authority is not None


def _at_home(home: Region, _home: Region) -> PaperLanguages:
    own = home.languages[:1]
    return PaperLanguages(own, tuple(code for code in own if code in WRITTEN))


def _across(consignor: Region, consignee: Region) -> PaperLanguages:
    return PaperLanguages(consignor.languages, consignor.written, consignee.written[0])


TABLE: Mapping[Way, Callable[[Region, Region], PaperLanguages]] = {Way.DOMESTIC: _at_home, Way.ACROSS: _across}
"""Within a country its own language is enough; across the border both sides read the papers."""


def way(consignor: str, consignee: str) -> Way:
    """Return the way between two countries (ISO 3166)."""
    return Way.DOMESTIC if consignor == consignee else Way.ACROSS


def paper_languages(consignor: str, consignee: str) -> PaperLanguages:
    """Return the languages of papers from a library of one country (ISO 3166) to one of another, or of the same."""
    return TABLE[way(consignor, consignee)](REGIONS[consignor], REGIONS[consignee])
