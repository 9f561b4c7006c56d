"""What is told of a new request, and for whom it is."""

from pydantic import BaseModel, Field

from library_exchange.citations.cited import FIELDS
from library_exchange.citations.schemas import Described, Line
from library_exchange.core.bounds import Day, Id, Version
from library_exchange.loans.rules.codes import OwnCopy
from library_exchange.loans.rules.standard_codes import ServiceType

LONGEST_PAGES = 60


class NewRequest(Described):
    """What somebody asks for: a record of the catalogue, or a title that nobody has catalogued yet."""

    record_id: Id | None = None
    own_copy: OwnCopy | None = None
    needed_by: Day | None = None
    note: str | None = Field(default=None, max_length=500)
    service: ServiceType = ServiceType.LOAN
    pages: str | None = Field(default=None, max_length=LONGEST_PAGES)
    part_title: str | None = Field(default=None, max_length=300)
    part_author: str | None = Field(default=None, max_length=200)
    volume: str | None = Field(default=None, max_length=40)
    issue: str | None = Field(default=None, max_length=40)
    statement: str | None = Field(default=None, max_length=40)


class ForReader(BaseModel):
    """For whom a librarian types a request: a library card or a name, or who was chosen of several."""

    reader: str | None = Field(default=None, max_length=120)
    reader_id: Id | None = None


class Completion(BaseModel):
    """What staff write into a citation that lacks it; `version` is that of the request they were looking at."""

    author: Line = Field(default=None, max_length=FIELDS["author"])
    year: Line = Field(default=None, pattern=r"^\d{4}$")
    pages: Line = Field(default=None, max_length=LONGEST_PAGES)
    version: Version | None = None
