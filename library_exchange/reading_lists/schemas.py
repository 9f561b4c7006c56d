"""What a person may send to this room."""

from pydantic import BaseModel, Field

from library_exchange.core.bounds import Id
from library_exchange.directory.schemas import Line

LONGEST_NAME = 80


class ListName(BaseModel):
    """What a list is called."""

    name: Line = Field(min_length=1, max_length=LONGEST_NAME)


class KeptBook(BaseModel):
    """To which list a book is kept: one she has, or a new one by its name."""

    record_id: Id
    list_id: Id | None = None
    name: Line | None = Field(default=None, max_length=LONGEST_NAME)
