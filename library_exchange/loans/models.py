"""Tables of loans: one row for each side of a request, the suppliers asked."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known, listed, once
from library_exchange.core.procedure import BACK
from library_exchange.loans.rules.codes import (
    HAS_A_SUM,
    CopyFault,
    Damage,
    DeclineReason,
    DueState,
    OwnCopy,
    RenewalRefusal,
    RequestingState,
    Settlement,
    Side,
    State,
    SupplyingState,
)
from library_exchange.loans.rules.lacks import Lack, lacking
from library_exchange.loans.rules.loan_steps import Event, LoanStep
from library_exchange.loans.rules.local_check import Checker
from library_exchange.loans.rules.standard_codes import (
    READ_THERE,
    LoanCondition,
    PaymentMethod,
    ReasonRetry,
    ReasonUnfilled,
    ServiceType,
    Status,
)
from library_exchange.loans.rules.steps import (
    ASKED_FOR_READER,
    CLOSED,
    HOLDS_ITEM,
    IS_DUE,
    LEADS_BACK,
    MUST_LEAD_BACK,
    NEVER_SENT,
    SERVICE_OF_STATE,
    STATES,
    find,
    state_of,
)
from library_exchange.shipping.rules.codes import Mode

_REQUESTING, _SUPPLYING = listed(STATES[Side.REQUESTING]), listed(STATES[Side.SUPPLYING])
_CLOSED = listed(CLOSED[Side.REQUESTING] | CLOSED[Side.SUPPLYING])
_HOLDS_ITEM = f"side = 'supplying' AND state IN ({listed(HOLDS_ITEM)})"
_IS_DUE = listed(IS_DUE[Side.REQUESTING] | IS_DUE[Side.SUPPLYING])
_LEADS_BACK = listed(LEADS_BACK[Side.REQUESTING] | LEADS_BACK[Side.SUPPLYING])
_MUST_LEAD_BACK = listed(MUST_LEAD_BACK[Side.REQUESTING] | MUST_LEAD_BACK[Side.SUPPLYING])
_WITHOUT_PARTNER = listed(NEVER_SENT)
_OPEN = sa.text("closed_at IS NULL")
_ASKED_FOR_READER = f"service = 'Loan' AND reader_id IS NOT NULL AND state IN ({listed(ASKED_FOR_READER)})"


def _in_states_of(service: ServiceType) -> str:
    """Return the condition that a row stands where no other service than `service` alone comes to."""
    foreign = {
        side: listed(state for state, only in known.items() if only is not service)
        for side, known in SERVICE_OF_STATE.items()
    }
    return " OR ".join(f"(side = '{side}' AND state NOT IN ({states}))" for side, states in foreign.items())


class LoanRequest(Row, table=True):
    """One library's side of a request; the partner's row is another one and moves by messages only.

    On the requesting side `request_no` is the number a reader sees, and each library asked gets it with `attempt`
    behind; on the supplying side it is the whole number that the partner gave. `state_before` is where a step back
    leads, `damage_before` what the borrower had told before the lender noted damage, `due` how the row stands to its
    due date. Instants are by this library's clock. `previous_no` links a request to the one that its library was asked
    with before; `reminded_days` is how many days after the due date (before it,
    if negative) the last reminder of this date was written. What stays here: `close_note`; `own_copy`, why the copy
    of the own library does not do; `asked_of_reader`, what its reader is asked (codes of `Lack`), and
    `reader_answer`; `is_desk_note`, that staff typed the note; `book_as_asked`, the book before staff corrected it;
    `again_of_no`, the number of the request that this one makes anew. On `local_check_on` the
    requesting library found the book in none of the catalogues `checked_in`; only the day is told the partner.
    Where it `asks_on`, the next library is asked by itself when one cannot supply or does not answer; `staff_order` is
    what staff has changed of the order of those still to be asked (`rules.rota.StaffOrder`).

    A request for a copy of pages (`service`) holds no item and is never due. `copyright_statement` is the version of
    the statement that was accepted when it was made; the copy is to be fetched at `delivered_url` until the day
    `copy_until`, `copy_openings` times at most, and `copy_opened` counts how often this library did.
    What the partner asks for it, or is asked, is the fee as it was when the request was sent; without one it is free.
    `most_minor` is what a library of another system says that it pays at most, `payment_method` how it pays or wants to
    be paid.
    """

    __tablename__ = "loan_request"
    __table_args__ = (
        sa.CheckConstraint("side IN ('requesting', 'supplying')", name="known_side"),
        sa.CheckConstraint(
            f"(side = 'requesting' AND state IN ({_REQUESTING})) OR (side = 'supplying' AND state IN ({_SUPPLYING}))",
            name="state_of_its_side",
        ),
        sa.CheckConstraint("library_id <> partner_id", name="two_parties"),
        sa.CheckConstraint(
            f"partner_id IS NOT NULL OR (side = 'requesting' AND state IN ({_WITHOUT_PARTNER}))",
            name="partner_once_sent",
        ),
        sa.CheckConstraint(
            "side = 'requesting' OR (reader_id IS NULL AND reader_note IS NULL AND decline_reason IS NULL)",
            name="reader_stays_at_home",
        ),
        sa.CheckConstraint("side = 'requesting' OR checked_by IS NULL", name="who_checked_stays_at_home"),
        known("checked_by", Checker),
        sa.CheckConstraint(
            "side = 'requesting' OR (own_copy IS NULL AND again_of_no IS NULL)",
            name="asked_at_home",
        ),
        sa.CheckConstraint(
            "side = 'requesting' OR (asked_of_reader IS NULL AND reader_answer IS NULL)",
            name="reader_is_asked_at_home",
        ),
        sa.CheckConstraint(
            "(state <> 'reader_asked' OR (asked_of_reader IS NOT NULL AND reader_answer IS NULL))"
            " AND (reader_answer IS NULL OR asked_of_reader IS NOT NULL)",
            name="answer_has_a_question",
        ),
        sa.CheckConstraint("side = 'supplying' OR item_id IS NULL", name="item_of_the_supplier"),
        sa.CheckConstraint(
            f"NOT ({_HOLDS_ITEM}) OR service = 'Copy' OR item_id IS NOT NULL", name="promise_names_an_item"
        ),
        known("service", ServiceType),
        sa.CheckConstraint(
            " OR ".join(f"(service = '{service}' AND ({_in_states_of(service)}))" for service in ServiceType),
            name="state_of_its_service",
        ),
        sa.CheckConstraint(
            "service = 'Loan' OR (item_id IS NULL AND due = 'none' AND due_on IS NULL)", name="a_copy_is_not_due"
        ),
        sa.CheckConstraint(
            "(copyright_statement IS NOT NULL AND copyright_accepted_at IS NOT NULL)"
            " = (side = 'requesting' AND service = 'Copy')",
            name="statement_is_accepted",
        ),
        sa.CheckConstraint(
            "state NOT IN ('delivered', 'copy_completed') OR delivered_at IS NOT NULL", name="delivered_has_a_date"
        ),
        sa.CheckConstraint(
            "state NOT IN ('shipped', 'on_loan', 'received', 'with_reader') OR shipped_at IS NOT NULL",
            name="shipped_has_a_date",
        ),
        sa.CheckConstraint("(closed_at IS NOT NULL) = (state IN (" + _CLOSED + "))", name="closed_has_a_date"),
        sa.CheckConstraint(
            "touched_at >= created_at AND received_at >= shipped_at AND lent_at >= received_at"
            " AND return_shipped_at >= received_at AND closed_at >= shipped_at",
            name="times_in_order",
        ),
        sa.CheckConstraint(f"due IN ({listed(DueState)})", name="known_due_state"),
        sa.CheckConstraint(f"(due <> 'none') = (state IN ({_IS_DUE}))", name="while_out_it_is_due"),
        sa.CheckConstraint(
            f"(state_before IS NULL OR state IN ({_LEADS_BACK}))"
            f" AND (state_before IS NOT NULL OR state NOT IN ({_MUST_LEAD_BACK})) AND (state_before IS NULL OR"
            f" (side = 'requesting' AND state_before IN ({_REQUESTING})) OR"
            f" (side = 'supplying' AND state_before IN ({_SUPPLYING})))",
            name="way_back_is_known",
        ),
        sa.UniqueConstraint("side", "library_id", "partner_id", "request_no"),
        sa.CheckConstraint("(fee_minor IS NULL) = (fee_currency IS NULL)", name="fee_has_a_currency"),
        sa.CheckConstraint("fee_minor > 0", name="fee_above_zero"),
        sa.CheckConstraint(
            "(settlement_minor IS NULL) = (settlement_currency IS NULL)"
            f" AND (settlement_minor IS NULL OR settlement IN ({listed(HAS_A_SUM)}))",
            name="settled_sum_has_a_currency",
        ),
        sa.CheckConstraint("settlement_minor > 0", name="settled_sum_above_zero"),
        sa.CheckConstraint("(most_minor IS NULL) = (most_currency IS NULL)", name="most_has_a_currency"),
        sa.CheckConstraint("most_minor >= 0", name="most_not_below_zero"),
        once("one_number_per_request", "side = 'requesting'", "library_id", "request_no"),
        once("one_active_loan_per_item", _HOLDS_ITEM, "item_id"),
        once("one_active_request_per_reader_and_record", _ASKED_FOR_READER, "reader_id", "record_id"),
        sa.Index("ix_loan_request_queue", "library_id", "side", "state", "due", "due_on"),
        sa.Index("ix_loan_request_waiting", "library_id", "side", "state", "touched_at"),
        sa.Index("ix_loan_request_shipped", "library_id", "side", "shipped_at"),
        sa.Index("ix_loan_request_open", "library_id", "touched_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_loan_request_partners", "library_id", "partner_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    side: Side = Field(sa_type=enum_type(Side, 12))
    service: ServiceType = Field(default=ServiceType.LOAN, sa_type=enum_type(ServiceType, 12))
    library_id: int = Field(foreign_key="library.id")
    partner_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    request_no: str = Field(max_length=40)
    attempt: int = 0
    asks_on: bool = False
    staff_order: dict[str, list[int]] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    state: str = Field(max_length=20)
    state_before: str | None = Field(default=None, max_length=20)
    due: DueState = Field(default=DueState.NONE, sa_type=enum_type(DueState, 20))
    version: int = 1
    sent_seq: int = 0
    received_seq: int = 0
    reader_id: int | None = Field(default=None, foreign_key="user.id", index=True)
    reader_note: str | None = Field(default=None, max_length=500)
    is_desk_note: bool = False
    asked_of_reader: str | None = Field(default=None, max_length=40)
    reader_answer: str | None = Field(default=None, max_length=300)
    record_id: int | None = Field(default=None, foreign_key="bibliographic_record.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    call_number: str | None = Field(default=None, max_length=120)
    book: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    book_as_asked: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    search_text: str = Field(default="", sa_type=sa.Text)
    needed_by: date | None = None
    decline_reason: DeclineReason | None = Field(default=None, sa_type=enum_type(DeclineReason))
    reason: ReasonUnfilled | None = Field(default=None, sa_type=enum_type(ReasonUnfilled))
    loan_condition: LoanCondition | None = Field(default=None, sa_type=enum_type(LoanCondition))
    reason_retry: ReasonRetry | None = Field(default=None, sa_type=enum_type(ReasonRetry))
    retry_after: date | None = None
    previous_no: str | None = Field(default=None, max_length=40)
    own_copy: OwnCopy | None = Field(default=None, sa_type=enum_type(OwnCopy))
    again_of_no: str | None = Field(default=None, max_length=40)
    due_on: date | None = None
    renewals: int = 0
    renewal_refusal: RenewalRefusal | None = Field(default=None, sa_type=enum_type(RenewalRefusal))
    reminded_days: int | None = None
    ship_method: Mode | None = Field(default=None, sa_type=enum_type(Mode))
    tracking_no: str | None = Field(default=None, max_length=60)
    return_method: Mode | None = Field(default=None, sa_type=enum_type(Mode))
    return_tracking_no: str | None = Field(default=None, max_length=60)
    holder_id: int | None = Field(default=None, foreign_key="library.id")
    damage: Damage | None = Field(default=None, sa_type=enum_type(Damage))
    damage_before: Damage | None = Field(default=None, sa_type=enum_type(Damage))
    settlement: Settlement | None = Field(default=None, sa_type=enum_type(Settlement))
    settlement_minor: int | None = None
    settlement_currency: str | None = Field(default=None, max_length=3)
    close_note: str | None = Field(default=None, max_length=300)
    local_check_on: date | None = None
    checked_by: Checker | None = Field(default=None, sa_type=enum_type(Checker))
    checked_in: list[str] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    copyright_statement: str | None = Field(default=None, max_length=40)
    copyright_accepted_at: datetime | None = None
    delivered_at: datetime | None = None
    delivered_url: str | None = Field(default=None, max_length=300)
    copy_until: date | None = None
    copy_openings: int | None = None
    copy_opened: int = 0
    fee_minor: int | None = None
    fee_currency: str | None = Field(default=None, max_length=8)
    most_minor: int | None = None
    most_currency: str | None = Field(default=None, max_length=3)
    payment_method: PaymentMethod | None = Field(default=None, sa_type=enum_type(PaymentMethod))
    copy_fault: CopyFault | None = Field(default=None, sa_type=enum_type(CopyFault))
    told_status: Status | None = Field(default=None, sa_type=enum_type(Status))
    told_status_at: datetime | None = None
    acknowledged_at: datetime | None = None
    created_at: datetime
    touched_at: datetime
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    shipped_at: datetime | None = None
    received_at: datetime | None = None
    lent_at: datetime | None = None
    return_shipped_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def stands(self) -> State:
        """The state as a member of its side's machine."""
        return state_of(self.side, self.state)

    @property
    def stood_before(self) -> State | None:
        """The state that a step back leads to, None where there is no such step."""
        return state_of(self.side, self.state_before) if self.state_before else None

    def step(self, event: Event) -> LoanStep | None:
        """Return the step that `event` makes of the row as it stands; None if there is none, or none knows the way."""
        found = find(self.side, self.stands, event, self.due, self.service)
        if found is None or (found.target is BACK and self.stood_before is None):
            return None
        if found.needs is not None and getattr(self, found.needs) is None:
            return None
        if found.without is not None and getattr(self, found.without) is not None:
            return None
        return None if found.asks_reader and not (self.reader_id and self.lacks) else found

    @property
    def has_turned_up(self) -> bool:
        """Whether the book of a loan that ended as lost came to the borrower after that."""
        if self.closed_at is None or self.received_at is None:
            return False
        return self.stands in (RequestingState.LOST, SupplyingState.LOST) and self.received_at > self.closed_at

    @property
    def was_lent(self) -> bool:
        """Whether the borrower handed the book out, as far as this side knows: the lender is not told."""
        return self.side is Side.SUPPLYING or self.lent_at is not None

    @property
    def has_come(self) -> bool:
        """Whether somebody has said that the book came, or that it was sent back; a parcel may come back unopened."""
        return self.received_at is not None or self.return_shipped_at is not None

    @property
    def came_back_unopened(self) -> bool:
        """Whether the book of a loan is back, or on its way, without ever having come to the partner."""
        is_back = self.stands in (SupplyingState.RETURNING, SupplyingState.COMPLETED)
        return is_back and self.service is ServiceType.LOAN and not self.has_come

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What the request does not say of its book."""
        part = self.book.get("part") or {}
        imprint = [each["value"] for each in self.book.get("imprint", ())]
        return lacking(bool(self.book.get("authors")), imprint, part.get("pages")) if self.book else ()

    @property
    def is_correctable(self) -> bool:
        """Whether staff may still correct what was typed of its book: it is of no record, and nobody was asked."""
        return self.record_id is None and self.side is Side.REQUESTING and self.stands is RequestingState.REVIEW

    @property
    def questions(self) -> tuple[Lack, ...]:
        """What its reader is asked, or was when she answered."""
        return tuple(Lack(each) for each in (self.asked_of_reader or "").split())

    @property
    def reads_there(self) -> bool:
        """Whether the book is lent on the condition that its reader does not take it home."""
        return self.loan_condition in READ_THERE

    @property
    def public_no(self) -> str:
        """The number that both libraries know the request by; before the first library is asked, our own."""
        return attempt_no(self.request_no, self.attempt) if self.attempt else self.request_no


def attempt_no(request_no: str, attempt: int) -> str:
    """Return the number under which the `attempt`-th library (from 1) is asked."""
    return f"{request_no}-{attempt}"


class AttemptState(StrEnum):
    """What one library in the order of suppliers has been asked and said."""

    WAITING = "waiting"
    ASKED = "asked"
    REFUSED = "refused"
    LATER = "later"
    NOT_ON_TERMS = "not_on_terms"
    SILENT = "silent"
    SUPPLYING = "supplying"
    ENDED = "ended"


_ASKED = "state IN ('asked', 'supplying')"


class SupplierAttempt(Row, table=True):
    """One library in the order of suppliers of a request: its rank, why it ranks so, and what it answered."""

    __tablename__ = "supplier_attempt"
    __table_args__ = (
        sa.UniqueConstraint("request_id", "number"),
        known("state", AttemptState),
        sa.CheckConstraint("state = 'waiting' OR (asked_at IS NOT NULL AND number >= 1)", name="asked_has_a_date"),
        once("one_active_supplier_per_request", _ASKED, "request_id"),
    )

    request_id: int = Field(foreign_key="loan_request.id", index=True)
    library_id: int = Field(foreign_key="library.id")
    rank: int
    number: int | None = None
    reasons: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    state: AttemptState = Field(sa_type=enum_type(AttemptState, 12))
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    reason: ReasonUnfilled | None = Field(default=None, sa_type=enum_type(ReasonUnfilled))
