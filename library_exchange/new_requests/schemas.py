"""What is told of a new request, and for whom it is."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from library_exchange.accounts.schemas import CardNo, ReadersAddress, ReadersPhone
from library_exchange.citations.cited import FIELDS
from library_exchange.citations.schemas import Described, Line
from library_exchange.core.bounds import Day, Id, Version
from library_exchange.core.i18n import _l
from library_exchange.core.text import han_years
from library_exchange.loans.rules.codes import OwnCopy
from library_exchange.loans.rules.lacks import YEAR as FOUR_DIGITS
from library_exchange.loans.rules.standard_codes import ServiceType

LONGEST_PAGES = 60
NOT_A_YEAR = _l("The year has four digits, such as 1989.")


class Wanted(Described):
    """A publication as somebody describes it, and the part of it that is to be copied."""

    pages: str | None = Field(default=None, max_length=LONGEST_PAGES)
    part_title: str | None = Field(default=None, max_length=300)
    part_author: str | None = Field(default=None, max_length=200)
    volume: str | None = Field(default=None, max_length=40)
    issue: str | None = Field(default=None, max_length=40)


class NewRequest(Wanted):
    """What somebody asks for: a record of the catalogue, or a title that nobody has catalogued yet."""

    record_id: Id | None = None
    own_copy: OwnCopy | None = None
    needed_by: Day | None = None
    note: str | None = Field(default=None, max_length=500)
    service: ServiceType = ServiceType.LOAN
    statement: str | None = Field(default=None, max_length=40)


class ForReader(BaseModel):
    """For whom a librarian types a request: a library card or a name, who was chosen of several, or a new reader."""

    reader: str | None = Field(default=None, max_length=120)
    reader_id: Id | None = None
    new_name: Line = Field(default=None, max_length=120)
    new_card_no: CardNo = None
    new_phone: ReadersPhone = None
    new_email: ReadersAddress = None

    @property
    def is_new(self) -> bool:
        """Whether anything is told of a reader whom the library does not know yet."""
        return any((self.new_name, self.new_card_no, self.new_phone, self.new_email))


def _four_digits(year: str | None) -> str | None:
    year = re.sub(r"\s*(?:年版?|г\.?|год)$", "", han_years(unicodedata.normalize("NFKC", year))) if year else year
    if year and not FOUR_DIGITS.fullmatch(year):
        raise PydanticCustomError("no_year", "not such a year", {"sentence": NOT_A_YEAR})
    return year


class Correction(Wanted):
    """What a request says of a book of no record once staff have corrected it; `version` as of a `Completion`."""

    version: Version | None = None


class Completion(BaseModel):
    """What staff write into a citation that lacks it; `version` is that of the request they were looking at."""

    author: Line = Field(default=None, max_length=FIELDS["author"])
    year: Annotated[Line, AfterValidator(_four_digits)] = None
    pages: Line = Field(default=None, max_length=LONGEST_PAGES)
    title_there: Line = Field(default=None, max_length=FIELDS["title"])
    author_there: Line = Field(default=None, max_length=FIELDS["author"])
    version: Version | None = None
