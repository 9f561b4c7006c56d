"""What a librarian fills in at a step of a practice exchange."""

from typing import Annotated

from pydantic import BaseModel, Field

from library_exchange.core.amounts import Grams
from library_exchange.core.bounds import Version


class ActGiven(BaseModel):
    """The version that was looked at, the weight of the book in grams, the number of its parcel."""

    version: Version | None = None
    weight_g: Annotated[Grams, Field(le=20_000)] | None = None
    tracking: Annotated[str, Field(max_length=40, pattern=r"^[0-9A-Za-z]*$")] = ""
