"""What may come in: whose books of which year are compared, and what a side says."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from library_exchange.core.bounds import Id, Version
from library_exchange.reconciliation.models import LONGEST_REMARK

Told = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=LONGEST_REMARK)]


class NewReconciliation(BaseModel):
    """With which library the books of which year are compared."""

    partner_id: Id
    year: Annotated[int, Field(ge=1990, le=2200)]


class StepInput(BaseModel):
    """Which version somebody saw, and with which figures (`seen`)."""

    version: Version | None = None
    seen: Annotated[str, Field(max_length=16)] = ""


class Difference(BaseModel):
    """At which line a side differs, and what it says of it."""

    line: Annotated[str, Field(min_length=1, max_length=60)]
    text: Told


class Answer(BaseModel):
    """What the other side answers."""

    text: Told
