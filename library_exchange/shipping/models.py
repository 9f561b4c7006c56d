"""Tables of what travels: consignments with their titles, parcels, permissions and claims; carriers and dated rules."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.citations.numbers import LONGEST_PRINTED
from library_exchange.core.kept_pictures import PictureRow, small_enough
from library_exchange.core.models import Row, enum_type, known, listed, once
from library_exchange.shipping.rules import claims, clearances, shipments
from library_exchange.shipping.rules.claim_reasons import LONGEST_WORDS, Why
from library_exchange.shipping.rules.codes import (
    ClaimState,
    ClearanceState,
    Direction,
    LineState,
    Material,
    Mode,
    Outcome,
    ParcelKind,
    ParcelState,
    Purpose,
    ShipmentState,
    TranslationStatus,
)
from library_exchange.shipping.rules.pictures import PictureKind


class Threshold(Row, table=True):
    """A number that a rule of post or customs sets, from a day on; `source_note` says where it was read."""

    __tablename__ = "shipping_threshold"
    __table_args__ = (sa.UniqueConstraint("code", "valid_from"),)

    code: str = Field(max_length=60)
    value: int
    unit: str = Field(max_length=30)
    valid_from: date
    source_note: str = Field(max_length=300)


class CustomsCode(Row, table=True):
    """The customs tariff heading of a material (`code` is a Material), from a day on."""

    __tablename__ = "customs_code"
    __table_args__ = (sa.UniqueConstraint("code", "valid_from"),)

    code: str = Field(max_length=30)
    hs_code: str = Field(max_length=12)
    valid_from: date
    source_note: str = Field(max_length=300)


class CarrierService(Row, table=True):
    """A way to send a parcel: what a carrier takes, up to which weight, and what it promises; `is_inland` at home."""

    __tablename__ = "carrier_service"
    __table_args__ = (
        known("mode", Mode),
        known("kind", ParcelKind),
        sa.CheckConstraint("max_g > 0 AND usual_days > 0", name="sensible_limits"),
    )

    code: str = Field(max_length=40, unique=True)
    name_zh: str = Field(max_length=120)
    name_ru: str = Field(max_length=120)
    name_en: str = Field(max_length=120)
    mode: Mode = Field(sa_type=enum_type(Mode, 12))
    kind: ParcelKind = Field(sa_type=enum_type(ParcelKind, 16))
    country: str | None = Field(default=None, max_length=2)
    max_g: int
    is_tracked: bool
    is_insured: bool
    is_printed_matter: bool
    is_inland: bool = False
    usual_days: int
    is_offered: bool = True
    source_note: str = Field(max_length=300)

    def name_in(self, language: str) -> str:
        """Return the name in the interface language `language` (zh, ru or en)."""
        return str(getattr(self, f"name_{language}"))


class Consignment(Row, table=True):
    """Books that go from one library to another, directly or through gateways; values are in one currency."""

    __tablename__ = "consignment"
    __table_args__ = (
        known("state", ShipmentState),
        known("mode", Mode),
        known("purpose", Purpose),
        sa.CheckConstraint("consignor_id <> consignee_id", name="two_parties"),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name="currency_is_a_code"),
        sa.CheckConstraint(
            f"state NOT IN ({listed(shipments.ON_THE_WAY)}) OR (handed_on IS NOT NULL AND eta_on IS NOT NULL)",
            name="under_way_has_dates",
        ),
        sa.CheckConstraint(
            "state NOT IN ('received', 'in_claim') OR received_at IS NOT NULL", name="received_has_a_date"
        ),
        sa.CheckConstraint(
            f"(closed_at IS NOT NULL) = (state IN ({listed(shipments.FINAL)}))", name="closed_has_a_date"
        ),
        sa.Index("ix_consignment_consignor_id_state", "consignor_id", "state"),
        sa.Index("ix_consignment_consignee_id_state", "consignee_id", "state"),
    )

    number: str = Field(max_length=40, unique=True)
    consignor_id: int = Field(foreign_key="library.id")
    consignee_id: int = Field(foreign_key="library.id")
    consignor_gateway_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    consignee_gateway_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    purpose: Purpose = Field(sa_type=enum_type(Purpose, 12))
    mode: Mode = Field(sa_type=enum_type(Mode, 12))
    state: ShipmentState = Field(default=ShipmentState.PLANNED, sa_type=enum_type(ShipmentState, 24))
    version: int = 1
    currency: str = Field(max_length=3)
    return_by: date | None = None
    created_at: datetime
    touched_at: datetime
    handed_on: date | None = None
    eta_on: date | None = None
    received_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def gateways(self) -> tuple[int, ...]:
        """The libraries it passes through, in the order in which it does."""
        return tuple(each for each in (self.consignor_gateway_id, self.consignee_gateway_id) if each is not None)


class Leg(Row, table=True):
    """One stretch of the way, between two libraries; instants are those of the first parcel."""

    __tablename__ = "consignment_leg"
    __table_args__ = (
        sa.UniqueConstraint("consignment_id", "seq"),
        sa.CheckConstraint("from_id <> to_id", name="two_ends"),
    )

    consignment_id: int = Field(foreign_key="consignment.id")
    seq: int
    from_id: int = Field(foreign_key="library.id")
    to_id: int = Field(foreign_key="library.id")
    left_at: datetime | None = None
    arrived_at: datetime | None = None


class Parcel(Row, table=True):
    """One packet of a consignment; `weight_g` is what the scale says, with the wrapping.

    Where there is no scale it is reckoned from the books, and `is_estimated` says so.
    """

    __tablename__ = "parcel"
    __table_args__ = (
        sa.UniqueConstraint("consignment_id", "number"),
        sa.UniqueConstraint("id", "consignment_id"),
        known("state", ParcelState),
        sa.CheckConstraint("weight_g > 0", name="weighs_something"),
        sa.CheckConstraint("NOT is_estimated OR weight_g IS NOT NULL", name="estimated_is_known"),
    )

    consignment_id: int = Field(foreign_key="consignment.id")
    number: int
    service_id: int = Field(foreign_key="carrier_service.id")
    weight_g: int | None = None
    is_estimated: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    tracking_no: str | None = Field(default=None, max_length=40)
    state: ParcelState = Field(default=ParcelState.OPEN, sa_type=enum_type(ParcelState, 12))


_EXPECTED = "state = 'expected'"


class ConsignmentLine(Row, table=True):
    """One title of a consignment, of which `copies` travel; weight and value are those of one copy.

    A set counts as one copy, and `volumes` says how many books lie there for each.

    (`subject_kind`, `subject_id`) is what an upper room knows the line by; this room never looks inside. A line lies in
    one parcel at most, and only in one of its own consignment. A line that staff typed has no subject.
    """

    __tablename__ = "consignment_line"
    __table_args__ = (
        sa.UniqueConstraint("consignment_id", "number"),
        sa.ForeignKeyConstraint(["parcel_id", "consignment_id"], ["parcel.id", "parcel.consignment_id"]),
        known("state", LineState),
        known("material", Material),
        known("purpose", Purpose),
        sa.CheckConstraint("copies BETWEEN 1 AND 1000", name="some_copies"),
        sa.CheckConstraint("volumes BETWEEN 1 AND 500", name="some_volumes"),
        sa.CheckConstraint("(subject_kind IS NULL) = (subject_id IS NULL)", name="whole_subject"),
        sa.CheckConstraint("weight_g > 0 AND value_minor >= 0", name="sensible_figures"),
        sa.CheckConstraint("state NOT IN ('not_cleared', 'released') OR parcel_id IS NULL", name="dropped_is_unpacked"),
        sa.CheckConstraint("state <> 'good' OR counted_at IS NOT NULL", name="good_is_counted"),
        sa.CheckConstraint("state <> 'lost' OR counted_at IS NULL", name="lost_is_never_counted"),
        once("one_journey_at_a_time", _EXPECTED, "subject_kind", "subject_id"),
        sa.Index("ix_consignment_line_parcel_id", "parcel_id"),
    )

    consignment_id: int = Field(foreign_key="consignment.id")
    number: int
    subject_kind: str | None = Field(default=None, max_length=30)
    subject_id: int | None = None
    purpose: Purpose = Field(sa_type=enum_type(Purpose, 12))
    goes_home: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """Whether it was lent and travels back to whom it belongs: it is not to be returned again."""
    title: str = Field(max_length=500)
    language: str = Field(max_length=3)
    transliteration: str | None = Field(default=None, max_length=500)
    title_zh: str | None = Field(default=None, max_length=500)
    title_ru: str | None = Field(default=None, max_length=500)
    author: str | None = Field(default=None, max_length=300)
    publisher: str | None = Field(default=None, max_length=200)
    year: int | None = None
    isbn: str | None = Field(default=None, max_length=17)
    printed_isbn: str | None = Field(default=None, max_length=LONGEST_PRINTED)
    copies: int = 1
    volumes: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    weight_g: int | None = None
    value_minor: int | None = None
    is_value_proposed: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    material: Material = Field(default=Material.BOOK, sa_type=enum_type(Material, 20))
    annotation_zh: str | None = Field(default=None, max_length=500)
    annotation_ru: str | None = Field(default=None, max_length=500)
    parcel_id: int | None = None
    state: LineState = Field(default=LineState.EXPECTED, sa_type=enum_type(LineState, 14))
    old_confirmed_at: datetime | None = None
    export_permit_no: str | None = Field(default=None, max_length=60)
    export_permit_on: date | None = None
    counted_at: datetime | None = None

    @property
    def pieces(self) -> int:
        """How many books lie there in all, as papers count them."""
        return self.copies * self.volumes


class Clearance(Row, table=True):
    """The permission for one direction of a consignment; `library_id` is who asks for it."""

    __tablename__ = "clearance"
    __table_args__ = (
        sa.UniqueConstraint("consignment_id", "direction"),
        known("state", ClearanceState),
        known("direction", Direction),
        sa.CheckConstraint(
            "state IN ('not_needed', 'to_prepare') OR submitted_on IS NOT NULL", name="submitted_has_a_date"
        ),
    )

    consignment_id: int = Field(foreign_key="consignment.id")
    direction: Direction = Field(sa_type=enum_type(Direction, 8))
    library_id: int = Field(foreign_key="library.id")
    state: ClearanceState = Field(sa_type=enum_type(ClearanceState, 16))
    version: int = 1
    submitted_on: date | None = None
    permit_no: str | None = Field(default=None, max_length=60)
    valid_until: date | None = None
    granted_on: date | None = None

    @property
    def is_decided(self) -> bool:
        """Whether nobody waits for an authority."""
        return self.state in clearances.DECIDED


class ClearanceTitle(Row, table=True):
    """What the authority said of one title: for the library that asked, and nobody else."""

    __tablename__ = "clearance_title"
    __table_args__ = (sa.UniqueConstraint("clearance_id", "line_id"),)

    clearance_id: int = Field(foreign_key="clearance.id")
    line_id: int = Field(foreign_key="consignment_line.id", index=True)
    is_granted: bool


_OPEN_CLAIM = f"state NOT IN ({listed(claims.FINAL)})"


class Claim(Row, table=True):
    """What the consignee says of a title that did not come as it should; one open claim for each.

    The consignment `replacement_id` brings what was agreed to come instead.
    """

    __tablename__ = "consignment_claim"
    __table_args__ = (
        known("state", ClaimState),
        sa.CheckConstraint("(state = 'resolved') = (outcome IS NOT NULL)", name="resolved_has_an_outcome"),
        once("one_open_claim_per_line", _OPEN_CLAIM, "line_id"),
    )

    consignment_id: int = Field(foreign_key="consignment.id", index=True)
    line_id: int = Field(foreign_key="consignment_line.id")
    fault: LineState = Field(sa_type=enum_type(LineState, 14))
    state: ClaimState = Field(default=ClaimState.OPENED, sa_type=enum_type(ClaimState, 20))
    version: int = 1
    outcome: Outcome | None = Field(default=None, sa_type=enum_type(Outcome, 12))
    has_proof_of_posting: bool = False
    replacement_id: int | None = Field(default=None, foreign_key="consignment.id")
    opened_at: datetime
    touched_at: datetime


class ClaimReason(Row, table=True):
    """Why somebody took a step of a claim, by the name of the step; no library is the coordinator's.

    A reason of those that stand in every language, words as they were written, or both; never which person.
    """

    __tablename__ = "consignment_claim_reason"
    __table_args__ = (
        sa.UniqueConstraint("claim_id", "step"),
        known("why", Why),
        sa.CheckConstraint("why IS NOT NULL OR words IS NOT NULL", name="says_something"),
    )

    claim_id: int = Field(foreign_key="consignment_claim.id")
    step: str = Field(max_length=24)
    library_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    why: Why | None = Field(default=None, sa_type=enum_type(Why, 20))
    words: str | None = Field(default=None, max_length=LONGEST_WORDS)
    said_at: datetime


class ClaimPicture(PictureRow, table=True):
    """A picture that a side shows on a claim.

    Whoever adds or removes one moves on the version of the claim, so that nobody decides without having seen it.
    """

    __tablename__ = "consignment_claim_picture"
    __table_args__ = (known("kind", PictureKind), small_enough())

    claim_id: int = Field(foreign_key="consignment_claim.id", index=True)
    library_id: int = Field(foreign_key="library.id")
    kind: PictureKind = Field(sa_type=enum_type(PictureKind, 20))


class TitleTranslation(Row, table=True):
    """A translated title, remembered for every library: the next time the same title travels, it is offered."""

    __tablename__ = "title_translation"
    __table_args__ = (sa.UniqueConstraint("source_key", "language"),)

    source_key: str = Field(max_length=500)
    source_text: str = Field(max_length=500)
    language: str = Field(max_length=2)
    text: str = Field(max_length=500)
    annotation: str | None = Field(default=None, max_length=500)
    status: TranslationStatus = Field(sa_type=enum_type(TranslationStatus, 12))
    library_id: int | None = Field(default=None, foreign_key="library.id")
    updated_at: datetime
