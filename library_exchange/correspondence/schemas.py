"""What may be said: a numbered phrase with its slots, or free words."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from library_exchange.core.bounds import LARGEST, Day
from library_exchange.core.text import one_line
from library_exchange.correspondence.rules.slots import SLOTS

LONGEST_TEXT, LONGEST_SLOT = 2000, 300


def _line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_line), Field(max_length=LONGEST_SLOT)]


class NewMessage(BaseModel):
    """A message to be: `phrase` with what stands in its slots, or `text`; `confirmed` answers a warning."""

    phrase: Annotated[int, Field(ge=1, le=LARGEST)] | None = None
    text: str | None = Field(default=None, max_length=LONGEST_TEXT)
    confirmed: bool = False
    title: Words | None = None
    other: Words | None = None
    request: Words | None = None
    number: Words | None = None
    place: Words | None = None
    pages: Words | None = None
    year: Words | None = None
    date: Day | None = None
    until: Day | None = None
    count: Annotated[int, Field(ge=1, le=1_000_000)] | None = None

    def slots(self) -> dict[str, str | Day | int]:
        """Return what was given for slots."""
        return {name: value for name in SLOTS if (value := getattr(self, name)) is not None}
