"""What may come in and go out: a reader's request, what a librarian tells at a step, and messages between libraries."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from library_exchange.core.bounds import Day, Id, Version
from library_exchange.loans.rules.codes import (
    AgencyAction,
    DeclineReason,
    MessageType,
    ReasonForMessage,
    ReasonUnfilled,
    ShipMethod,
    Status,
)
from library_exchange.loans.rules.messages import Form
from library_exchange.shipping.rules.codes import Mode

TrackingNumber = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9 -]{3,39}$")
]
OUTBOX_KIND = "loans.message"
"""What the outbox calls a message from one library to another."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Run(_Frozen):
    """A text as a page shows it: `lang` is its HTML language tag."""

    value: str
    lang: str
    machine: bool = False


class Block(_Frozen):
    """A title or name: in its own script, translated for the page's language, romanised."""

    original: Run
    translation: Run | None = None
    romanised: Run | None = None


class TextForm(_Frozen):
    """One form of a title or name; `lang` is its HTML language tag, which names the script too."""

    value: str = Field(min_length=1, max_length=1000)
    lang: str = Field(default="", max_length=20)
    kind: Literal["original", "transliteration", "translation"] = "original"
    machine: bool = False

    def run(self) -> Run:
        """Return the form as a page shows it."""
        return Run(value=self.value, lang=self.lang, machine=self.machine)


class BibliographicInfo(_Frozen):
    """What a request says of the book (`bibliographicInfo`), kept as it was when the request was made."""

    title: tuple[TextForm, ...] = Field(min_length=1)
    authors: tuple[tuple[TextForm, ...], ...] = ()
    imprint: tuple[Run, ...] = ()
    isbn: str | None = Field(default=None, max_length=40)
    record_id: int | None = None

    def title_in(self, language: str) -> Block:
        """Return the title for a page in the interface language `language`."""
        return block(self.title, language)

    def authors_in(self, language: str) -> list[Block]:
        """Return the authors' names for a page in the interface language `language`."""
        return [block(forms, language) for forms in self.authors]


def block(forms: tuple[TextForm, ...], language: str) -> Block:
    """Arrange `forms` for the interface language `language`; a book in that language shows any translation it has."""
    original = next((form for form in forms if form.kind == "original"), forms[0])
    others = [form for form in forms if form is not original and form.value != original.value]
    # A parallel title of the title page is a translation too.
    translations = [form for form in others if form.kind != "transliteration" and form.lang[:2] != original.lang[:2]]
    fitting = [form for form in translations if form.lang.startswith(language)]
    if not fitting and original.lang.startswith(language):
        fitting = translations
    romanised = next((form for form in others if form.kind == "transliteration"), None)
    return Block(
        original=original.run(),
        translation=fitting[0].run() if fitting else None,
        romanised=romanised.run() if romanised else None,
    )


class NewRequest(BaseModel):
    """What somebody asks for: a record of the catalogue, or a title that nobody has catalogued yet."""

    record_id: Id | None = None
    title: str | None = Field(default=None, max_length=500)
    author: str | None = Field(default=None, max_length=200)
    year: str | None = Field(default=None, max_length=20)
    isbn: str | None = Field(default=None, max_length=40)
    needed_by: Day | None = None
    note: str | None = Field(default=None, max_length=500)


class StepInput(BaseModel):
    """What a librarian tells when taking a step; `version` is that of the row she was looking at."""

    version: Version | None = None
    supplier_id: Id | None = None
    decline_reason: DeclineReason | None = None
    item_id: Id | None = None
    barcode: str | None = Field(default=None, max_length=60)
    reason: ReasonUnfilled | None = None
    method: ShipMethod | None = None
    due_on: Day | None = None
    tracking: TrackingNumber | None = None


class Travel(BaseModel):
    """How a book travels: alone in one of the ways, or in a consignment that is got ready, by its id."""

    way: Mode | Id = Mode.POST


class MessageForm(_Frozen):
    """The coded part of a message, in the words of ISO 18626."""

    type: MessageType
    action: AgencyAction | None = None
    status: Status | None = None
    reason_for_message: ReasonForMessage | None = None
    answer_yes: bool | None = None

    def as_rule(self) -> Form:
        """Return it as the procedure reads it."""
        return Form(**self.model_dump())


def line(sender: str, recipient: str, request_no: str) -> str:
    """Return how the outbox's keys of what one library tells another about a request begin; codes of libraries."""
    return f"{sender}>{recipient} {request_no} "


class LoanMessage(_Frozen):
    """A message from one library to another about one request, in the shape of ISO 18626.

    It names libraries by code, the request by its number and the book; there is no place in it for a person.
    `seq` counts from 1 for each request and direction; systems that are not ours send none.
    """

    sender: str = Field(max_length=40)
    recipient: str = Field(max_length=40)
    request_no: str = Field(max_length=40)
    seq: int | None = Field(default=None, ge=1)
    sent_at: datetime
    form: MessageForm
    book: BibliographicInfo | None = None
    needed_by: Day | None = None
    reason_unfilled: ReasonUnfilled | None = None
    due_on: Day | None = None
    ship_method: ShipMethod | None = None
    tracking_no: TrackingNumber | None = None

    def canonical(self) -> bytes:
        """Return the message as JSON in one fixed form: the same message gives the same bytes."""
        told = self.model_dump(mode="json", exclude_none=True)
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def digest(self) -> str:
        """Return the SHA-256 of the canonical form, hexadecimal."""
        return sha256(self.canonical()).hexdigest()
