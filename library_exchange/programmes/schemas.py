"""What may come in: a programme, a curated list, a title on it, a pledge."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from library_exchange.citations.schemas import Isbn, IsbnAsPrinted
from library_exchange.core.bounds import Day, Id, Version
from library_exchange.core.latin import InLatin
from library_exchange.core.text import one_line
from library_exchange.shipping.schemas import Title, Year


def _line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


Name = Annotated[str, BeforeValidator(_line), Field(max_length=200)]
Note = Annotated[str, Field(max_length=2000)]
Copies = Annotated[int, Field(ge=1, le=500)]


class ProgrammeInput(BaseModel):
    """A programme as an organiser writes it; what is not said in both languages yet waits as a draft."""

    version: Version | None = None
    partner_id: Id
    name_zh: Name | None = None
    name_ru: Name | None = None
    name_en: Name | None = None
    note_zh: Note | None = None
    note_ru: Note | None = None
    starts_on: Day
    ends_on: Day


class ListInput(BaseModel):
    """A curated list as its editor writes it."""

    version: Version | None = None
    receiver_id: Id
    name_zh: Name | None = None
    name_ru: Name | None = None
    note_zh: Note | None = None
    note_ru: Note | None = None
    closes_on: Day


class TitleInput(IsbnAsPrinted):
    """A title of a list; the book's own title is that of its language, so only the other one need be given."""

    record_id: Id | None = None
    title: Title
    language: Literal["chi", "rus", "eng"]
    title_zh: Title | None = None
    title_ru: Title | None = None
    transliteration: Annotated[Title, InLatin] | None = None
    author: Annotated[str, BeforeValidator(_line), Field(max_length=300)] | None = None
    publisher: Annotated[str, BeforeValidator(_line), Field(max_length=200)] | None = None
    year: Year | None = None
    isbn: Isbn | None = None
    why_zh: Title | None = None
    why_ru: Title | None = None
    wanted: Copies = 1


class PledgeInput(BaseModel):
    """How many copies a library can give."""

    copies: Copies = 1


class StepInput(BaseModel):
    """What comes with a step: the version that the page showed."""

    version: Version | None = None
