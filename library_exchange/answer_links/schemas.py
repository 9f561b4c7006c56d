"""What letters are told: how long a link lasts, and which library is reached by letter."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel, Field

ASK = "answer_links.ask"
REMIND = "answer_links.remind"
"""What letters are called in the outbox."""


@dataclass(frozen=True)
class Terms:
    """How many days a link can be answered, and after how many working days the library is reminded."""

    days: int
    wait_days: int


Sign = Callable[[int, int, int, str], str]
"""Makes the token of a link from its number, library, request row and state."""


class NewPartner(BaseModel):
    """A library that is to be reached by letter, and its sponsor, by their codes."""

    library: str = Field(min_length=1, max_length=40)
    sponsor: str | None = Field(default=None, max_length=40)
