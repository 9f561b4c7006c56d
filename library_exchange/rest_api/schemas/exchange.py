"""What this door answers of the exchange: offers, wants, consignments, accounts."""

from datetime import date, datetime

from pydantic import BaseModel

from library_exchange.rest_api.schemas.answers import Text


class Offer(BaseModel):
    """A copy or lot that a library offers."""

    id: int
    library: str
    state: str
    record_id: int | None
    titles: list[Text]
    author: str | None
    publisher: str | None
    year: int | None
    language: str | None
    isbn: str | None
    issn: str | None
    series: str | None
    volume: str | None
    subject: str | None
    material: str
    condition: str
    marks: list[str]
    missing: str | None
    remark: str | None
    quantity: int
    is_gift: bool
    expires_on: date | None
    published_at: datetime | None


class Want(BaseModel):
    """What a library looks for; a profile has no title."""

    id: int
    library: str
    state: str
    kind: str
    record_id: int | None
    titles: list[Text]
    author: str | None
    series: str | None
    volume: str | None
    language: str | None
    isbn: str | None
    issn: str | None
    subject: str | None
    year_from: int | None
    year_to: int | None
    cap: int
    received: int
    latest_on: date | None
    created_at: datetime


class ParcelTold(BaseModel):
    """A parcel of a consignment."""

    number: int
    state: str
    weight_g: int | None
    tracking_no: str | None


class LineTold(BaseModel):
    """A title of a consignment."""

    number: int
    state: str
    title: str
    language: str
    author: str | None
    year: int | None
    isbn: str | None
    copies: int
    parcel: int | None


class Consignment(BaseModel):
    """Books on their way from one library to another; a list leaves out what lies in it."""

    id: int
    version: int
    number: str
    state: str
    mode: str
    purpose: str
    consignor: str
    consignee: str
    eta_on: date | None
    handed_on: date | None
    created_at: datetime
    touched_at: datetime
    received_at: datetime | None
    closed_at: datetime | None
    parcels: list[ParcelTold] = []
    lines: list[LineTold] = []
    href: str


class Balance(BaseModel):
    """How the key's library stands with a partner in one unit; above zero it is owed. Money is in hundredths."""

    partner: str
    book: str
    unit: str
    given: int
    received: int
    balance: int


class Account(BaseModel):
    """All accounts of the key's library."""

    library: str
    balances: list[Balance]


class Offers(BaseModel):
    """A piece of the list."""

    items: list[Offer]
    next: str | None = None


class Wants(BaseModel):
    """A piece of the list."""

    items: list[Want]
    next: str | None = None


class Consignments(BaseModel):
    """A piece of the list."""

    items: list[Consignment]
    next: str | None = None
