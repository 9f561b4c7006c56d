"""What people may send to this room."""

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from library_exchange.accounts.schemas import Address
from library_exchange.core.bounds import Code
from library_exchange.directory.models import LibraryKind
from library_exchange.directory.schemas import CountryCode, Line, Mailbox, in_its_script
from library_exchange.joining.rules import ForeignStock, Reason, Stock, Wish

NEEDS_SPONSOR = frozenset({LibraryKind.SCHOOL, LibraryKind.NGO})
"""Kinds of libraries for which a member has to vouch."""
LONGEST_WORDS, LONGEST_REASON, LONGEST_MEANING = 1000, 500, 2000
ADMISSION = (
    *("code", "name_zh", "name_ru", "name_en", "city_zh", "city_ru", "city_en"),
    *("timezone", "language", "mailbox", "website", "isil"),
)
"""What the platform enters of a library; country and kind stand in the application."""


class NewApplication(BaseModel):
    """What a library that asks to join tells of itself; of the three names one is enough."""

    name_zh: Line | None = Field(default=None, max_length=200)
    name_ru: Line | None = Field(default=None, max_length=200)
    name_en: Line | None = Field(default=None, max_length=200)
    country: CountryCode
    city: Line = Field(min_length=1, max_length=80)
    kind: LibraryKind
    sponsor: Code | None = Field(default=None, max_length=40)
    person_name: Line = Field(min_length=1, max_length=120)
    person_function: Line = Field(min_length=1, max_length=120)
    email: Address
    mailbox: Mailbox
    words: str | None = Field(default=None, max_length=LONGEST_WORDS)
    stock: Stock | None = None
    foreign_stock: ForeignStock | None = None
    borrow: bool = False
    lend: bool = False
    exchange: bool = False
    programmes: bool = False

    @property
    def wishes(self) -> list[str]:
        """What the library wants, by the names of the fields that are ticked."""
        return [wish.value for wish in Wish if getattr(self, wish.value)]

    @field_validator("name_zh", "name_ru", "name_en")
    @classmethod
    def _is_in_its_script(cls, name: str | None, info: ValidationInfo) -> str | None:
        return in_its_script(name, info.field_name) if name else name


class Refusal(BaseModel):
    """Why a library is not admitted or not vouched for; what no reason says is said in words."""

    reason: Reason
    words: str | None = Field(default=None, max_length=LONGEST_REASON)


class Meaning(BaseModel):
    """What an application says, told by a library that reads it."""

    text: str | None = Field(default=None, max_length=LONGEST_MEANING)
