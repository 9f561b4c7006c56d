"""What the door tells: codes for programs, texts in the scripts that a record has; nothing of readers."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel


class Text(BaseModel):
    """One form of a title or name; `lang` is a tag of BCP 47, `machine` says that no person has written it."""

    value: str
    lang: str
    kind: str = "original"
    machine: bool = False


class Problem(BaseModel):
    """Why something was refused (RFC 9457): `code` and `reason` are stable, `detail` is for people."""

    type: str
    title: str
    status: int
    code: str
    reason: str
    detail: str
    request: str
    errors: list[dict[str, str]] = []


class Library(BaseModel):
    """A member library; `code` is permanent, and `id` names it in a step of a loan."""

    id: int
    code: str
    isil: str | None
    names: dict[str, str]
    cities: dict[str, str]
    country: str
    kind: str
    timezone: str
    lends: bool
    loan_days: int | None
    website: str | None
    leaves_on: date | None


class Held(BaseModel):
    """In how many libraries of a country there are copies, and how many of these are free."""

    country: str
    libraries: int
    available: int


class BriefRecord(BaseModel):
    """A record in a list."""

    id: int
    titles: list[Text]
    authors: list[list[Text]]
    imprint: list[str]
    languages: list[str]
    held: list[Held]
    is_own: bool
    href: str


class Value(BaseModel):
    """A value of a facet, and how many records have it."""

    value: str
    count: int


class Records(BaseModel):
    """What a search found."""

    total: int
    corrected: str | None
    is_loosened: bool
    facets: dict[str, list[Value]]
    items: list[BriefRecord]


class RecordHolding(BaseModel):
    """What a library holds of a record."""

    library: str
    country: str
    call_number: str | None
    available: int
    total: int


class Identifier(BaseModel):
    """A number of a record."""

    kind: str
    value: str
    as_given: str
    is_valid: bool


class Contributor(BaseModel):
    """Who has a part in a record; `role` is a relator code of MARC."""

    role: str
    kind: str
    is_main: bool
    forms: list[Text]


class Field(BaseModel):
    """A text of a record, in all its forms."""

    field: str
    forms: list[Text]


class ClassNumber(BaseModel):
    """A class number in CLC, BBK, UDC, DDC or LCC."""

    scheme: str
    number: str


class Record(BaseModel):
    """A record of the union catalogue, with what libraries hold of it."""

    id: int
    version: int
    type: str
    level: str
    languages: list[str]
    country: str | None
    year: int | None
    texts: list[Field]
    contributors: list[Contributor]
    identifiers: list[Identifier]
    classes: list[ClassNumber]
    holdings: list[RecordHolding]
    href: str
    page: str


class Item(BaseModel):
    """A copy of the key's library; `is_promised` says that an interlibrary loan or an exchange holds it."""

    id: int
    holding_id: int
    record_id: int
    barcode: str | None
    call_number: str | None
    copy_place: str | None
    state: str
    is_promised: bool
    etag: str
    href: str


class Holding(BaseModel):
    """A record of the key's library, with its copies; `source_id` is the library's own number of it."""

    id: int
    record_id: int
    source_id: str
    is_withdrawn: bool
    titles: list[Text]
    items: list[Item]
    etag: str
    href: str


class ImportTold(BaseModel):
    """A file of records: how far it is taken in, what became of its records, and where those are that it changed."""

    id: int
    filename: str
    state: str
    read: int
    accepted: int
    rejected: int
    created: int
    updated: int
    joined: int
    unchanged: int
    held: int
    withdrawn: int
    withdrawn_missing: int
    created_at: datetime
    finished_at: datetime | None
    changed: str
    href: str


class ItemResult(BaseModel):
    """What became of one line of many: `changed`, `unchanged`, or a code of why it was refused."""

    id: int | None
    barcode: str | None
    result: str
    detail: str = ""


class ItemResults(BaseModel):
    """What became of many lines, in their order."""

    changed: int
    offers_withdrawn: int
    items: list[ItemResult]


class StepLink(BaseModel):
    """A step that the state allows now: what is told with it, and whether a page would ask before it is taken."""

    action: str
    asks: list[str]
    is_grave: bool
    href: str


class Loan(BaseModel):
    """One library's side of an interlibrary request; nothing in it is of a reader."""

    id: int
    version: int
    side: str
    service: str
    number: str
    state: str
    due: str
    due_on: date | None
    partner: str | None
    book: dict[str, Any]
    record_id: int | None
    item_id: int | None
    call_number: str | None
    needed_by: date | None
    reason: str | None
    loan_condition: str | None
    reason_retry: str | None
    retry_after: date | None
    ship_method: str | None
    tracking_no: str | None
    return_method: str | None
    return_tracking_no: str | None
    renewals: int
    damage: str | None
    created_at: datetime
    touched_at: datetime
    sent_at: datetime | None
    shipped_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None
    steps: list[StepLink]
    href: str


class Event(BaseModel):
    """Something happened to a thing of the key's library; what it is now is told at its address."""

    id: int
    type: str
    at: datetime
    thing: str
    thing_id: int
    href: str | None


class Libraries(BaseModel):
    """A piece of the list."""

    items: list[Library]
    next: str | None = None


class Holdings(BaseModel):
    """A piece of the list."""

    items: list[Holding]
    next: str | None = None


class Imports(BaseModel):
    """A piece of the list."""

    items: list[ImportTold]
    next: str | None = None


class Items(BaseModel):
    """A piece of the list."""

    items: list[Item]
    next: str | None = None


class Loans(BaseModel):
    """A piece of the list."""

    items: list[Loan]
    next: str | None = None


class Events(BaseModel):
    """A piece of what happened, in order; `cursor` is where to go on, also when there was nothing."""

    items: list[Event]
    cursor: str
    next: str | None = None
