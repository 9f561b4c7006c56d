"""Tables of mail."""

from datetime import datetime

from sqlmodel import Field

from library_exchange.core.models import Row

KIND = "notifications.mail"
"""What a mail is called in the outbox; rows wait there under this name, so it outlives the names of rooms."""
FORGET_FILE = "mail.forget_file"


class Mail(Row, table=True):
    """A mail that was made: for whom, in which language, of which text, and where its file lies without a mail server.

    The text is not kept here, only in the file or at the mail server.
    """

    __tablename__ = "mail"

    created_at: datetime
    library_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    recipient: str = Field(max_length=254)
    language: str = Field(max_length=2)
    template: str | None = Field(default=None, max_length=80)
    subject: str = Field(max_length=300)
    message_id: str = Field(max_length=120, unique=True)
    filename: str | None = Field(default=None, max_length=120)
    sent_at: datetime | None = None
