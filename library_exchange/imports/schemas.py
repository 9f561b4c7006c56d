"""What a librarian says of a file."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from library_exchange.catalogue.models import DoubtKind
from library_exchange.imports.models import DoubtState
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile


class ImportChoice(BaseModel):
    """The format and encoding a librarian chose for a file; empty means: by each record's own evidence."""

    profile: Profile | None = None
    encoding: Encoding | None = None


class TableTold(BaseModel):
    """What a librarian tells of a table: its encoding, and the number of the row with the headings, if it has any."""

    encoding: Encoding | None = None
    headings: int | None = Field(default=None, ge=1, le=1000)


Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z]?$")]


class CopiesForm(BaseModel):
    """What a librarian says of a field with her copies: its number, and the codes of the subfields; none is empty.

    It is read `beside` the fields that she told of before, or instead of them.
    """

    tag: str = Field(pattern=r"^[0-9A-Za-z]{3}$")
    call_number: Code = ""
    call_number_after: Code = ""
    barcode: Code = ""
    place: Code = ""
    count: Code = ""
    state: Code = ""
    library: Code = ""
    own: str = Field(default="", max_length=300)
    is_beside: Annotated[bool, BeforeValidator(bool)] = False


class StartOfImport(BaseModel):
    """What a file is that is taken in: additions and corrections, or all that the library has."""

    covers: Literal["additions", "whole"] = "additions"


Decision = Literal[DoubtState.REPLACED, DoubtState.KEPT_APART, DoubtState.LEFT_OUT]


class DoubtAnswer(BaseModel):
    """What is decided about one record that was held."""

    answered: Decision | Literal[DoubtState.NUMBERLESS]


class AnswerToAll(BaseModel):
    """What is decided about all records that were held for the same reason."""

    answered: Decision
    kind: DoubtKind
