"""Tables of the directory: libraries and what partners must know about them."""

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.kept_pictures import PictureRow, small_enough
from library_exchange.core.models import Row, enum_type, known


class LibraryKind(StrEnum):
    """What kind of body a library belongs to."""

    NATIONAL = "national"
    PUBLIC = "public"
    UNIVERSITY = "university"
    RESEARCH = "research"
    SCHOOL = "school"
    NGO = "ngo"


class Library(Row, table=True):
    """A library; `code` is ours and permanent, names and city stand in three languages.

    One that `is_remote` is no member: another system serves it, and messages reach it there.

    `open_weekdays` are the ISO numbers of the days on which its desk works, Monday first: "12345". The gateway is the
    library of the same country that sends and receives across the border for it. One that `needs_local_check` takes
    only requests of libraries that have looked first whether the book is held near them. A reader may have
    `most_open_requests` at once, as many as she likes if that is None; one about which there is nothing to decide goes
    out without staff looking if the library `sends_unreviewed`. Who has no account may ask online to become a reader of
    one that `takes_reader_applications`.

    Until it `has_told_rules` and `has_told_days`, what stands in those columns is a proposal: it serves to reckon with
    and is shown to nobody as the library's word, and a member does not lend. Of the `unwritten_names`, as "name_zh" or
    "city_en", nobody has written the language yet: a name in another one stands there. The `proposed_names` were made
    by rule as it was admitted, and none of its own staff has confirmed or changed them yet.

    A library that leaves does so on the day `leaves_on`; once it `is_closing`, nothing new begins with it.
    One that `has_left` is no member any more: its name stays on what happened.
    """

    __tablename__ = "library"
    __table_args__ = (
        sa.CheckConstraint("length(country) = 2 AND country = upper(country)", name="country_is_a_code"),
        sa.CheckConstraint("loan_days BETWEEN 1 AND 365", name="sensible_loan_days"),
        sa.CheckConstraint("transit_days BETWEEN 0 AND 120", name="sensible_transit_days"),
        sa.CheckConstraint("gateway_id <> id", name="gateway_is_another"),
        sa.CheckConstraint("most_open_requests BETWEEN 1 AND 999", name="sensible_most_open_requests"),
        sa.CheckConstraint("loan_fee_minor >= 0 AND copy_fee_minor >= 0", name="fees_not_below_zero"),
        sa.CheckConstraint("has_told_rules OR is_remote OR NOT lends", name="members_lend_by_rules_told"),
        sa.CheckConstraint("NOT is_closing OR (NOT lends AND leaves_on IS NOT NULL)", name="nothing_new_while_closing"),
        sa.CheckConstraint("is_closing OR NOT has_left", name="closing_before_it_has_left"),
    )

    code: str = Field(max_length=40, unique=True)
    name_zh: str = Field(max_length=200)
    name_ru: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    city_zh: str = Field(max_length=80)
    city_ru: str = Field(max_length=80)
    city_en: str = Field(max_length=80)
    country: str = Field(max_length=2)
    kind: LibraryKind = Field(sa_type=enum_type(LibraryKind))
    timezone: str = Field(max_length=40)
    language: str = Field(max_length=2)
    mailbox: str = Field(max_length=254)
    website: str | None = Field(default=None, max_length=200)
    isil: str | None = Field(default=None, max_length=16)
    lends: bool = True
    loan_days: int = 30
    transit_days: int = 14
    needs_local_check: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    most_open_requests: int | None = None
    loan_fee_minor: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    copy_fee_minor: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    sends_unreviewed: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    takes_reader_applications: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    has_told_rules: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    has_told_days: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    unwritten_names: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    proposed_names: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    is_demo: bool = False
    joined_at: datetime
    is_remote: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    is_inland: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    gateway_id: int | None = Field(default=None, foreign_key="library.id")
    desk_phone: str | None = Field(default=None, max_length=40)
    leaves_on: date | None = None
    is_closing: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    has_left: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    open_weekdays: str = Field(default="12345", max_length=7, sa_column_kwargs={"server_default": sa.text("'12345'")})

    def name_in(self, language: str) -> str:
        """Return the name in the interface language `language` (zh, ru or en)."""
        return str(getattr(self, f"name_{language}"))

    @property
    def zone(self) -> ZoneInfo:
        """The library's time zone."""
        return ZoneInfo(self.timezone)

    def day_at(self, at: datetime) -> date:
        """Return the day that it is at the library at the instant `at`."""
        return at.astimezone(self.zone).date()

    def city_in(self, language: str) -> str:
        """Return the city's name in the interface language `language` (zh, ru or en)."""
        return str(getattr(self, f"city_{language}"))


class AddressForm(StrEnum):
    """In which script an address is written: the country's own, or Latin letters."""

    LOCAL = "local"
    LATIN = "latin"


class PostalAddress(Row, table=True):
    """A library's postal address in one script, as its own staff writes it; what is not known stays empty."""

    __tablename__ = "postal_address"
    __table_args__ = (sa.UniqueConstraint("library_id", "form"),)

    library_id: int = Field(foreign_key="library.id")
    form: AddressForm = Field(sa_type=enum_type(AddressForm, 12))
    recipient: str = Field(default="", max_length=200)
    street: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=80)
    region: str = Field(default="", max_length=80)
    postcode: str = Field(default="", max_length=12)
    country: str = Field(default="", max_length=60)


class Topic(StrEnum):
    """What a library tells its visitors and partners in words of its own."""

    HOURS = "hours"
    JOINING = "joining"
    LENDING = "lending"


class LibraryWords(Row, table=True):
    """What a library says about one topic in one language: when it is open, how one becomes a reader, how it lends."""

    __tablename__ = "library_words"
    __table_args__ = (sa.UniqueConstraint("library_id", "topic", "language"), known("topic", Topic))

    library_id: int = Field(foreign_key="library.id")
    topic: Topic = Field(sa_type=enum_type(Topic, 12))
    language: str = Field(max_length=2)
    text: str = Field(max_length=600)


class LibraryLogo(PictureRow, table=True):
    """The sign of a library, as its page shows it."""

    __tablename__ = "library_logo"
    __table_args__ = (small_enough(),)

    library_id: int = Field(foreign_key="library.id", unique=True)


class ClosureReason(StrEnum):
    """Why a library is closed, in words that every reader has in her own language."""

    HOLIDAY = "holiday"
    VACATION = "vacation"
    INVENTORY = "inventory"
    CLEANING = "cleaning"
    REPAIR = "repair"
    MOVE = "move"
    OTHER = "other"


class Closure(Row, table=True):
    """Days on which a library is closed beside the holidays of its country; both ends belong to them."""

    __tablename__ = "library_closure"
    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="days_in_order"),)

    library_id: int = Field(foreign_key="library.id", index=True)
    starts_on: date
    ends_on: date
    reason: ClosureReason = Field(sa_type=enum_type(ClosureReason, 12))
    note_zh: str | None = Field(default=None, max_length=200)
    note_ru: str | None = Field(default=None, max_length=200)
    note_en: str | None = Field(default=None, max_length=200)


class PartnerFee(Row, table=True):
    """What a library asks one partner for a loan and for a copy, in place of what its rules say; 0 is free of charge.

    In minor units of the currency of the library's country, as the fees of its rules are; or in hundredths of IFLA
    vouchers, of which there are whole and half ones.
    """

    __tablename__ = "partner_fee"
    __table_args__ = (
        sa.UniqueConstraint("library_id", "partner_id"),
        sa.CheckConstraint("library_id <> partner_id", name="two_parties"),
        sa.CheckConstraint("loan_fee_minor >= 0 AND copy_fee_minor >= 0", name="fees_not_below_zero"),
        sa.CheckConstraint(
            "NOT in_vouchers OR (loan_fee_minor % 50 = 0 AND copy_fee_minor % 50 = 0)", name="whole_or_half_vouchers"
        ),
    )

    library_id: int = Field(foreign_key="library.id")
    partner_id: int = Field(foreign_key="library.id", index=True)
    loan_fee_minor: int
    copy_fee_minor: int
    in_vouchers: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
