"""What may come in of a publication that nobody has catalogued."""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from library_exchange.citations.cited import FIELDS
from library_exchange.citations.numbers import LONGEST_PRINTED, WrongNumber, as_printed, read_doi, read_isbn, read_issn
from library_exchange.core.no_names import is_no_name
from library_exchange.core.no_number import is_no_number
from library_exchange.core.text import bare, one_line


def _line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


def _tells_none(number: str) -> bool:
    """Whether a field for a number says that there is none, or that nobody knows it; an empty one says nothing."""
    is_none = is_no_number(number) or is_no_name(number) or bare(number) == "0"
    return bool(number.strip()) and is_none


def _checked(read: Callable[[str], str]) -> AfterValidator:
    def check(text: str) -> str:
        try:
            return read(text)
        except WrongNumber as wrong:
            told: dict[str, Any] = {"sentence": wrong.sentence}
            raise PydanticCustomError("wrong_number", "not such a number", told) from wrong

    return AfterValidator(check)


Line = Annotated[str | None, BeforeValidator(_line)]


Isbn = Annotated[str, Field(max_length=FIELDS["isbn"]), _checked(read_isbn)]
Issn = Annotated[str, Field(max_length=FIELDS["issn"]), _checked(read_issn)]


class IsbnAsPrinted(BaseModel):
    """A form that a person types an ISBN into, in the field `number_field`.

    A wrong one that stands so in the book is kept apart as `printed_isbn`, if she says that it does: no title is ever
    looked for by that.
    """

    number_field: ClassVar[str] = "isbn"
    isbn_as_printed: bool = Field(default=False, exclude=True)
    printed_isbn: str | None = Field(default=None, max_length=LONGEST_PRINTED)

    @model_validator(mode="before")
    @classmethod
    def _kept_as_printed(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        numbers = (cls.number_field, "issn")
        empty = {name for name in numbers if isinstance(given.get(name), str) and _tells_none(given[name])}
        told = {name: value for name, value in given.items() if name not in {"printed_isbn", *empty}}
        number = told.get(cls.number_field)
        if told.get("isbn_as_printed") in (None, False) or not isinstance(number, str):
            return told
        if (printed := as_printed(number)) is not None:
            del told[cls.number_field]
            told["printed_isbn"] = printed
        return told


class Described(IsbnAsPrinted):
    """A publication as who asks for it describes it; its numbers are tested and kept in one form."""

    title: Line = Field(default=None, max_length=FIELDS["title"])
    author: Line = Field(default=None, max_length=FIELDS["author"])
    year: Line = Field(default=None, max_length=FIELDS["year"])
    place: Line = Field(default=None, max_length=FIELDS["place"])
    publisher: Line = Field(default=None, max_length=FIELDS["publisher"])
    isbn: Isbn | None = None
    issn: Issn | None = None
    doi: Annotated[str, Field(max_length=FIELDS["doi"]), _checked(read_doi)] | None = None
