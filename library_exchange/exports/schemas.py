"""What may come in: an order of a file."""

import re
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints

from library_exchange.exports.models import Covers
from library_exchange.exports.rules.forms import Form

MOST_TICKED = 100
_NUMBER = re.compile(r"[0-9]{1,9}")


class Order(BaseModel):
    """Which own records shall go out, and in which form: all, those that a search finds, or those that are ticked."""

    form: Form
    which: Literal["all", "search", "ticked"] = "all"
    asked: Annotated[str, StringConstraints(strip_whitespace=True, max_length=256)] = ""


class OrderFound(BaseModel):
    """What of the books that a search found shall go out, and in which form."""

    form: Form
    which: Literal[Covers.UNION, Covers.OWN] = Covers.UNION


class OrderListed(BaseModel):
    """In which form the records of a list shall go out."""

    form: Form


def ticked(given: Sequence[str]) -> list[int]:
    """Return the numbers of the books that are ticked; what is no number was not written by our form."""
    return [int(each) for each in given if _NUMBER.fullmatch(each)][:MOST_TICKED]
