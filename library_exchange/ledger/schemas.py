"""What may be posted, and what is read back."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from library_exchange.ledger.models import BookKind, Reason, Unit

LARGEST_AMOUNT = 10**12
Amount = Annotated[int, Field(gt=0, le=LARGEST_AMOUNT, strict=True)]


class Reference(BaseModel):
    """What an entry is about, in words of whoever posts it: opaque to the ledger, and standing for one entry only."""

    model_config = ConfigDict(frozen=True)

    kind: str = Field(min_length=1, max_length=40)
    id: str = Field(min_length=1, max_length=80)


class Given(BaseModel):
    """`amount` of `unit` that went from a giving to a receiving library."""

    model_config = ConfigDict(frozen=True)

    giver_id: int
    receiver_id: int
    unit: Unit
    amount: Amount

    @model_validator(mode="after")
    def _between_two(self) -> "Given":
        if self.giver_id == self.receiver_id:
            raise ValueError("a library cannot owe itself")
        return self


class Posting(BaseModel):
    """One entry to be: in which book, why, about what, on which day, and what was given."""

    model_config = ConfigDict(frozen=True)

    reason: Reason
    reference: Reference
    happened_on: date
    given: tuple[Given, ...] = Field(min_length=1)
    book: BookKind = BookKind.PAIR
