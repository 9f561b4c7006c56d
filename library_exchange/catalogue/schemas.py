"""What may come in: a search, where a copy is."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from library_exchange.catalogue.models import LocalState
from library_exchange.core.amounts import find_whole
from library_exchange.search.port import FILTERS, Query, Sort

LONGEST_QUERY = 256
MOST_VALUES = 20
MOST_SAVED = 200
"""So many hits of a search go into one file, the best first."""
LONGEST_CODE = 40
YEARS = range(-3000, 2201)


class SearchInput(BaseModel):
    """A search as it stands in an address; what makes no sense in it is left out, never refused."""

    q: str = ""
    sort: Sort = Sort.RELEVANCE
    year_from: int | None = None
    year_to: int | None = None
    filters: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    exact: bool = False

    @classmethod
    def from_address(cls, arguments: Mapping[str, Sequence[str]]) -> "SearchInput":
        """Return the search that the query part of an address asks for."""

        def first(name: str) -> str:
            return next(iter(arguments.get(name, ())), "").strip()

        chosen = {
            name: tuple(dict.fromkeys(v for v in arguments.get(name, ()) if 0 < len(v) <= LONGEST_CODE))[:MOST_VALUES]
            for name in FILTERS
        }
        return cls(
            q=_words(first("q")[:LONGEST_QUERY]),
            sort=Sort(first("sort")) if first("sort") in set(Sort) else Sort.RELEVANCE,
            year_from=_year(first("year_from")),
            year_to=_year(first("year_to")),
            filters={name: values for name, values in chosen.items() if values},
            exact=first("exact") == "1",
        )

    def query(self, page: int, per_page: int) -> Query:
        """Return it as the engines take it."""
        years = (self.year_from, self.year_to) if self.year_from is not None or self.year_to is not None else None
        return Query(self.q, self.filters, years, self.sort, page, per_page, self.exact)

    def address(self) -> dict[str, Any]:
        """Return it as arguments of an address, so that every search is a link."""
        given: dict[str, Any] = {"q": self.q, "year_from": self.year_from, "year_to": self.year_to}
        if self.sort != Sort.RELEVANCE:
            given["sort"] = self.sort.value
        if self.exact:
            given["exact"] = "1"
        return {k: v for k, v in given.items() if v not in ("", None)} | {k: list(v) for k, v in self.filters.items()}


def _words(text: str) -> str:
    """Return a text if it has letters or digits: a sign alone, or a picture, asks for nothing."""
    return text if any(letter.isalnum() for letter in text) else ""


def _year(text: str) -> int | None:
    try:
        year = int(find_whole(text, "year") or text)
    except ValueError:
        return None
    return year if year in YEARS else None


class ItemNumber(BaseModel):
    """By which barcode or inventory number a librarian says that a copy is known; empty for none."""

    barcode: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""


class ItemState(BaseModel):
    """Where a librarian says that a copy is; to withdraw one takes a reason, see the room of holdings."""

    state: Literal[LocalState.ON_SHELF, LocalState.OUT_LOCALLY, LocalState.NOT_LENT, LocalState.MISSING]
