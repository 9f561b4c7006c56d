"""Tables of exchange: offers, wants, readers' proposals."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.citations.numbers import LONGEST_PRINTED
from library_exchange.core.models import Row, enum_type, known, listed, once
from library_exchange.offers.rules import offers, wants
from library_exchange.offers.rules.offers import Condition, Level, Material, OfferState, Provenance, Reserve
from library_exchange.offers.rules.remarks import LONGEST_MISSING, LONGEST_REMARK
from library_exchange.offers.rules.subjects import Subject
from library_exchange.offers.rules.wants import WantKind, WantState


class ListKind(StrEnum):
    """Whether a list is one of offers or of wants."""

    OFFERS = "offers"
    WANTS = "wants"


class ProposalState(StrEnum):
    """What became of a reader's proposal."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


_LIVE_OFFER = f"item_id IS NOT NULL AND state NOT IN ({listed(offers.CLOSED)})"


class Offer(Row, table=True):
    """A copy or lot that a library offers.

    The texts are a snapshot in the book's own script; `title_key`, `series_key`, `volume_key` and `author_keys`,
    between strokes, serve matching, `folded` the search in lists. A lot that is matched in part is split:
    `split_from_id` names the line it came from.
    `marks` are codes of what the copy has or lacks, `missing` numbers of volumes, `remark` the giver's own words.
    `is_old` is set when the offer is published. `reminded_for` is the last day of which the librarian was told.
    """

    __tablename__ = "exchange_offer"
    __table_args__ = (
        known("state", OfferState),
        sa.CheckConstraint("quantity BETWEEN 1 AND 500", name="sensible_quantity"),
        sa.CheckConstraint("weight_g IS NULL OR weight_g BETWEEN 1 AND 100000", name="sensible_weight"),
        sa.CheckConstraint("pages IS NULL OR pages BETWEEN 1 AND 20000", name="sensible_pages"),
        sa.CheckConstraint("value_points BETWEEN 0 AND 1000", name="sensible_value"),
        sa.CheckConstraint("(reserve = 'partner') = (reserved_for_id IS NOT NULL)", name="partner_is_named"),
        sa.CheckConstraint("reserved_for_id IS NULL OR reserved_for_id <> library_id", name="partner_is_another"),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR weight_g IS NOT NULL OR pages IS NOT NULL", name="parcel_can_be_weighed"
        ),
        sa.CheckConstraint("item_id IS NULL OR quantity = 1", name="an_item_is_one_copy"),
        sa.CheckConstraint(
            "(closed_at IS NOT NULL) = (state IN (" + listed(offers.CLOSED) + "))", name="closed_has_a_date"
        ),
        once("one_live_offer_per_item", _LIVE_OFFER, "item_id"),
        sa.Index("ix_exchange_offer_desk", "library_id", "state"),
        sa.Index("ix_exchange_offer_public", "state", "published_at"),
        sa.Index("ix_exchange_offer_subject", "subject", "language"),
    )

    library_id: int = Field(foreign_key="library.id")
    state: OfferState = Field(default=OfferState.DRAFT, sa_type=enum_type(OfferState))
    version: int = 1
    record_id: int | None = Field(default=None, foreign_key="bibliographic_record.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    split_from_id: int | None = Field(default=None, foreign_key="exchange_offer.id", index=True)
    isbn: str | None = Field(default=None, max_length=13, index=True)
    printed_isbn: str | None = Field(default=None, max_length=LONGEST_PRINTED)
    issn: str | None = Field(default=None, max_length=9, index=True)
    title: str = Field(max_length=500)
    translated_title: str | None = Field(default=None, max_length=500)
    author: str | None = Field(default=None, max_length=300)
    publisher: str | None = Field(default=None, max_length=200)
    year: int | None = None
    language: str | None = Field(default=None, max_length=8)
    series: str | None = Field(default=None, max_length=300)
    volume: str | None = Field(default=None, max_length=60)
    title_key: str = Field(max_length=300, index=True)
    series_key: str = Field(default="", max_length=300, index=True)
    volume_key: str = Field(default="", max_length=150)
    author_keys: str = Field(default="", sa_type=sa.Text)
    folded: str = Field(default="", sa_type=sa.Text)
    subject: Subject | None = Field(default=None, sa_type=enum_type(Subject))
    level: Level | None = Field(default=None, sa_type=enum_type(Level))
    material: Material = Field(default=Material.BOOK, sa_type=enum_type(Material))
    condition: Condition = Field(default=Condition.GOOD, sa_type=enum_type(Condition))
    marks: str = Field(default="", max_length=60)
    missing: str | None = Field(default=None, max_length=LONGEST_MISSING)
    remark: str | None = Field(default=None, max_length=LONGEST_REMARK)
    pages: int | None = None
    weight_g: int | None = None
    value_points: int = 1
    quantity: int = 1
    reserve: Reserve = Field(default=Reserve.ANYONE, sa_type=enum_type(Reserve))
    reserved_for_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    provenance: Provenance = Field(default=Provenance.DUPLICATE, sa_type=enum_type(Provenance))
    is_gift: bool = False
    is_old: bool = False
    expires_on: date | None = Field(default=None, index=True)
    reminded_for: date | None = None
    created_at: datetime
    touched_at: datetime
    published_at: datetime | None = None
    closed_at: datetime | None = None


class Want(Row, table=True):
    """What a library wants: an edition, any edition of a work, a volume of a series, or books of a profile.

    A profile names at least one of subject, author and series; `person_id` is the author, if the catalogue knows her.

    `cap` is how many copies are wanted, `received` how many have come. `priority` is the library's own scale, 5 the
    most urgent; a want that failed rises. For a profile the years are those of publication, both ends counted.
    """

    __tablename__ = "exchange_want"
    __table_args__ = (
        known("state", WantState),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name="priority_of_five"),
        sa.CheckConstraint("cap BETWEEN 1 AND 500 AND received BETWEEN 0 AND cap", name="no_more_than_wanted"),
        sa.CheckConstraint(
            "(kind = 'edition' AND (isbn IS NOT NULL OR issn IS NOT NULL OR title_key <> ''))"
            " OR (kind = 'work' AND work_id IS NOT NULL)"
            " OR (kind = 'series' AND (issn IS NOT NULL OR series_key <> ''))"
            " OR (kind = 'profile' AND (subject IS NOT NULL OR author IS NOT NULL"
            " OR series_key <> ''))",
            name="rule_is_complete",
        ),
        sa.CheckConstraint("year_from IS NULL OR year_to IS NULL OR year_from <= year_to", name="years_in_order"),
        sa.CheckConstraint("(state = 'filled') = (received = cap)", name="filled_is_all"),
        sa.CheckConstraint(
            "(closed_at IS NOT NULL) = (state IN (" + listed(wants.CLOSED) + "))", name="closed_has_a_date"
        ),
        sa.Index("ix_exchange_want_desk", "library_id", "state"),
        sa.Index("ix_exchange_want_public", "state", "created_at"),
        sa.Index("ix_exchange_want_subject", "subject", "language"),
    )

    library_id: int = Field(foreign_key="library.id")
    state: WantState = Field(default=WantState.OPEN, sa_type=enum_type(WantState))
    version: int = 1
    kind: WantKind = Field(sa_type=enum_type(WantKind))
    record_id: int | None = Field(default=None, foreign_key="bibliographic_record.id", index=True)
    work_id: int | None = Field(default=None, foreign_key="work.id", index=True)
    isbn: str | None = Field(default=None, max_length=13, index=True)
    printed_isbn: str | None = Field(default=None, max_length=LONGEST_PRINTED)
    issn: str | None = Field(default=None, max_length=9, index=True)
    title: str = Field(default="", max_length=500)
    author: str | None = Field(default=None, max_length=300)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    series: str | None = Field(default=None, max_length=300)
    language: str | None = Field(default=None, max_length=8)
    volume: str | None = Field(default=None, max_length=60)
    title_key: str = Field(default="", max_length=300, index=True)
    series_key: str = Field(default="", max_length=300, index=True)
    volume_key: str = Field(default="", max_length=150)
    folded: str = Field(default="", sa_type=sa.Text)
    subject: Subject | None = Field(default=None, sa_type=enum_type(Subject))
    level: Level | None = Field(default=None, sa_type=enum_type(Level))
    year_from: int | None = None
    year_to: int | None = None
    condition: Condition = Field(default=Condition.WORN, sa_type=enum_type(Condition))
    priority: int = 3
    cap: int = 1
    received: int = 0
    declines: int = 0
    latest_on: date | None = Field(default=None, index=True)
    reminded_for: date | None = None
    created_at: datetime
    touched_at: datetime
    closed_at: datetime | None = None


class WantAuthor(Row, table=True):
    """A key under which the author of a profile is found; whom the catalogue knows has one for each of her names."""

    __tablename__ = "exchange_want_author"
    __table_args__ = (sa.UniqueConstraint("want_id", "key"),)

    want_id: int = Field(foreign_key="exchange_want.id")
    key: str = Field(max_length=300)


class WantProposal(Row, table=True):
    """What a reader asks her own library to want; who she is and what she wrote never leave it."""

    __tablename__ = "exchange_want_proposal"
    __table_args__ = (
        sa.CheckConstraint("(state = 'accepted') = (want_id IS NOT NULL)", name="accepted_is_a_want"),
        sa.Index("ix_exchange_want_proposal_desk", "library_id", "state"),
    )

    library_id: int = Field(foreign_key="library.id")
    reader_id: int = Field(foreign_key="user.id", index=True)
    state: ProposalState = Field(default=ProposalState.WAITING, sa_type=enum_type(ProposalState))
    version: int = 1
    record_id: int | None = Field(default=None, foreign_key="bibliographic_record.id", index=True)
    isbn: str | None = Field(default=None, max_length=13)
    printed_isbn: str | None = Field(default=None, max_length=LONGEST_PRINTED)
    title: str = Field(max_length=500)
    author: str | None = Field(default=None, max_length=300)
    note: str | None = Field(default=None, max_length=500)
    want_id: int | None = Field(default=None, foreign_key="exchange_want.id", index=True)
    created_at: datetime
    answered_at: datetime | None = None
