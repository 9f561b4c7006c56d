"""What people may send to this room."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, EmailStr, Field, StringConstraints

from library_exchange.accounts.rules import BlockReason
from library_exchange.core.actor import Role
from library_exchange.core.bounds import Code, Day, LanguageCode
from library_exchange.core.no_number import told
from library_exchange.directory.schemas import Line, typed_address

Address = Annotated[EmailStr, StringConstraints(max_length=254), BeforeValidator(typed_address)]
LONGEST_FILTER_NAME, LONGEST_QUERY, LONGEST_PHONE, LONGEST_CARD = 60, 300, 40, 60
LONGEST_BLOCK_WORDS = 300

CardNo = Annotated[Annotated[Code, StringConstraints(max_length=LONGEST_CARD)] | None, BeforeValidator(told)]
ReadersPhone = Annotated[Annotated[Code, StringConstraints(max_length=LONGEST_PHONE)] | None, BeforeValidator(told)]
ReadersAddress = Annotated[Address | None, BeforeValidator(told)]


class Profile(BaseModel):
    """What a person may change about herself; an absent name stays as it is."""

    name: Line | None = Field(default=None, max_length=120)
    language: LanguageCode


class Invitation(BaseModel):
    """Whom a library invites, and as what; a reader who is served at the desk may have no e-mail."""

    email: ReadersAddress = None
    name: Line = Field(min_length=1, max_length=120)
    language: LanguageCode
    role: Role
    card_no: CardNo = None
    phone: ReadersPhone = None


class Correction(BaseModel):
    """How a library writes a person: name and e-mail where it may write them, a reader's card and telephone."""

    name: Line | None = Field(default=None, max_length=120)
    card_no: CardNo = None
    phone: ReadersPhone = None
    email: ReadersAddress = None


class NewRole(BaseModel):
    """What a member is to be in the library from now on."""

    role: Role


class Absence(BaseModel):
    """Until the end of which day a colleague is away; without one, until she is called back."""

    until: Annotated[Day | None, BeforeValidator(told)] = None


class FilterName(BaseModel):
    """What a filter is called, and whether all staff of the library see it."""

    name: Line = Field(min_length=1, max_length=LONGEST_FILTER_NAME)
    is_shared: bool = False


class NewFilter(FilterName):
    """A filter of a list, as it stands in the address of that list."""

    page: Literal["queue"]
    query: str = Field(min_length=1, max_length=LONGEST_QUERY)


class NewBlock(BaseModel):
    """Until the end of which day a reader is blocked, and why; what no reason says is said in words."""

    until: Day
    reason: BlockReason
    words: Line | None = Field(default=None, max_length=LONGEST_BLOCK_WORDS)
