"""What may come in: whose books of which year are compared, and what a side says."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, ValidationInfo

from library_exchange.core.amounts import find_whole
from library_exchange.core.bounds import DEAREST, Id, Version, in_hundredths
from library_exchange.ledger.models import FEES
from library_exchange.reconciliation.models import LONGEST_REMARK
from library_exchange.reconciliation.rules import Phrase

COUNTED = {"pieces": "copies", "points": "points", "pages": "pages"}
"""What a line counts, by the unit in its name."""
Told = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=LONGEST_REMARK)]


class NewReconciliation(BaseModel):
    """With which library the books of which year are compared."""

    partner_id: Id
    year: Annotated[int, Field(ge=1990, le=2200)]


class StepInput(BaseModel):
    """Which version somebody saw, and with which figures (`seen`)."""

    version: Version | None = None
    seen: Annotated[str, Field(max_length=16)] = ""


def _in_its_unit(value: object, info: ValidationInfo) -> object:
    """Read a number in the unit of its line: sums of money in hundredths, all else whole, with its sign or without."""
    unit = str(info.data.get("line", "")).rpartition(".")[2]
    if unit in {str(each) for each in FEES}:
        return in_hundredths(value, unit)
    return (find_whole(value, COUNTED.get(unit, "")) or value) if isinstance(value, str) else value


Counted = Annotated[int, BeforeValidator(_in_its_unit), Field(ge=0, le=DEAREST)]


class Difference(BaseModel):
    """At which line a side differs: by its books, it gave `ours` and got `theirs`; what it says of that."""

    line: Annotated[str, Field(min_length=1, max_length=60)]
    ours: Counted | None = None
    theirs: Counted | None = None
    phrase: Phrase | None = None
    text: Told | None = None


class Answer(BaseModel):
    """What the other side answers."""

    phrase: Phrase | None = None
    text: Told | None = None
