"""What may come in: a book, changes of offers and wants, filters of lists, a reader's proposal."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from library_exchange.citations.numbers import LONGEST_PRINTED
from library_exchange.citations.schemas import Isbn, IsbnAsPrinted
from library_exchange.core.amounts import Grams
from library_exchange.core.bounds import Day, Id, Version
from library_exchange.core.filling import Scope
from library_exchange.core.regions import REGIONS
from library_exchange.core.text import one_line
from library_exchange.offers.rules.offers import Condition, Level, Material, Provenance, Reserve
from library_exchange.offers.rules.remarks import LONGEST_MISSING, LONGEST_REMARK
from library_exchange.offers.rules.subjects import Subject
from library_exchange.offers.rules.wants import WantKind

LONGEST_TITLE = 500


LONGEST_QUERY = 200


Year = Annotated[int, Field(ge=1400, le=2200)]


def _one_line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_one_line)]


Languages = Annotated[str, Field(pattern=r"^[a-z]{3}$")]


class Entry(BaseModel):
    """A book as a line of a list tells it; what nobody told is absent."""

    isbn: str | None = Field(default=None, max_length=13)
    printed_isbn: str | None = Field(default=None, max_length=LONGEST_PRINTED)
    issn: str | None = Field(default=None, max_length=9)
    title: str = Field(default="", max_length=LONGEST_TITLE)
    translated_title: str | None = Field(default=None, max_length=LONGEST_TITLE)
    author: str | None = Field(default=None, max_length=300)
    publisher: str | None = Field(default=None, max_length=200)
    year: Year | None = None
    language: str | None = Field(default=None, max_length=8)
    series: str | None = Field(default=None, max_length=300)
    volume: str | None = Field(default=None, max_length=60)
    subject: Subject | None = None
    level: Level | None = None
    material: Material = Material.BOOK
    condition: Condition | None = None
    remark: str | None = Field(default=None, max_length=LONGEST_REMARK)
    pages: Annotated[int, Field(ge=1, le=20000)] | None = None
    weight_g: Grams | None = None
    quantity: Annotated[int, Field(ge=1, le=500)] = 1


class Terms(BaseModel):
    """On what terms books are offered; given once for a whole list."""

    condition: Condition | None = None
    weight_g: Grams | None = None
    reserve: Reserve = Reserve.ANYONE
    reserved_for_id: Id | None = None
    provenance: Provenance = Provenance.DUPLICATE
    is_gift: bool = False
    expires_on: Day | None = None


class TakeWants(BaseModel):
    """A list of wants is taken: how urgent they are and until when."""

    priority: Annotated[int, Field(ge=1, le=5)] = 3
    condition: Condition = Condition.WORN
    latest_on: Day | None = None


class OfferInput(Terms, IsbnAsPrinted):
    """Everything a librarian may change in an offer; `version` is that of the row she was looking at.

    Marks of the copy have a field each; `confirmed` says that nothing in the remark concerns a person.
    """

    version: Version
    isbn: Isbn | None = None
    title: Annotated[Line, Field(min_length=1, max_length=LONGEST_TITLE)]
    translated_title: Annotated[Line, Field(max_length=LONGEST_TITLE)] | None = None
    author: Annotated[Line, Field(max_length=300)] | None = None
    publisher: Annotated[Line, Field(max_length=200)] | None = None
    year: Year | None = None
    language: Languages | None = None
    series: Annotated[Line, Field(max_length=300)] | None = None
    volume: Annotated[Line, Field(max_length=60)] | None = None
    subject: Subject | None = None
    level: Level | None = None
    material: Material = Material.BOOK
    condition: Condition = Condition.GOOD
    incomplete: bool = False
    stamps: bool = False
    stains: bool = False
    underlined: bool = False
    missing: Annotated[Line, Field(max_length=LONGEST_MISSING)] | None = None
    remark: Annotated[Line, Field(max_length=LONGEST_REMARK)] | None = None
    confirmed: bool = False
    pages: Annotated[int, Field(ge=1, le=20000)] | None = None
    value_points: Annotated[int, Field(ge=0, le=1000)] = 1
    quantity: Annotated[int, Field(ge=1, le=500)] = 1


class BulkChange(BaseModel):
    """What is changed in the offers that were ticked, and how far; what is empty stays as it is."""

    scope: Scope = Scope.GAPS
    condition: Condition | None = None
    weight_g: Grams | None = None
    reserve: Reserve | None = None
    reserved_for_id: Id | None = None


class BulkTerms(BaseModel):
    """What is changed in the wants that were ticked, and how far; what is empty stays as it is."""

    scope: Scope = Scope.GAPS
    priority: Annotated[int, Field(ge=1, le=5)] | None = None
    latest_on: Day | None = None


class WantInput(IsbnAsPrinted):
    """A want as a librarian fills it in; `kind` says by what rule it is met."""

    number_field = "number"
    version: Version | None = None
    kind: WantKind = WantKind.EDITION
    record_id: Id | None = None
    number: Annotated[Line, Field(max_length=40)] | None = None
    title: Annotated[Line, Field(max_length=LONGEST_TITLE)] | None = None
    author: Annotated[Line, Field(max_length=300)] | None = None
    volume: Annotated[Line, Field(max_length=60)] | None = None
    work_id: Id | None = None
    language: Languages | None = None
    subject: Subject | None = None
    series: Annotated[Line, Field(max_length=300)] | None = None
    level: Level | None = None
    year_from: Year | None = None
    year_to: Year | None = None
    condition: Condition = Condition.WORN
    priority: Annotated[int, Field(ge=1, le=5)] = 3
    cap: Annotated[int, Field(ge=1, le=500)] = 1
    latest_on: Day | None = None


class WantTerms(BaseModel):
    """What a librarian may change in a want that stands."""

    version: Version
    condition: Condition = Condition.WORN
    priority: Annotated[int, Field(ge=1, le=5)] = 3
    cap: Annotated[int, Field(ge=1, le=500)] = 1
    latest_on: Day | None = None


class ProposalInput(IsbnAsPrinted):
    """What a reader asks her library to want."""

    record_id: Id | None = None
    isbn: Annotated[Line, Field(max_length=40)] | None = None
    title: Annotated[Line, Field(max_length=LONGEST_TITLE)] | None = None
    author: Annotated[Line, Field(max_length=300)] | None = None
    note: str | None = Field(default=None, max_length=500)


class Filter(BaseModel):
    """Filters of the public lists as they stand in an address; what makes no sense is left out, never refused."""

    q: str = ""
    country: str = ""
    library: str = ""
    language: str = ""
    subject: str = ""

    @classmethod
    def from_address(cls, arguments: Mapping[str, str]) -> "Filter":
        """Return the filters that the query part of an address asks for."""
        country, language = arguments.get("country", ""), arguments.get("language", "")
        subject = arguments.get("subject", "")
        return cls(
            q=one_line(arguments.get("q", "")[:LONGEST_QUERY]),
            country=country if country in REGIONS else "",
            library=one_line(arguments.get("library", "")[:40]),
            language=language if len(language) == 3 and language.isascii() and language.isalpha() else "",
            subject=subject if subject in set(Subject) else "",
        )

    def address(self) -> dict[str, Any]:
        """Return the filters that are set, as arguments of an address."""
        return {name: value for name, value in self.model_dump().items() if value}
