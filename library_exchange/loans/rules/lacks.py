"""What a request does not say of its book, so that its reader may be asked."""

import re
from collections.abc import Iterable
from enum import StrEnum

from library_exchange.core.text import han_years


class Lack(StrEnum):
    """A part of a citation that is not said; never sent to a partner."""

    AUTHOR = "author"
    YEAR = "year"
    PAGES = "pages"


YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DECADE = re.compile(r"(?<!\d)\d0(?:-?[ех](?!\w)|-?s\b|年代)")


def years_in(imprint: Iterable[str]) -> frozenset[str]:
    """Return the years of publication that an imprint names."""
    return frozenset(year for part in imprint for year in YEAR.findall(han_years(part)))


def lacking(has_author: bool, imprint: Iterable[str], pages: str | None) -> tuple[Lack, ...]:
    """Return what is not said, in a fixed order; a decade tells the year, no pages at all are the whole book."""
    told = " ".join(imprint)
    names_pages = pages is None or any(map(str.isdecimal, pages))
    said = {Lack.AUTHOR: has_author, Lack.YEAR: bool(years_in([told]) or _DECADE.search(told)), Lack.PAGES: names_pages}
    return tuple(lack for lack, is_said in said.items() if not is_said)
