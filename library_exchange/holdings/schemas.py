"""What may come in about a library's own records and copies."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from library_exchange.catalogue.models import LocalState
from library_exchange.citations.schemas import Isbn, IsbnAsPrinted
from library_exchange.core.amounts import find_whole
from library_exchange.core.bounds import Day
from library_exchange.core.filling import Scope
from library_exchange.core.i18n import _l
from library_exchange.core.no_number import is_no_number
from library_exchange.core.text import narrow, one_line, plain_letters
from library_exchange.holdings.rules.book_fields import year_in
from library_exchange.holdings.rules.codes import NO_COPIES, Lack, Reason, Shown, Together
from library_exchange.marc.spreadsheets.cells import Count, count_of

LONGEST_BARCODE, LONGEST_CALL_NUMBER, LONGEST_PLACE = 60, 120, 120


def _line(value: object) -> object:
    return plain_letters(one_line(value)) if isinstance(value, str) else value


def _code(value: object) -> object:
    """Return the number of a copy; a word that says there is none (“б/н”, 无) is none."""
    if not isinstance(value, str):
        return value
    return "" if is_no_number(value) else one_line(narrow(value))


def _count(value: object) -> object:
    """Return how many copies “两” or “2册” are."""
    told = count_of(value) if isinstance(value, str) else Count()
    return told.copies if told.is_sure and told.copies else value


Line = Annotated[str, BeforeValidator(_line), Field(max_length=500)]
Code = Annotated[str, BeforeValidator(_code)]


class Book(IsbnAsPrinted):
    """What a librarian says of a book: the fields of `rules.book_fields`."""

    title: Annotated[str, BeforeValidator(_line), Field(min_length=1, max_length=500)]
    title_transliteration: Line = ""
    title_translation: Line = ""
    subtitle: Line = ""
    part_number: Line = ""
    part_title: Line = ""
    authors: str = Field(default="", max_length=2000)
    responsibility: Line = ""
    edition: Line = ""
    place: Line = ""
    publisher: Line = ""
    year: Annotated[str, BeforeValidator(_line), Field(max_length=80)] = ""
    language: str = Field(default="", pattern=r"^([a-z]{3})?$")
    series: Line = ""
    extent: Line = ""
    isbn: Isbn | None = None
    clc: Line = ""
    bbk: Line = ""
    udc: Line = ""
    ddc: Line = ""
    keywords: Line = ""
    note: Annotated[str, BeforeValidator(_line), Field(max_length=2000)] = ""

    @field_validator("title")
    @classmethod
    def _has_letters(cls, title: str) -> str:
        if not any(map(str.isalnum, title)):
            raise PydanticCustomError("no_title", "no title", {"sentence": _l("Fill in this field.")})
        return title

    @field_validator("year")
    @classmethod
    def _names_a_year(cls, year: str) -> str:
        # What tells more than a year, as [1987] or 2003-2005, stands as it is written.
        year = find_whole(year, "year") or year
        if year and year_in(year) is None:
            told: dict[str, Any] = {"sentence": _l("Enter the year in four digits, like 2003 or [1987].")}
            raise PydanticCustomError("no_year", "no year", told)
        return year


class CopyGiven(BaseModel):
    """What is told of one copy."""

    barcode: Annotated[Code, Field(max_length=LONGEST_BARCODE)] = ""
    call_number: Annotated[Line, Field(max_length=LONGEST_CALL_NUMBER)] = ""
    copy_place: Annotated[Line, Field(max_length=LONGEST_PLACE)] = ""
    state: LocalState = LocalState.ON_SHELF


class NewCopies(CopyGiven):
    """One copy with a number, or several that are alike and have none."""

    copies: Annotated[int, BeforeValidator(_count)] = Field(default=1, ge=1, le=99)


class Leaving(BaseModel):
    """Why something is withdrawn."""

    reason: Reason
    reason_note: Annotated[str, BeforeValidator(_line), Field(max_length=300)] = ""


class CopyChange(CopyGiven):
    """What becomes of one copy; `seen` tells what was shown of it. A reason is asked of what is withdrawn."""

    seen: str = ""
    reason: Reason | None = None
    reason_note: Annotated[str, BeforeValidator(_line), Field(max_length=300)] = ""


class TickedAct(BaseModel):
    """What is done to the copies of ticked records, and how far; at first the marks that they have stay."""

    act: Together
    scope: Scope = Scope.GAPS
    new_call_number: Annotated[Line, Field(max_length=LONGEST_CALL_NUMBER)] = ""
    new_place: Annotated[Line, Field(max_length=LONGEST_PLACE)] = ""
    new_state: LocalState = LocalState.ON_SHELF
    reason: Reason | None = None


class Sieve(BaseModel):
    """By what the library's records are filtered; what makes no sense in an address is left out."""

    q: str = Field(default="", max_length=200)
    shown: Shown = Shown.STANDING
    state: str = Field(default="", pattern="^(" + "|".join(["", *LocalState, NO_COPIES]) + ")$")
    lack: Lack | None = None
    since: Day | None = None

    @classmethod
    def from_address(cls, asked: dict[str, str]) -> "Sieve":
        """Return the filters that an address names."""
        found = cls()
        for name in cls.model_fields:
            try:
                found = cls.model_validate(found.model_dump() | {name: asked[name]} if asked.get(name) else found)
            except ValueError:
                continue
        return found

    def address(self) -> dict[str, str]:
        """Return the filters as an address names them."""
        default = Sieve()
        told = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: str(value) for name, value in told.items() if value != getattr(default, name) and value}
