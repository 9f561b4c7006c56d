"""What may come in: a decision about two titles."""

from typing import Literal

from pydantic import BaseModel, Field

from library_exchange.core.bounds import LARGEST


class Decision(BaseModel):
    """One title or two; the versions are those of the records that were shown."""

    decision: Literal["join", "apart"]
    one_version: int = Field(ge=0, le=LARGEST)
    other_version: int = Field(ge=0, le=LARGEST)
    is_sure: bool = False


class Split(BaseModel):
    """Of what version of a record some sources are chosen."""

    version: int = Field(ge=0, le=LARGEST)
