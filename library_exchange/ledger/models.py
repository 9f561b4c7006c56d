"""Tables of the ledger: books, accounts, entries and their lines; the database takes insertions only.

An entry is written after its lines and seals them: a trigger refuses one whose lines do not sum to zero, and lines
that come later. So the rows hold whatever the code does.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, once


class BookKind(StrEnum):
    """Which book an account belongs to: the one that two libraries keep, or the one of the whole network."""

    PAIR = "pair"
    NETWORK = "network"


class Unit(StrEnum):
    """What is counted: whole pieces, points, pages; money in its minor unit (fen, kopeks), vouchers in hundredths."""

    PIECES = "pieces"
    POINTS = "points"
    PAGES = "pages"
    VOUCHERS = "vouchers"
    CNY = "CNY"
    RUB = "RUB"


MONEY = (Unit.CNY, Unit.RUB)
FEES = (*MONEY, Unit.VOUCHERS)
"""Units in which loans are paid; they are counted in hundredths."""
LARGEST_RATE, MILLION = 10_000, 1_000_000
"""How many units of one currency a unit of another may be at most; rates are kept in millionths."""


class Reason(StrEnum):
    """Why an entry was posted."""

    OPENING = "opening"
    RECEIPT = "receipt"
    CLAIM = "claim"
    CARRY = "carry"
    SETTLE = "settle"
    FORGIVE = "forgive"
    FEE = "fee"
    PAID = "paid"
    BORNE = "borne"


class Book(Row, table=True):
    """A book of accounts; a pair book names its two libraries, the lower id first."""

    __tablename__ = "ledger_book"
    __table_args__ = (
        sa.CheckConstraint(
            "(kind = 'pair' AND first_id < second_id AND first_id IS NOT NULL AND second_id IS NOT NULL)"
            " OR (kind = 'network' AND first_id IS NULL AND second_id IS NULL)",
            name="two_libraries_or_the_network",
        ),
        sa.UniqueConstraint("first_id", "second_id"),
        once("one_network_book", "kind = 'network'", "kind"),
    )

    kind: BookKind = Field(sa_type=enum_type(BookKind, 12))
    first_id: int | None = Field(default=None, foreign_key="library.id")
    second_id: int | None = Field(default=None, foreign_key="library.id", index=True)


class Account(Row, table=True):
    """What one library has given (+) and received (-) in one book; without a library, the network's own account."""

    __tablename__ = "ledger_account"
    __table_args__ = (
        sa.UniqueConstraint("book_id", "library_id"),
        once("one_account_of_the_network", "library_id IS NULL", "book_id"),
    )

    book_id: int = Field(foreign_key="ledger_book.id")
    library_id: int | None = Field(default=None, foreign_key="library.id", index=True)


class Line(Row, table=True):
    """One line of an entry: what an account gave (+) to or received (-) from the library `partner_id`.

    Without a partner it stands between a library and the network itself.
    """

    __tablename__ = "ledger_line"
    __table_args__ = (
        sa.CheckConstraint("amount <> 0", name="moves_something"),
        sa.ForeignKeyConstraint(["entry_key"], ["ledger_entry.key"], deferrable=True, initially="DEFERRED"),
        sa.Index("ix_ledger_line_account", "account_id", "partner_id", "unit"),
    )

    entry_key: str = Field(max_length=32, index=True)
    account_id: int = Field(foreign_key="ledger_account.id")
    partner_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    unit: Unit = Field(sa_type=enum_type(Unit, 12))
    amount: int = Field(sa_type=sa.BigInteger)


class Entry(Row, table=True):
    """One transaction: why, on which day, about what; `key` ties its lines to it.

    The reference is opaque here: a kind and an id that mean something to whoever posts, and stand for one entry only.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        sa.UniqueConstraint("reference_kind", "reference_id"),
        sa.CheckConstraint("reverses_id <> id", name="reverses_another"),
        sa.Index("ix_ledger_entry_day", "happened_on", "id"),
    )

    key: str = Field(max_length=32, unique=True)
    reason: Reason = Field(sa_type=enum_type(Reason, 12))
    reference_kind: str = Field(max_length=40)
    reference_id: str = Field(max_length=80)
    happened_on: date
    posted_at: datetime
    posted_by_id: int | None = Field(default=None, foreign_key="library.id")
    reverses_id: int | None = Field(default=None, foreign_key="ledger_entry.id", unique=True)


class ExchangeRate(Row, table=True):
    """How many units of `quote` one unit of `base` was on a day, and who says so; entered by people, never fetched.

    By a library for its own statements, or without one by the platform for all.
    """

    __tablename__ = "exchange_rate"
    __table_args__ = (
        sa.CheckConstraint("base <> quote", name="two_currencies"),
        sa.CheckConstraint(f"millionths BETWEEN 1 AND {LARGEST_RATE * MILLION}", name="sensible_rate"),
        once("one_rate_of_a_library", "library_id IS NOT NULL", "library_id", "base", "quote", "rated_on"),
        once("one_rate_of_the_platform", "library_id IS NULL", "base", "quote", "rated_on"),
    )

    library_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    base: Unit = Field(sa_type=enum_type(Unit, 12))
    quote: Unit = Field(sa_type=enum_type(Unit, 12))
    millionths: int = Field(sa_type=sa.BigInteger)
    rated_on: date
    source: str = Field(max_length=120)
