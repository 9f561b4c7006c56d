"""People who ask to become readers, while that is needed."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type
from library_exchange.reader_applications.rules import ReaderApplicationState, Reason


class ReaderApplication(Row, table=True):
    """Somebody who asks one library to make her its reader: what she tells of herself stays there and with her.

    The row is deleted some days after it was decided, or if she does not confirm her address.
    """

    __tablename__ = "reader_application"
    __table_args__ = (
        sa.CheckConstraint("state <> 'declined' OR reason IS NOT NULL", name="declined_has_a_reason"),
        sa.CheckConstraint("state = 'unconfirmed' OR confirmed_at IS NOT NULL", name="confirmed_has_an_instant"),
        sa.Index("ix_reader_application_library_id_state", "library_id", "state"),
    )

    state: ReaderApplicationState = Field(
        default=ReaderApplicationState.UNCONFIRMED, sa_type=enum_type(ReaderApplicationState, 20)
    )
    version: int = 1
    library_id: int = Field(foreign_key="library.id")
    name: str = Field(max_length=120)
    email: str = Field(max_length=254, index=True)
    language: str = Field(max_length=2)
    card_no: str | None = Field(default=None, max_length=60)
    phone: str | None = Field(default=None, max_length=40)
    words: str | None = Field(default=None, max_length=500)
    asked_at: datetime
    confirmed_at: datetime | None = None
    decided_at: datetime | None = None
    reason: Reason | None = Field(default=None, sa_type=enum_type(Reason, 20))
    reason_words: str | None = Field(default=None, max_length=500)
