"""Tables of messages: those that were taken, with what their senders were answered."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.standard_codes import ErrorType, MessageStatus


class ReceivedMessage(Row, table=True):
    """A partner's message that has been taken; the constraints, not the code, make it be taken once.

    Own nodes number theirs by `seq`; a foreign message has no number and is known by its `digest` (SHA-256 of its
    canonical form, hexadecimal), `side` telling whom it was addressed to. `raw` is what came, byte for byte, None for
    messages taken before that was kept; the confirmation is what the sender was answered.
    """

    __tablename__ = "received_message"
    __table_args__ = (
        sa.UniqueConstraint(
            "recipient_library_id", "sender_library_id", "request_no", "seq", name="one_receipt_per_message"
        ),
        sa.UniqueConstraint(
            "recipient_library_id", "sender_library_id", "side", "digest", name="one_receipt_per_digest"
        ),
        sa.CheckConstraint("(seq IS NULL) <> (digest IS NULL)", name="known_by_number_or_digest"),
        known("confirmation", MessageStatus),
        sa.CheckConstraint("(confirmation = 'ERROR') = (error IS NOT NULL)", name="error_has_a_code"),
    )

    sender_library_id: int = Field(foreign_key="library.id")
    recipient_library_id: int = Field(foreign_key="library.id")
    request_no: str = Field(max_length=40)
    side: Side = Field(sa_type=enum_type(Side, 12))
    seq: int | None = None
    digest: str | None = Field(default=None, max_length=64)
    said: str = Field(max_length=40)
    raw: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    confirmation: MessageStatus = Field(sa_type=enum_type(MessageStatus, 12))
    error: ErrorType | None = Field(default=None, sa_type=enum_type(ErrorType))
    error_text: str | None = Field(default=None, max_length=300)
    received_at: datetime
