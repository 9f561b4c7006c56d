"""What an operator tells of a limit."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from library_exchange.core.bounds import LARGEST

PerMinute = Annotated[int, Field(ge=1, le=LARGEST)]


class LimitTold(BaseModel):
    """How many requests a minute; nothing: as many as is usual."""

    per_minute: PerMinute | None = None


class KeyLimitTold(LimitTold):
    """How many requests of a class a minute one key is allowed; nothing: as many as all others."""

    prefix: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    name: Annotated[str, StringConstraints(max_length=20)]
