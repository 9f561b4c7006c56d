"""Tables of the exchange with other systems: where they are reached, how libraries are named, what went to and fro."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known
from library_exchange.core.sealed_secrets import opened
from library_exchange.loans.rules.standard_codes import ErrorType, MessageStatus
from library_exchange.protocols.iso18626.rules.layouts import Edition
from library_exchange.protocols.iso18626.rules.shims import Shim


class EndPoint(Row, table=True):
    """The system of a partner: where messages for it go, in which edition, and how it is known when it speaks.

    A key of theirs goes with each message in the header `key_header`; it is kept sealed (`sealed_key`). Of the key that
    the partner must show only the SHA-256 is kept (`key_hash`). `addresses` are the networks it may speak from, in CIDR
    form with commas between; no address means any. With neither key nor address nobody may speak for the partner.
    """

    __tablename__ = "iso18626_end_point"
    __table_args__ = (known("edition", Edition), known("shim", Shim))

    library_id: int = Field(foreign_key="library.id", unique=True)
    url: str = Field(max_length=300)
    edition: Edition = Field(sa_type=enum_type(Edition, 12))
    shim: Shim = Field(default=Shim.NONE, sa_type=enum_type(Shim, 12))
    key_header: str = Field(default="X-Api-Key", max_length=60)
    sealed_key: str | None = Field(default=None, max_length=1200)
    key_hash: str | None = Field(default=None, max_length=64, unique=True)
    addresses: str = Field(default="", max_length=500)
    is_active: bool = True
    created_at: datetime

    @staticmethod
    def about(library_id: int) -> str:
        """Return what the key of the system of a library is sealed about."""
        return f"iso18626_end_point:{library_id}"

    def key_sent(self, secret: str) -> str | None:
        """Return the key that the system wants to be shown; raises Unsealable if another `secret` sealed it."""
        return opened(secret, self.about(self.library_id), self.sealed_key) if self.sealed_key else None


class AgencySymbol(Row, table=True):
    """A name of a library on the wire, beside its code and its ISIL; several libraries may stand behind one system."""

    __tablename__ = "iso18626_symbol"
    __table_args__ = (sa.UniqueConstraint("type", "value"),)

    library_id: int = Field(foreign_key="library.id", index=True)
    type: str = Field(max_length=40)
    value: str = Field(max_length=100)


class WireRequest(Row, table=True):
    """How a row of a loan is known on the wire; a requesting library's row once for each library asked.

    `request_id` is the number the requesting system gave it, `supplier_request_id` the supplying system's own. How
    both agencies are named follows the partner's last message: a broker may change the supplier behind one end point.
    """

    __tablename__ = "iso18626_request"
    __table_args__ = (
        sa.UniqueConstraint("loan_id", "request_id"),
        sa.Index("ix_iso18626_request_known_by", "end_point_id", "request_id"),
    )

    loan_id: int = Field(foreign_key="loan_request.id")
    end_point_id: int = Field(foreign_key="iso18626_end_point.id")
    request_id: str = Field(max_length=300)
    supplier_request_id: str | None = Field(default=None, max_length=300)
    partner_type: str = Field(max_length=40)
    partner_value: str = Field(max_length=100)
    own_type: str = Field(max_length=40)
    own_value: str = Field(max_length=100)
    is_reminded: bool = False


class Direction(StrEnum):
    """Whether a document came in or went out."""

    IN = "in"
    OUT = "out"


class WireMessage(Row, table=True):
    """A document that came in or went out, byte for byte, and how it was confirmed.

    What comes in is known by the SHA-256 of its bytes, and answered as before when it comes again. What goes out is
    known by that of the message it says: it is written once, and sent again as it is. One that is not `answered_at` is
    being tried; `error` is the code of a confirmation, or empty where the partner's server refused (`http_status`
    tells). `note` is what a person may read; `seen_at` when staff had a look.
    """

    __tablename__ = "iso18626_message"
    __table_args__ = (
        known("direction", Direction),
        known("confirmation", MessageStatus),
        sa.CheckConstraint("error IS NULL OR confirmation = 'ERROR'", name="error_of_a_refusal"),
        sa.UniqueConstraint("end_point_id", "direction", "digest", name="one_row_per_document"),
        sa.Index("ix_iso18626_message_open", "confirmation", "seen_at"),
    )

    end_point_id: int = Field(foreign_key="iso18626_end_point.id", index=True)
    loan_id: int | None = Field(default=None, foreign_key="loan_request.id", index=True)
    direction: Direction = Field(sa_type=enum_type(Direction, 4))
    message: str = Field(max_length=40)
    said: str = Field(max_length=40)
    version: str = Field(default="", max_length=20)
    raw: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    digest: str = Field(max_length=64)
    note: str | None = Field(default=None, max_length=1000)
    confirmation: MessageStatus | None = Field(default=None, sa_type=enum_type(MessageStatus, 12))
    error: ErrorType | None = Field(default=None, sa_type=enum_type(ErrorType))
    error_text: str | None = Field(default=None, max_length=300)
    http_status: int | None = None
    tries: int = 0
    at: datetime
    answered_at: datetime | None = None
    seen_at: datetime | None = None
