"""What may come in: the terms of an agreement, a settlement, a box."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from library_exchange.core.bounds import Day, Id, Version, in_hundredths
from library_exchange.deals.rules.agreements import Mode, Payer
from library_exchange.deals.rules.settling import Remedy
from library_exchange.ledger.models import FEES
from library_exchange.offers.schemas import Line


class AgreementInput(BaseModel):
    """The terms of an agreement as one side writes them; `credit` is in the unit of the mode."""

    version: Version | None = None
    partner_id: Id | None = None
    mode: Mode = Mode.PIECE
    credit: Annotated[int, Field(ge=0, le=100_000)] = 10
    term_months: Annotated[int, Field(ge=1, le=60)] = 12
    payer: Payer = Payer.SENDER
    languages: Literal["chi rus", "chi", "rus", "chi eng rus"] = "chi rus"
    review_on: Day | None = None
    paper_reference: Annotated[Line, Field(max_length=120)] | None = None
    note_zh: Annotated[str, Field(max_length=1000)] | None = None
    note_ru: Annotated[str, Field(max_length=1000)] | None = None


class SettlementInput(BaseModel):
    """What a librarian proposes to become of a balance."""

    remedy: Remedy
    unit: Annotated[str, Field(max_length=12)]
    amount: Annotated[int, Field(ge=1, le=10**9)]

    @field_validator("amount", mode="before")
    @classmethod
    def _in_smallest_unit(cls, told: object, info: ValidationInfo) -> object:
        """Read money as people write it, in whole units with a point or a comma."""
        return in_hundredths(told, str(info.data["unit"])) if info.data.get("unit") in FEES else told


class Period(BaseModel):
    """The days, both counted, for which an act is made."""

    first_day: Day
    last_day: Day


class NewBox(BaseModel):
    """With which library a box is begun."""

    partner_id: Id
