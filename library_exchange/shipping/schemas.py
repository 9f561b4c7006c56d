"""What may come in: a consignment and its titles, what staff type and scan, what an authority answered."""

from typing import Annotated, Literal, TypedDict, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError
from stdnum import isbn as isbn_numbers
from stdnum.exceptions import ValidationError

from library_exchange.citations.schemas import Isbn, IsbnAsPrinted
from library_exchange.core.amounts import Grams
from library_exchange.core.bounds import Code, Day, Id, Money, Version
from library_exchange.core.regions import currencies
from library_exchange.core.text import one_line
from library_exchange.core.tracking_numbers import TrackingNumber, compact
from library_exchange.record_matching.set_sizes import MOST_VOLUMES
from library_exchange.shipping.rules.claim_reasons import LONGEST_WORDS, Why
from library_exchange.shipping.rules.codes import LineState, Material, Mode, Purpose
from library_exchange.shipping.rules.pictures import PictureKind

OLDEST_YEAR, LATEST_YEAR = 1000, 2100
MOST_COPIES = 1000
LONGEST_TITLE, LONGEST_AUTHOR = 500, 300
Language = Literal["chi", "rus", "eng", "und"]
LANGUAGES = get_args(Language)


def compact_isbn(text: str) -> str | None:
    """Return the ISBN in thirteen digits; None if it is none."""
    try:
        return str(isbn_numbers.compact(text, convert=True)) if isbn_numbers.is_valid(text) else None
    except ValidationError:
        return None


def _line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


def _known_currency(code: str) -> str:
    if code not in currencies():
        raise PydanticCustomError("literal_error", "not a currency of the bridge")
    return code


Title = Annotated[str, BeforeValidator(_line), Field(min_length=1, max_length=LONGEST_TITLE)]
Year = Annotated[int, Field(ge=OLDEST_YEAR, le=LATEST_YEAR)]
Volumes = Annotated[int, Field(ge=1, le=MOST_VOLUMES)]
Currency = Annotated[str, AfterValidator(_known_currency)]


PermitNumber = Annotated[Code, Field(min_length=1, max_length=60)]


class NewLine(IsbnAsPrinted):
    """A title that is to travel; weight (grams) and value (hundredths) are those of one copy."""

    subject_kind: str | None = Field(default=None, max_length=30)
    subject_id: Id | None = None
    title: Title
    language: Language = "und"
    transliteration: Title | None = None
    title_zh: Title | None = None
    title_ru: Title | None = None
    author: Annotated[str, BeforeValidator(_line), Field(max_length=LONGEST_AUTHOR)] | None = None
    publisher: Annotated[str, BeforeValidator(_line), Field(max_length=200)] | None = None
    year: Year | None = None
    isbn: Isbn | None = None
    copies: int = Field(default=1, ge=1, le=MOST_COPIES)
    volumes: Volumes | None = None
    weight_g: Grams | None = None
    value_minor: Money | None = None
    material: Material = Material.BOOK
    annotation_zh: Title | None = None
    annotation_ru: Title | None = None
    purpose: Purpose | None = None
    goes_home: bool = False


class BookFacts(TypedDict, total=False):
    """What an upper room may know of a book that is to travel, beside its title; `language` is an ISO 639-2 code."""

    language: str | None
    author: str | None
    publisher: str | None
    year: int | None
    isbn: str | None
    printed_isbn: str | None
    extent: str | None
    copies: int
    weight_g: int | None
    value_minor: int | None
    material: Material
    annotation_zh: str | None
    annotation_ru: str | None


class NewConsignment(BaseModel):
    """A consignment to a library: how it travels, through which gateways, and what for."""

    consignee_id: Id
    mode: Mode = Mode.POST
    purpose: Purpose = Purpose.PERMANENT
    currency: Currency | None = None
    consignor_gateway_id: Id | None = None
    consignee_gateway_id: Id | None = None
    return_by: Day | None = None


class TitleInput(BaseModel):
    """What is completed of one title."""

    title_zh: Title | None = None
    title_ru: Title | None = None
    annotation_zh: Title | None = None
    annotation_ru: Title | None = None
    author: Annotated[str, BeforeValidator(_line), Field(max_length=LONGEST_AUTHOR)] | None = None
    publisher: Annotated[str, BeforeValidator(_line), Field(max_length=200)] | None = None
    year: Year | None = None
    volumes: Volumes | None = None
    weight_g: Grams | None = None
    value_minor: Money | None = None
    material: Material | None = None


class NewParcel(BaseModel):
    """A parcel to be packed."""

    service_id: Id


class Weighed(BaseModel):
    """What the scale and the carrier say of a parcel; `is_estimated` says that there is no scale at hand."""

    weight_g: Grams | None = None
    is_estimated: bool = False
    tracking_no: Annotated[TrackingNumber, AfterValidator(compact)] | None = None


class Scanned(BaseModel):
    """What was scanned, at most the address in a QR code, and the parcel that the title goes into."""

    code: str = Field(min_length=1, max_length=300)
    parcel_id: Id


class PictureShown(BaseModel):
    """What a picture on a claim shows."""

    kind: PictureKind


class Agreed(BaseModel):
    """Which book the consignee would like instead, by the upper room's id of it."""

    chosen: Id | None = None


class Reasoned(BaseModel):
    """Why a step of a claim is taken: a reason that stands in every language, own words.

    `confirmed` answers the warning that they seem to hold personal data.
    """

    why: Why | None = None
    words: Annotated[str, BeforeValidator(str.strip), Field(max_length=LONGEST_WORDS)] | None = None
    confirmed: bool = False

    @property
    def says_something(self) -> bool:
        """Whether there is a reason or a word."""
        return bool(self.why or self.words)


class Corrected(BaseModel):
    """With which fault a book came that was claimed for another one."""

    fault: LineState | None = None


class Complained(BaseModel):
    """Of how many copies of a title a claim tells; of all if nothing is said."""

    copies: int | None = Field(default=None, ge=1, le=MOST_COPIES)


class StepInput(BaseModel):
    """What comes with a step: the version of the consignment that was looked at, and the day it happened."""

    version: Version | None = None
    handed_on: Day | None = None


class ExportPermit(BaseModel):
    """The document by which an old book may leave its country, as far as there is one."""

    export_permit_no: PermitNumber | None = None
    export_permit_on: Day | None = None


class Permit(BaseModel):
    """What an authority answered, beside which titles it granted."""

    permit_no: PermitNumber | None = None
    valid_until: Day | None = None
