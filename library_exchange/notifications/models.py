"""Tables of notifications: a library's own words for letters."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.i18n import LANGUAGES
from library_exchange.core.models import Row, known
from library_exchange.mail.slots import LONGEST_PARAGRAPH, LONGEST_SUBJECT, Words


class LetterWords(Row, table=True):
    """What a library puts into one letter in one language; what is empty stays as the platform has it.

    `letter` is the name of a text, "<room>/<name>".
    """

    __tablename__ = "letter_words"
    __table_args__ = (
        sa.UniqueConstraint("library_id", "letter", "language"),
        known("language", LANGUAGES),
        sa.CheckConstraint("subject <> '' OR opening <> '' OR closing <> ''", name="says_something"),
    )

    library_id: int = Field(foreign_key="library.id")
    letter: str = Field(max_length=60)
    language: str = Field(max_length=2)
    subject: str = Field(default="", max_length=LONGEST_SUBJECT)
    opening: str = Field(default="", max_length=LONGEST_PARAGRAPH)
    closing: str = Field(default="", max_length=LONGEST_PARAGRAPH)
    version: int = 1
    changed_at: datetime

    @property
    def words(self) -> Words:
        """The words as letters take them."""
        return Words(self.subject, self.opening, self.closing)
