"""What may come in and go out: a reader's request, what a librarian tells at a step, and messages between libraries."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from library_exchange.authority.name_display import name_blocks
from library_exchange.core.bounds import DEAREST, Code, Day, Id, Version, money
from library_exchange.core.money import VOUCHERS
from library_exchange.core.no_number import told
from library_exchange.core.regions import currencies
from library_exchange.core.text import bare, folded
from library_exchange.core.titles import TitleBlock, TitleForm, Written, title_block
from library_exchange.core.tracking_numbers import TrackingNumber
from library_exchange.loans.rules.codes import HAS_A_SUM, CopyFault, Damage, DeclineReason, RenewalRefusal, Settlement
from library_exchange.loans.rules.lacks import years_in
from library_exchange.loans.rules.messages import MessageForm
from library_exchange.loans.rules.rota import Rearrangement
from library_exchange.loans.rules.standard_codes import (
    LoanCondition,
    PaymentMethod,
    ReasonRetry,
    ReasonUnfilled,
    ServiceType,
)
from library_exchange.shipping.rules.codes import Mode
from library_exchange.shipping.schemas import compact_isbn

LONGEST_ANSWER = 300
"""Of what a reader answers her library, in characters."""
Sum = Annotated[int, BeforeValidator(money), Field(ge=1, le=DEAREST)]
"""A sum in hundredths, above zero; a form tells it in whole units."""
Currency = Annotated[str, StringConstraints(pattern=f"^({'|'.join(currencies())})$")]
OUTBOX_KIND = "loans.message"
"""What the outbox calls a message from one library to another."""
WIRE_KIND = "loans.wire"
"""What the outbox calls a message to a library that another system serves; who carries it knows how."""
ASK_ON = "loans.ask_on"
"""What the outbox calls the asking of the next library by itself."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TextForm(_Frozen):
    """One form of a title or name; `lang` is its HTML language tag, which names the script too."""

    value: str = Field(min_length=1, max_length=1000)
    lang: str = Field(default="", max_length=20)
    kind: Literal["original", "transliteration", "translation"] = "original"
    machine: bool = False

    def for_page(self) -> TitleForm:
        """Return the form as title blocks take it."""
        return TitleForm(self.value, self.lang, self.kind, self.machine)


class Part(_Frozen):
    """Which part of a title is to be copied (`authorOfComponent`, `titleOfComponent`, `pagesRequested`…)."""

    title: str | None = Field(default=None, max_length=300)
    author: str | None = Field(default=None, max_length=200)
    pages: str = Field(min_length=1, max_length=60)
    volume: str | None = Field(default=None, max_length=40)
    issue: str | None = Field(default=None, max_length=40)

    @property
    def in_one_line(self) -> str:
        """The part as papers and letters name it, its pages first."""
        return " · ".join(filter(None, (self.pages, self.title, self.author, self.volume, self.issue)))


SPOKEN = {"zh-Hans": "chi", "zh-Hant": "chi", "ru": "rus"}
"""In which language a book is whose title is written so, as far as the script tells it."""


class BibliographicInfo(_Frozen):
    """What a request says of the book (`bibliographicInfo`), kept as it was when the request was made."""

    title: tuple[TextForm, ...] = Field(min_length=1)
    authors: tuple[tuple[TextForm, ...], ...] = ()
    imprint: tuple[Written, ...] = ()
    isbn: str | None = Field(default=None, max_length=40)
    printed_isbn: str | None = Field(default=None, max_length=40)
    issn: str | None = Field(default=None, max_length=20)
    doi: str | None = Field(default=None, max_length=200)
    record_id: int | None = None
    part: Part | None = None
    languages: tuple[str, ...] = ()

    @property
    def spoken_in(self) -> tuple[str, ...]:
        """The languages (ISO 639-2) the book is in; of a request made before they were kept, that of its characters."""
        original = self.title[0]
        is_guessed = not self.languages and self.record_id is not None and original.kind == "original"
        return tuple(filter(None, (SPOKEN.get(original.lang),))) if is_guessed else self.languages

    def title_in(self, language: str) -> TitleBlock:
        """Return the title for a page in the interface language `language`."""
        return title_block([form.for_page() for form in self.title], language)

    def authors_in(self, language: str) -> list[TitleBlock]:
        """Return the authors' names for a page in the interface language `language`."""
        return name_blocks([[form.for_page() for form in forms] for forms in self.authors], language)

    @property
    def number(self) -> str | None:
        """The ISBN in thirteen digits."""
        return compact_isbn(self.isbn or "")

    def search_text(self, *numbers: str) -> str:
        """Return the folded text by which a library finds its request again, which has these `numbers`."""
        names = [form.value for forms in (self.title, *self.authors) for form in forms]
        part = (self.part.title, self.part.author) if self.part else ()
        known = (*part, self.isbn, self.number, self.printed_isbn, self.issn, self.doi)
        return folded(" ".join([*numbers, *names, *filter(None, known)]))

    @property
    def as_typed(self) -> str:
        """The book on one line, as its first forms were written."""
        authors = ", ".join(forms[0].value for forms in self.authors if forms)
        imprint = ", ".join(part.value for part in self.imprint)
        number = self.isbn or self.printed_isbn or self.issn or self.doi
        return " · ".join(filter(None, (self.title[0].value, authors, imprint, number)))

    @property
    def years(self) -> frozenset[str]:
        """The years of publication, as far as the imprint names any."""
        return years_in(part.value for part in self.imprint)

    @property
    def publisher(self) -> str | None:
        """The publisher, where the imprint names place and publisher, in this order; else None."""
        named = [part.value for part in self.imprint if any(map(str.isalpha, part.value))]
        return named[1] if len(named) == 2 else None

    def is_same(self, other: "BibliographicInfo") -> bool:
        """Whether both are one title: one record, one ISBN, or one title by nobody else and of no other year."""
        for mine, theirs in ((self.record_id, other.record_id), (self.number, other.number)):
            if mine and theirs:
                return mine == theirs
        pairs = ((_names([self.title]), _names([other.title])), (_names(self.authors), _names(other.authors)))
        (titles, their_titles), (authors, their_authors) = pairs
        is_by_another = authors and their_authors and not authors & their_authors
        is_of_another_year = self.years and other.years and not self.years & other.years
        return bool(titles & their_titles) and not is_by_another and not is_of_another_year


def _names(written: Iterable[Iterable[TextForm]]) -> frozenset[str]:
    return frozenset(bare(form.value) for forms in written for form in forms)


class OrderInput(BaseModel):
    """What staff does with one library of the order of suppliers; `version` is that of the row it was looking at."""

    change: Rearrangement
    library_id: Id
    version: Version


class WholeOrder(BaseModel):
    """The whole order of suppliers at once; the place of each library stands in a field named by its id."""

    version: Version


class StepInput(BaseModel):
    """What a librarian tells when taking a step; `version` is that of the row she was looking at."""

    version: Version | None = None
    supplier_id: Id | None = None
    asks_on: bool = False
    decline_reason: DeclineReason | None = None
    item_id: Id | None = None
    barcode: Annotated[Annotated[Code, Field(max_length=60)] | None, BeforeValidator(told)] = None
    reason: ReasonUnfilled | None = None
    condition: LoanCondition | None = None
    reason_retry: ReasonRetry | None = None
    retry_after: Day | None = None
    method: Mode | None = None
    due_on: Day | None = None
    tracking: TrackingNumber | None = None
    renewal_refusal: RenewalRefusal | None = None
    damage: Damage | None = None
    copy_fault: CopyFault | None = None
    holder_id: Id | None = None
    settlement: Settlement | None = None
    settlement_currency: Currency | None = None
    settlement_minor: Sum | None = None
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] | None = None
    answer: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_ANSWER)] | None = None


class CopyLink(_Frozen):
    """Where the copy of pages can be fetched, until which day and how often; no form can name one."""

    url: str = Field(max_length=300, pattern=r"^https?://\S+$")
    until: date
    openings: int = Field(ge=1)


class CopyDelivered(StepInput):
    """What goes with the step by which a file is handed over."""

    link: CopyLink


class Consigning(BaseModel):
    """How a book travels: alone in one of the ways, or in a consignment that is got ready, by its id."""

    way: Mode | Id = Mode.POST


def line(sender: str, recipient: str, request_no: str) -> str:
    """Return how the outbox's keys of what one library tells another about a request begin; codes of libraries."""
    return f"{sender}>{recipient} {request_no} "


class LoanMessage(_Frozen):
    """A message from one library to another about one request, in the shape of ISO 18626.

    It names libraries by code, the request by its number and the book; there is no place in it for a person, and no
    free text in which one could be named. A request that is asked again names the `previous_no` (requestType Retry).
    Without a `service_type` the book itself is asked for. `seq` counts from 1 for each request and direction; systems
    that are not ours send none.
    """

    sender: str = Field(max_length=40)
    recipient: str = Field(max_length=40)
    request_no: str = Field(max_length=40)
    seq: int | None = Field(default=None, ge=1)
    sent_at: datetime
    form: MessageForm
    book: BibliographicInfo | None = None
    needed_by: Day | None = None
    previous_no: str | None = Field(default=None, max_length=40)
    local_check_on: Day | None = None
    reason_unfilled: ReasonUnfilled | None = None
    loan_condition: LoanCondition | None = None
    reason_retry: ReasonRetry | None = None
    retry_after: Day | None = None
    due_on: Day | None = None
    renewal_refusal: RenewalRefusal | None = None
    damage: Damage | None = None
    settlement: Settlement | None = None
    settlement_minor: int | None = Field(default=None, ge=1, le=DEAREST)
    settlement_currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    holder: str | None = Field(default=None, max_length=40)
    ship_method: Mode | None = None
    tracking_no: TrackingNumber | None = None
    service_type: ServiceType | None = None
    delivered_url: str | None = Field(default=None, max_length=300, pattern=r"^https?://\S+$")
    copy_until: Day | None = None
    copy_openings: int | None = Field(default=None, ge=1)
    copy_fault: CopyFault | None = None
    fee_minor: int | None = Field(default=None, ge=1, le=DEAREST)
    fee_currency: str | None = Field(default=None, pattern=rf"^([A-Z]{{3}}|{VOUCHERS})$")
    most_minor: int | None = Field(default=None, ge=0, le=DEAREST)
    most_currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    payment_method: PaymentMethod | None = None

    @model_validator(mode="after")
    def _fee_is_whole(self) -> "LoanMessage":
        if (self.fee_minor is None) != (self.fee_currency is None):
            raise ValueError("a fee is a sum with its currency")
        if (self.settlement_minor is None) != (self.settlement_currency is None):
            raise ValueError("what was paid for a book is a sum with its currency")
        if self.settlement_minor is not None and self.settlement not in HAS_A_SUM:
            raise ValueError("only what was paid for or repaired has a sum")
        if (self.most_minor is None) != (self.most_currency is None):
            raise ValueError("what is paid at most is a sum with its currency")
        return self

    def canonical(self) -> bytes:
        """Return the message as JSON in one fixed form: the same message gives the same bytes."""
        told = self.model_dump(mode="json", exclude_none=True)
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def digest(self) -> str:
        """Return the SHA-256 of the canonical form, hexadecimal."""
        return sha256(self.canonical()).hexdigest()
