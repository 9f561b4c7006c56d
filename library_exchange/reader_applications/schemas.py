"""What people may send to this room."""

from pydantic import BaseModel, Field

from library_exchange.accounts.schemas import Address, CardNo, ReadersPhone
from library_exchange.core.bounds import Code
from library_exchange.directory.schemas import Line
from library_exchange.reader_applications.rules import Reason

LONGEST_WORDS = 500


class NewReader(BaseModel):
    """What somebody tells of herself who asks a library to make her its reader."""

    library: Code = Field(min_length=1, max_length=40)
    name: Line = Field(min_length=1, max_length=120)
    email: Address
    card_no: CardNo = None
    phone: ReadersPhone = None
    words: str | None = Field(default=None, max_length=LONGEST_WORDS)


class Admission(BaseModel):
    """Under which card and telephone the library takes her in."""

    card_no: CardNo = None
    phone: ReadersPhone = None


class Refusal(BaseModel):
    """Why she is not taken in; what no reason says is said in words."""

    reason: Reason
    words: str | None = Field(default=None, max_length=LONGEST_WORDS)
