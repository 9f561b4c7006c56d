"""What is told of a new key."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints

from library_exchange.api_keys.rules import Lasts


class NewApiKey(BaseModel):
    """For what a key is made, and for how long; what it opens is ticked beside."""

    purpose: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    lasts: Lasts = Lasts.YEAR
