"""Tables of exchange rounds: the round with its result, who takes part, frozen lists, the lines it proposes."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from library_exchange.core.bilingual import said
from library_exchange.core.models import Row, enum_type, known, listed, once
from library_exchange.offers.rules.subjects import Subject
from library_exchange.rounds.rules.answers import Answer, LineState, Refusal, Stage
from library_exchange.rounds.rules.clearing.clear import Fallback, Method
from library_exchange.rounds.rules.clearing.ranking import Criterion
from library_exchange.rounds.rules.clearing.reasons import Outcome
from library_exchange.rounds.rules.rounds import ProposalState, RoundState

_WITH_RESULT = (RoundState.PROPOSED, RoundState.SHIPPING, RoundState.SETTLED)
_PROMISED = "state IN ('proposed', 'confirmed')"


class Round(Row, table=True):
    """A round of exchange: its calendar (last days of each stage), published rule, seed and result.

    Its name stands in Chinese or Russian at least. `rules` is the snapshot of the rule in figures. No result stands
    here without the equity table that shows how kinds of libraries, countries and inland places were served.
    """

    __tablename__ = "exchange_round"
    __table_args__ = (
        known("state", RoundState),
        sa.CheckConstraint("listing_from <= listing_until AND listing_until < selecting_until", name="days_in_order"),
        sa.CheckConstraint(
            f"state NOT IN ({listed(_WITH_RESULT)}) OR (equity IS NOT NULL AND input_hash IS NOT NULL"
            " AND method IS NOT NULL AND objective IS NOT NULL AND answer_until IS NOT NULL)",
            name="no_result_without_equity_table",
        ),
        sa.CheckConstraint("name_zh IS NOT NULL OR name_ru IS NOT NULL", name="read_by_one_side"),
        sa.CheckConstraint("clearings BETWEEN 0 AND 2", name="cleared_twice_at_most"),
    )

    state: RoundState = Field(default=RoundState.PLANNED, sa_type=enum_type(RoundState))
    version: int = 1
    organiser_id: int = Field(foreign_key="library.id", index=True)
    name_zh: str | None = Field(default=None, max_length=200)
    name_ru: str | None = Field(default=None, max_length=200)
    name_en: str | None = Field(default=None, max_length=200)
    subject: Subject | None = Field(default=None, sa_type=enum_type(Subject))
    listing_from: date
    listing_until: date
    selecting_until: date
    answer_until: date | None = None
    rules: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    seed: str = Field(max_length=40)
    in_limit: int | None = None
    out_limit: int | None = None
    clearings: int = 0
    stage: Stage | None = Field(default=None, sa_type=enum_type(Stage, 12))
    method: Method | None = Field(default=None, sa_type=enum_type(Method, 12))
    fallback: Fallback | None = Field(default=None, sa_type=enum_type(Fallback, 12))
    input_hash: str | None = Field(default=None, max_length=64)
    objective: int | None = Field(default=None, sa_type=sa.BigInteger)
    bound: int | None = Field(default=None, sa_type=sa.BigInteger)
    equity: list[dict[str, Any]] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    created_at: datetime
    touched_at: datetime
    cleared_at: datetime | None = None

    def name_in(self, language: str) -> str:
        """Return the round's name in the interface language `language` (zh, ru or en), else the one that is there."""
        return said(self, "name", language)[0]


class RoundLists(SQLModel, table=True):
    """The frozen lists of one clearing of a round as the file that is published, under names of that clearing.

    `sha256` is the hash of the lists in it; `names` tells what each library is called there, by its id.
    """

    __tablename__ = "exchange_round_lists"
    __table_args__ = (sa.CheckConstraint("clearing BETWEEN 1 AND 2", name="cleared_twice_at_most"),)

    round_id: int = Field(foreign_key="exchange_round.id", primary_key=True)
    clearing: int = Field(primary_key=True)
    content: str = Field(sa_type=sa.Text)
    sha256: str = Field(max_length=64)
    names: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)


class RoundMember(Row, table=True):
    """A library in a round: its own limits (None: those of the round), its figures, and how it answered."""

    __tablename__ = "exchange_round_member"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "library_id"),
        sa.CheckConstraint("credit BETWEEN 0 AND 1000 AND gift_budget BETWEEN 0 AND 1000", name="sensible_limits"),
    )

    round_id: int = Field(foreign_key="exchange_round.id")
    library_id: int = Field(foreign_key="library.id", index=True)
    version: int = 1
    credit: int | None = None
    gift_budget: int | None = None
    accepts_silently: bool = False
    opening: int | None = None
    closing: int | None = None
    proposal: ProposalState | None = Field(default=None, sa_type=enum_type(ProposalState))
    joined_at: datetime
    answered_at: datetime | None = None


class ExcludedPartner(SQLModel, table=True):
    """A library with which another one does not exchange; the other never learns of it."""

    __tablename__ = "exchange_excluded_partner"
    __table_args__ = (sa.CheckConstraint("library_id <> partner_id", name="partner_is_another"),)

    library_id: int = Field(foreign_key="library.id", primary_key=True)
    partner_id: int = Field(foreign_key="library.id", primary_key=True, index=True)


class DeclinedRound(SQLModel, table=True):
    """A library that has said it does not take part in a round; joining takes that back."""

    __tablename__ = "exchange_round_declined"

    round_id: int = Field(foreign_key="exchange_round.id", primary_key=True)
    library_id: int = Field(foreign_key="library.id", primary_key=True, index=True)


class RoundOffer(SQLModel, table=True):
    """An offer as the round froze it; `number` and the library's code are its public name, under which it draws lots.

    `lot_id` is the frozen offer that a copy was split from, its own id otherwise. `is_out` means that it takes no
    further part.
    """

    __tablename__ = "exchange_round_offer"
    __table_args__ = (sa.UniqueConstraint("round_id", "library_id", "number"),)

    round_id: int = Field(foreign_key="exchange_round.id", primary_key=True)
    offer_id: int = Field(foreign_key="exchange_offer.id", primary_key=True, index=True)
    library_id: int = Field(foreign_key="library.id")
    number: int
    lot_id: int
    is_out: bool = False


class RoundWant(SQLModel, table=True):
    """A want as the round froze it, with its owner's sealed choice and, at the end, exactly one outcome.

    `about_offer_id` is the offer that the outcome is about, if it is one that could serve nobody here.
    """

    __tablename__ = "exchange_round_want"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "library_id", "number"),
        sa.CheckConstraint("priority BETWEEN 1 AND 5 AND cap BETWEEN 1 AND 500", name="sensible_choice"),
        sa.CheckConstraint("outcome IS NULL OR NOT is_out", name="outcome_for_those_in_the_round"),
    )

    round_id: int = Field(foreign_key="exchange_round.id", primary_key=True)
    want_id: int = Field(foreign_key="exchange_want.id", primary_key=True, index=True)
    library_id: int = Field(foreign_key="library.id")
    number: int
    priority: int
    cap: int
    is_out: bool = False
    outcome: Outcome | None = Field(default=None, sa_type=enum_type(Outcome))
    decided_by: Criterion | None = Field(default=None, sa_type=enum_type(Criterion, 16))
    about_offer_id: int | None = Field(default=None, foreign_key="exchange_offer.id", index=True)


class RoundLine(Row, table=True):
    """One copy that goes from one library to another, with the reason why and both sides' answers.

    `kind` is that of the clearing: 1 exact edition, 2 the same work, 3 by profile. `work` is what the clearing called
    the work, `in_line` are the first wants that the copy could have served besides: id and kind.
    """

    __tablename__ = "exchange_round_line"
    __table_args__ = (
        known("state", LineState),
        sa.CheckConstraint("giver_id <> receiver_id", name="two_libraries"),
        sa.CheckConstraint("kind BETWEEN 1 AND 3", name="known_kind"),
        sa.CheckConstraint("rank BETWEEN 1 AND wishers", name="rank_among_wishers"),
        sa.CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refused_has_a_reason"),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'received', 'failed')"
            " OR (giver_answer = 'accepted' AND receiver_answer = 'accepted')",
            name="confirmed_by_both",
        ),
        once("one_promise_for_each_copy", _PROMISED, "offer_id"),
        sa.Index("ix_exchange_round_line_giver", "round_id", "giver_id"),
        sa.Index("ix_exchange_round_line_receiver", "round_id", "receiver_id"),
    )

    round_id: int = Field(foreign_key="exchange_round.id")
    clearing: int
    offer_id: int = Field(foreign_key="exchange_offer.id")
    want_id: int = Field(foreign_key="exchange_want.id", index=True)
    giver_id: int = Field(foreign_key="library.id")
    receiver_id: int = Field(foreign_key="library.id")
    kind: int
    priority: int
    rank: int
    wishers: int
    state: LineState = Field(default=LineState.PROPOSED, sa_type=enum_type(LineState, 12))
    version: int = 1
    giver_answer: Answer = Field(default=Answer.WAITING, sa_type=enum_type(Answer, 12))
    receiver_answer: Answer = Field(default=Answer.WAITING, sa_type=enum_type(Answer, 12))
    refusal: Refusal | None = Field(default=None, sa_type=enum_type(Refusal, 16))
    work: str | None = Field(default=None, max_length=60)
    in_line: list[list[int]] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
