"""What may come in of a publication that nobody has catalogued."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from library_exchange.citations.cited import FIELDS
from library_exchange.citations.numbers import WrongNumber, read_doi, read_isbn, read_issn
from library_exchange.core.text import one_line


def _line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


def _checked(read: Callable[[str], str]) -> AfterValidator:
    def check(text: str) -> str:
        try:
            return read(text)
        except WrongNumber as wrong:
            told: dict[str, Any] = {"sentence": wrong.sentence}
            raise PydanticCustomError("wrong_number", "not such a number", told) from wrong

    return AfterValidator(check)


Line = Annotated[str | None, BeforeValidator(_line)]


class Described(BaseModel):
    """A publication as who asks for it describes it; its numbers are tested and kept in one form."""

    title: Line = Field(default=None, max_length=FIELDS["title"])
    author: Line = Field(default=None, max_length=FIELDS["author"])
    year: Line = Field(default=None, max_length=FIELDS["year"])
    place: Line = Field(default=None, max_length=FIELDS["place"])
    publisher: Line = Field(default=None, max_length=FIELDS["publisher"])
    isbn: Annotated[str, Field(max_length=FIELDS["isbn"]), _checked(read_isbn)] | None = None
    issn: Annotated[str, Field(max_length=FIELDS["issn"]), _checked(read_issn)] | None = None
    doi: Annotated[str, Field(max_length=FIELDS["doi"]), _checked(read_doi)] | None = None
