"""What may come in: a standing exchange as one side proposes it, an issue that nobody expected."""

from typing import Annotated

from pydantic import BaseModel, Field

from library_exchange.citations.schemas import Issn
from library_exchange.core.amounts import Grams
from library_exchange.core.bounds import Code, Id
from library_exchange.offers.schemas import LONGEST_TITLE, Line
from library_exchange.standing_exchange.rules.agreeing import Counting, OnSilence
from library_exchange.standing_exchange.rules.issues import Channel, Frequency

SIDES = ("ours", "theirs")
"""Whose serial a field is about, by the first part of its name."""
_Title = Annotated[Line, Field(max_length=LONGEST_TITLE)] | None
_Volume = Annotated[int, Field(ge=1, le=10_000)] | None
_Number = Annotated[int, Field(ge=1, le=52)]
_Rate = Annotated[int, Field(ge=0, le=10_000)]


class SerialInput(BaseModel):
    """A serial that one side gives."""

    title: str
    translated_title: str | None
    issn: str | None
    frequency: Frequency
    channel: Channel
    first_volume: int | None
    first_number: int
    rate: int


class StandingInput(BaseModel):
    """A standing exchange as its form tells it: what each side gives; without a title it gives nothing."""

    partner_id: Id | None = None
    first_year: Annotated[int, Field(ge=1990, le=2200)] | None = None
    counting: Counting = Counting.NOTHING
    on_silence: OnSilence = OnSilence.CONTINUES
    ours_title: _Title = None
    ours_translated_title: _Title = None
    ours_issn: Issn | None = None
    ours_frequency: Frequency = Frequency.MONTHLY
    ours_channel: Channel = Channel.POST
    ours_first_volume: _Volume = None
    ours_first_number: _Number = 1
    ours_rate: _Rate = 0
    theirs_title: _Title = None
    theirs_translated_title: _Title = None
    theirs_issn: Issn | None = None
    theirs_frequency: Frequency = Frequency.MONTHLY
    theirs_channel: Channel = Channel.POST
    theirs_first_volume: _Volume = None
    theirs_first_number: _Number = 1
    theirs_rate: _Rate = 0

    def serial(self, side: str) -> SerialInput | None:
        """Return the serial that a side gives, if it gives one."""
        told = {name: getattr(self, f"{side}_{name}") for name in SerialInput.model_fields}
        return SerialInput(**told) if told["title"] else None


class Consigning(BaseModel):
    """Into which consignment issues go, by its id or a new one, and what each of them weighs."""

    way: Id | None = None
    weight_g: Grams | None = None


class IssueInput(BaseModel):
    """An issue that nobody expected: a special one, a double one, a volume of a series."""

    serial_id: Id
    year: Annotated[int, Field(ge=1990, le=2200)]
    number: Annotated[Code, Field(min_length=1, max_length=20)]
