"""What comes in: as on the pages, and for many copies at once."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from library_exchange.catalogue.models import LocalState
from library_exchange.core.bounds import Id
from library_exchange.holdings.schemas import Book, Code, CopyGiven, Leaving, NewCopies
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.schemas import StepInput

MOST_LINES = 1000


class RecordChange(Book):
    """What one of the library's records is to say; what is not named stays."""

    title: Annotated[str, Field(max_length=500)] = ""


class NewRecord(RecordChange, NewCopies):
    """A book with its copies; with `record_id` it says what that title of the union catalogue says, where it is silent.

    It is refused if the library seems to have the book, unless it `is_another`.
    """

    record_id: Id | None = None
    is_another: bool = False


class NewItems(NewCopies):
    """New copies of one of the library's records, or of its record of a title of the union catalogue."""

    holding_id: Id | None = None
    record_id: Id | None = None


class ItemChange(CopyGiven):
    """What is to be another; what is not named stays."""


class ItemWithdrawal(Leaving):
    """Why a copy leaves."""


class StepAsked(StepInput):
    """A step of a loan, and what is told with it."""

    action: Action


class StateLine(BaseModel):
    """Where a copy is, by its id or its barcode."""

    id: Id | None = None
    barcode: Annotated[Code, Field(max_length=60)] | None = None
    state: Literal[LocalState.ON_SHELF, LocalState.OUT_LOCALLY, LocalState.NOT_LENT, LocalState.MISSING]

    @model_validator(mode="after")
    def _names_one(self) -> "StateLine":
        if (self.id is None) == (not self.barcode):
            raise ValueError("a copy is named by its id or by its barcode")
        return self


class StateLines(BaseModel):
    """Where many copies are."""

    items: list[StateLine] = Field(min_length=1, max_length=MOST_LINES)
