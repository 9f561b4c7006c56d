"""What may be set of a library."""

from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    EmailStr,
    Field,
    HttpUrl,
    StringConstraints,
    TypeAdapter,
)

from library_exchange.core.text import one_line
from library_exchange.directory.models import LibraryKind

LONGEST_LOAN_DAYS, LONGEST_TRANSIT_DAYS = 365, 120


def _known_timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("unknown timezone")
    return name


def _line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


def _web_address(value: str) -> str:
    return str(_http_url.validate_python(value))


_http_url: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)

Line = Annotated[str, BeforeValidator(_line)]
"""A text on one line, without the characters that nobody sees."""
Mailbox = Annotated[EmailStr, StringConstraints(max_length=254)]
Website = Annotated[str, StringConstraints(max_length=200), AfterValidator(_web_address)]


class Policy(BaseModel):
    """How a library lends and where it is written to; an unticked box means that it does not lend."""

    lends: bool = False
    loan_days: int = Field(ge=1, le=LONGEST_LOAN_DAYS)
    transit_days: int = Field(ge=0, le=LONGEST_TRANSIT_DAYS)
    mailbox: Mailbox
    website: Website | None = None


class NewLibrary(BaseModel):
    """A library that joins; names and city stand in three languages."""

    code: str = Field(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name_zh: Line = Field(min_length=1, max_length=200)
    name_ru: Line = Field(min_length=1, max_length=200)
    name_en: Line = Field(min_length=1, max_length=200)
    city_zh: Line = Field(min_length=1, max_length=80)
    city_ru: Line = Field(min_length=1, max_length=80)
    city_en: Line = Field(min_length=1, max_length=80)
    country: Literal["CN", "RU"]
    kind: LibraryKind
    timezone: Annotated[str, AfterValidator(_known_timezone)]
    language: Literal["zh", "ru", "en"]
    mailbox: Mailbox
    website: Website | None = None
    isil: Line | None = Field(default=None, max_length=16)
    lends: bool = True
    loan_days: int = Field(default=30, ge=1, le=LONGEST_LOAN_DAYS)
    transit_days: int = Field(default=14, ge=0, le=LONGEST_TRANSIT_DAYS)
    is_demo: bool = False

    def values(self) -> dict[str, Any]:
        """Return the columns of the table."""
        return self.model_dump()
