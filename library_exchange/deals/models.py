"""Tables of deals between two libraries: agreements with their versions, boxes with their lines, settlements.

A pair is always written with the lower id first, so that it has one name.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known, listed, once
from library_exchange.deals.rules import agreements, boxes, settling
from library_exchange.deals.rules.agreements import AgreementState, Ending, Mode, Payer
from library_exchange.deals.rules.boxes import BoxState, LineState, Why
from library_exchange.deals.rules.settling import Remedy, SettlementState


class Agreement(Row, table=True):
    """What two libraries agreed, or are agreeing, about their exchange; `credit` is in the unit of the mode.

    `terms_version` counts the proposals; `turn_id` is the library that has to answer one; `only_language` is that of
    both libraries, where they have the same.
    """

    __tablename__ = "exchange_agreement"
    __table_args__ = (
        known("state", AgreementState),
        known("mode", Mode),
        known("payer", Payer),
        sa.CheckConstraint("first_id < second_id", name="two_parties"),
        sa.CheckConstraint("author_id IN (first_id, second_id)", name="author_is_a_party"),
        sa.CheckConstraint("(turn_id IS NOT NULL) = (state = 'proposed')", name="proposed_has_a_turn"),
        sa.CheckConstraint("turn_id IS NULL OR turn_id IN (first_id, second_id)", name="turn_is_a_partys"),
        sa.CheckConstraint("credit BETWEEN 0 AND 100000 AND term_months BETWEEN 1 AND 60", name="sensible_credit"),
        sa.CheckConstraint(
            f"state NOT IN ({listed(agreements.IN_FORCE)}) OR (note_zh IS NULL) = (note_ru IS NULL)"
            " OR (only_language = 'zh' AND note_zh IS NOT NULL) OR (only_language = 'ru' AND note_ru IS NOT NULL)",
            name="said_in_their_languages",
        ),
        sa.CheckConstraint("(closed_at IS NOT NULL) = (state = 'closed')", name="closed_has_a_date"),
        sa.CheckConstraint("(ending IS NOT NULL) = (state = 'closed')", name="closed_has_a_reason"),
        sa.CheckConstraint(
            f"state NOT IN ({listed(agreements.IN_FORCE)}) OR active_at IS NOT NULL", name="active_has_a_date"
        ),
        once("one_agreement_in_force", f"state IN ({listed(agreements.IN_FORCE)})", "first_id", "second_id"),
        once("one_agreement_in_talks", "state IN ('draft', 'proposed')", "first_id", "second_id"),
    )

    first_id: int = Field(foreign_key="library.id")
    second_id: int = Field(foreign_key="library.id", index=True)
    author_id: int = Field(foreign_key="library.id")
    turn_id: int | None = Field(default=None, foreign_key="library.id")
    state: AgreementState = Field(default=AgreementState.DRAFT, sa_type=enum_type(AgreementState, 12))
    ending: Ending | None = Field(default=None, sa_type=enum_type(Ending, 12))
    version: int = 1
    terms_version: int = 1
    mode: Mode = Field(default=Mode.PIECE, sa_type=enum_type(Mode, 12))
    credit: int = 10
    term_months: int = 12
    payer: Payer = Field(default=Payer.SENDER, sa_type=enum_type(Payer, 12))
    languages: str = Field(default="chi rus", max_length=40)
    review_on: date | None = None
    paper_reference: str | None = Field(default=None, max_length=120)
    note_zh: str | None = Field(default=None, max_length=1000)
    note_ru: str | None = Field(default=None, max_length=1000)
    only_language: str | None = Field(default=None, max_length=2)
    created_at: datetime
    touched_at: datetime
    active_at: datetime | None = None
    closed_at: datetime | None = None

    def other(self, library_id: int | None) -> int:
        """Return the party that is not `library_id`."""
        return self.second_id if library_id == self.first_id else self.first_id


class AgreementVersion(Row, table=True):
    """The terms as one side proposed them; kept, so that everybody sees what changed."""

    __tablename__ = "exchange_agreement_version"
    __table_args__ = (sa.UniqueConstraint("agreement_id", "number"),)

    agreement_id: int = Field(foreign_key="exchange_agreement.id")
    number: int
    library_id: int = Field(foreign_key="library.id")
    terms: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    proposed_at: datetime


class Box(Row, table=True):
    """Books that two libraries put together to exchange; `round_no` counts the proposals, and each side's consent
    names the one that it is to. `former` keeps of a proposal that is a change what lay on the table before it.
    """

    __tablename__ = "exchange_box"
    __table_args__ = (
        known("state", BoxState),
        known("mode", Mode),
        sa.CheckConstraint("first_id < second_id", name="two_parties"),
        sa.UniqueConstraint("first_id", "second_id", "number"),
        sa.CheckConstraint(
            "COALESCE(first_accepted, 0) <= round_no AND COALESCE(second_accepted, 0) <= round_no",
            name="consent_to_what_was_proposed",
        ),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'under_way', 'settled')"
            " OR (first_accepted = round_no AND second_accepted = round_no)",
            name="accepted_by_both",
        ),
        sa.CheckConstraint("(closed_at IS NOT NULL) = (state IN ('settled', 'cancelled'))", name="closed_has_a_date"),
        once("one_box_in_talks", f"state IN ({listed(boxes.LIVE)})", "first_id", "second_id"),
    )

    number: int
    first_id: int = Field(foreign_key="library.id")
    second_id: int = Field(foreign_key="library.id", index=True)
    agreement_id: int | None = Field(default=None, foreign_key="exchange_agreement.id", index=True)
    mode: Mode = Field(default=Mode.OPEN, sa_type=enum_type(Mode, 12))
    state: BoxState = Field(default=BoxState.TICKING, sa_type=enum_type(BoxState, 12))
    version: int = 1
    round_no: int = 0
    first_accepted: int | None = None
    second_accepted: int | None = None
    former: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    created_at: datetime
    touched_at: datetime
    agreed_at: datetime | None = None
    closed_at: datetime | None = None

    def other(self, library_id: int | None) -> int:
        """Return the party that is not `library_id`."""
        return self.second_id if library_id == self.first_id else self.first_id

    def consent_of(self, library_id: int | None) -> int | None:
        """Return to which proposal the library consented last."""
        return self.first_accepted if library_id == self.first_id else self.second_accepted


_HOLDING = f"state IN ({listed(boxes.HOLDING)})"


class BoxLine(Row, table=True):
    """One book of a box: an offer of the giver that the receiver ticked, perhaps for one of its wants.

    `amount` is what it counts for in the unit of the box's mode, 0 for gifts; set when the box is agreed.
    """

    __tablename__ = "exchange_box_line"
    __table_args__ = (
        known("state", LineState),
        sa.CheckConstraint("giver_id <> receiver_id", name="two_parties"),
        sa.CheckConstraint("copies > 0 AND amount >= 0", name="sensible_figures"),
        sa.CheckConstraint(
            "state <> 'received' OR consignment_id IS NOT NULL", name="received_came_with_a_consignment"
        ),
        once("no_offer_promised_twice", _HOLDING, "offer_id"),
        once("no_want_filled_twice", f"want_id IS NOT NULL AND {_HOLDING}", "want_id"),
        sa.UniqueConstraint("box_id", "offer_id"),
        sa.Index("ix_exchange_box_line_giver", "giver_id", "receiver_id", "state"),
    )

    box_id: int = Field(foreign_key="exchange_box.id")
    offer_id: int = Field(foreign_key="exchange_offer.id")
    want_id: int | None = Field(default=None, foreign_key="exchange_want.id", index=True)
    giver_id: int = Field(foreign_key="library.id")
    receiver_id: int = Field(foreign_key="library.id")
    state: LineState = Field(default=LineState.TICKED, sa_type=enum_type(LineState, 12))
    version: int = 1
    kind: str | None = Field(default=None, max_length=12)
    priority: int = 3
    place: int | None = None
    why: Why | None = Field(default=None, sa_type=enum_type(Why, 12))
    changed_by_id: int | None = Field(default=None, foreign_key="library.id")
    copies: int = 1
    amount: int = 0
    consignment_id: int | None = Field(default=None, foreign_key="consignment.id", index=True)
    received_on: date | None = None


class Settlement(Row, table=True):
    """What one side proposes to become of a balance: `amount` of `unit` that the debtor owes the creditor."""

    __tablename__ = "exchange_settlement"
    __table_args__ = (
        known("state", SettlementState),
        known("remedy", Remedy),
        sa.CheckConstraint("creditor_id <> debtor_id", name="two_parties"),
        sa.CheckConstraint("proposer_id IN (creditor_id, debtor_id)", name="proposer_is_a_party"),
        sa.CheckConstraint("amount > 0", name="settles_something"),
        once("one_open_settlement", f"state IN ({listed(settling.OPEN)})", "creditor_id", "debtor_id", "unit"),
    )

    creditor_id: int = Field(foreign_key="library.id")
    debtor_id: int = Field(foreign_key="library.id", index=True)
    proposer_id: int = Field(foreign_key="library.id")
    state: SettlementState = Field(default=SettlementState.SENT, sa_type=enum_type(SettlementState, 12))
    version: int = 1
    remedy: Remedy = Field(sa_type=enum_type(Remedy, 12))
    unit: str = Field(max_length=12)
    amount: int
    year: int
    proposed_at: datetime
    answered_at: datetime | None = None
