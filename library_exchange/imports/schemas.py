"""What a librarian says of a file."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from library_exchange.catalogue.models import DoubtKind
from library_exchange.imports.models import DoubtState
from library_exchange.imports.rules.parts import size_told
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile

BIGGEST = 2_147_483_647
"""What a column of numbers holds."""


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


def _bytes_told(value: object) -> object:
    return value if not isinstance(value, str) or (size := size_told(value)) is None else size


class PartedFileTold(BaseModel):
    """What is told of a file that will come in parts: its name, its bytes, and its SHA-256 sum if that is known."""

    filename: str = Field(min_length=1, max_length=300)
    size_bytes: Annotated[int, BeforeValidator(_bytes_told), Field(ge=1, le=BIGGEST)]
    digest: Annotated[str, BeforeValidator(lambda value: str(value).lower()), Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class PartSent(BaseModel):
    """At which byte of its file a part begins."""

    begins_at: int = Field(ge=0, le=BIGGEST)


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
