"""What may be posted, and what is read back."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from library_exchange.core.amounts import without_sign
from library_exchange.core.bounds import Day, as_decimal
from library_exchange.core.i18n import _l
from library_exchange.core.money import signs_of
from library_exchange.directory.schemas import Line
from library_exchange.ledger.models import LARGEST_RATE, MILLION, BookKind, Reason, Unit
from library_exchange.ledger.rules import NETWORK, Movement

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


class Borne(BaseModel):
    """A book that did not come well, for which the network answers: about what, on which day, what it counted for.

    `given` stands in `book` as if it had come; its receiver gets `copies` from the network for it.
    """

    model_config = ConfigDict(frozen=True)

    reference: Reference
    happened_on: date
    given: Given
    copies: Amount
    book: BookKind = BookKind.PAIR

    @property
    def moved(self) -> tuple[tuple[BookKind, Movement], ...]:
        """What is entered, each with its book: the giver gave, and the network owes the receiver as much."""
        giver, receiver = self.given.giver_id, self.given.receiver_id
        return (
            (self.book, Movement(giver, receiver, self.given.unit, self.given.amount)),
            (BookKind.NETWORK, Movement(receiver, NETWORK, Unit.PIECES, self.copies)),
        )


NO_RATE = _l("Enter a rate in digits, like 12.5, above zero and at most 10 000, with six decimals at most.")


def _in_millionths(told: object, info: ValidationInfo) -> int:
    """Read a rate as people write it, with a point or a comma, with the sign of the currency it is told in or not."""
    quote = str(info.data.get("pair", "")).rpartition(" ")[2]
    rate = as_decimal(without_sign(str(told), signs_of(quote)))
    if not rate.is_finite() or not 0 < rate <= LARGEST_RATE or rate * MILLION != int(rate * MILLION):
        raise PydanticCustomError("rate", "not a rate", {"sentence": NO_RATE})
    return int(rate * MILLION)


class RateInput(BaseModel):
    """A rate as its page tells it: one unit of the first of `pair` in units of the second; for all or for one's own."""

    pair: Literal["CNY RUB", "RUB CNY"]
    millionths: Annotated[int, BeforeValidator(_in_millionths)]
    rated_on: Day
    source: Annotated[Line, Field(min_length=2, max_length=120)]
    is_for_all: bool = False

    @property
    def units(self) -> tuple[Unit, Unit]:
        """The currency of which one unit is told, and that in which it is told."""
        base, quote = self.pair.split()
        return Unit(base), Unit(quote)
