"""What may come in: a search, an import's format."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from library_exchange.catalogue.models import LocalState, Romanisation
from library_exchange.core.bounds import Id
from library_exchange.search.port import FACETS, Query, Sort

LONGEST_QUERY = 256
MOST_VALUES = 20
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
            for name in FACETS
        }
        return cls(
            q=first("q")[:LONGEST_QUERY],
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


class AdvancedInput(BaseModel):
    """A search put together in fields; what makes no sense is left out."""

    words: str = ""
    phrase: str = ""
    title: str = ""
    author: str = ""
    publisher: str = ""
    subject: str = ""
    isbn: str = ""
    without: str = ""

    @classmethod
    def from_address(cls, arguments: Mapping[str, Sequence[str]]) -> "AdvancedInput":
        """Return what the fields of an address hold, on one line and without the marks of the query language."""
        given = {name: next(iter(arguments.get(name, ())), "") for name in cls.model_fields}
        return cls(**{name: " ".join(text.replace('"', " ").split())[:LONGEST_QUERY] for name, text in given.items()})

    def query_text(self) -> str:
        """Return the same as one text in the query language of readers.

        A name is asked for as a whole, so that it is recognised; of a title and a subject every word may stand alone.
        """
        parts = [self.words, f'"{self.phrase}"' if self.phrase else ""]
        parts += [f"title:{word}" for word in self.title.split()]
        parts += [f'author:"{self.author}"' if " " in self.author else f"author:{self.author}"] if self.author else []
        parts += [f"publisher:{word}" for word in self.publisher.split()]
        parts += [f"subject:{word}" for word in self.subject.split()]
        parts += [f"isbn:{self.isbn.replace(' ', '')}" if self.isbn else ""]
        parts += [f"-{word}" for word in self.without.split()]
        return " ".join(part for part in parts if part)[:LONGEST_QUERY]


def _year(text: str) -> int | None:
    try:
        year = int(text)
    except ValueError:
        return None
    return year if year in YEARS else None


class ItemState(BaseModel):
    """Where a librarian says that a copy is."""

    state: LocalState


Name = Annotated[str, Field(min_length=1, max_length=300)]
Script = Literal["Hans", "Hant", "Cyrl", "Latn"]
LifeYears = Annotated[str, StringConstraints(pattern=r"^\d{3,4}\??\s*[-–—]?\s*(\d{3,4}\??)?$|^[-–—]\s*\d{3,4}$")]
MOST_OTHERS = 30


class NewForm(BaseModel):
    """One form of a name or title; without a script the letters tell."""

    value: Name
    script: Script | None = None
    is_heading: bool = False
    scheme: Romanisation | None = None


class _NewEntity(BaseModel):
    """A person or work to be added: one heading in each script, and other forms, one a line."""

    russian: Name | None = None
    chinese: Name | None = None
    traditional: Name | None = None
    latin: Name | None = None
    scheme: Romanisation | None = None
    others: str | None = Field(default=None, max_length=5000)
    is_another: bool = False

    def forms(self) -> list[NewForm]:
        """Return all forms, each value once, headings first."""
        given = [
            NewForm(value=value, script=script, is_heading=True, scheme=self.scheme if script == "Latn" else None)
            for value, script in self._headings()
            if value
        ]
        lines = [line.strip()[:300] for line in (self.others or "").splitlines()]
        given += [NewForm(value=line) for line in [line for line in lines if line][:MOST_OTHERS]]
        found: dict[str, NewForm] = {}
        for form in given:
            found.setdefault(form.value, form)
        return list(found.values())

    def _headings(self) -> tuple[tuple[str | None, Script], ...]:
        return (
            (self.russian, "Cyrl"),
            (self.chinese, "Hans"),
            (self.traditional, "Hant"),
            (self.latin, "Latn"),
        )


class NewPerson(_NewEntity):
    """A person to be added; `origin` is the country whose names are written so, `dates` the life years."""

    origin: Literal["ru", "zh", "other"]
    dates: LifeYears | None = None


class NewWork(_NewEntity):
    """A work to be added; `person_id` is its author."""

    person_id: Id | None = None


class NewLink(BaseModel):
    """How a record names a person: the name in it and the role, a MARC relator code."""

    name: str | None = Field(default=None, max_length=300)
    role: Literal["aut", "trl", "edt", "com", "ill", "ann", "aui", "oth"] = "aut"


class Split(BaseModel):
    """What is said of a person who is split off, beside what goes to her."""

    dates: LifeYears | None = None
