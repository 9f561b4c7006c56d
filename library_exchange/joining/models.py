"""Tables of joining: applications while they are needed, and libraries that have joined by one."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type
from library_exchange.core.regions import REGIONS
from library_exchange.directory.models import LibraryKind
from library_exchange.joining.rules import ApplicationState, ForeignStock, Reason, Stock


class LibraryApplication(Row, table=True):
    """A library that asks to join: names as far as it knows them, who asks, and how it stands.

    `stock`, `foreign_stock` and `wishes` are phrases that everybody reads in her language. `language` is that of the
    person who asks. `sponsor_id` is the library that is to vouch for it, if one is needed,
    `library_id` the one that was made of it. The row is deleted some days after it was decided.
    """

    __tablename__ = "library_application"
    __table_args__ = (
        sa.CheckConstraint("name_zh IS NOT NULL OR name_ru IS NOT NULL OR name_en IS NOT NULL", name="has_a_name"),
        sa.CheckConstraint("state <> 'admitted' OR library_id IS NOT NULL", name="admitted_is_a_library"),
        sa.CheckConstraint("state <> 'declined' OR reason IS NOT NULL", name="declined_has_a_reason"),
        sa.CheckConstraint("state <> 'at_sponsor' OR sponsor_id IS NOT NULL", name="sponsor_is_known"),
        sa.Index("ix_library_application_sponsor_id_state", "sponsor_id", "state"),
    )

    state: ApplicationState = Field(default=ApplicationState.UNCONFIRMED, sa_type=enum_type(ApplicationState, 20))
    version: int = 1
    name_zh: str | None = Field(default=None, max_length=200)
    name_ru: str | None = Field(default=None, max_length=200)
    name_en: str | None = Field(default=None, max_length=200)
    country: str = Field(max_length=2)
    city: str = Field(max_length=80)
    kind: LibraryKind = Field(sa_type=enum_type(LibraryKind))
    sponsor_id: int | None = Field(default=None, foreign_key="library.id")
    person_name: str = Field(max_length=120)
    person_function: str = Field(max_length=120)
    email: str = Field(max_length=254, index=True)
    language: str = Field(max_length=2)
    mailbox: str = Field(max_length=254)
    words: str | None = Field(default=None, max_length=1000)
    stock: Stock | None = Field(default=None, sa_type=enum_type(Stock, 20))
    foreign_stock: ForeignStock | None = Field(default=None, sa_type=enum_type(ForeignStock, 20))
    wishes: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    asked_at: datetime
    confirmed_at: datetime | None = None
    vouched_at: datetime | None = None
    decided_at: datetime | None = None
    reason: Reason | None = Field(default=None, sa_type=enum_type(Reason, 20))
    reason_words: str | None = Field(default=None, max_length=500)
    library_id: int | None = Field(default=None, foreign_key="library.id")

    def name_and_language(self, language: str) -> tuple[str, str]:
        """Return the name in an interface language or, where it is not known, in its own; and which it is."""
        order = (language, *REGIONS[self.country].languages, "en", "zh", "ru")
        return next((name, code) for code in order if (name := getattr(self, f"name_{code}")))

    def name_in(self, language: str) -> str:
        """Return the name in an interface language or, where it is not known, in its own."""
        return self.name_and_language(language)[0]


class ApplicationMeaning(Row, table=True):
    """What an application says that the platform cannot read: a member library is asked to tell it in `language`.

    Without an answer it was asked and waits, or, with a date, cannot tell.
    """

    __tablename__ = "application_meaning"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "library_id"),
        sa.CheckConstraint("answer IS NULL OR answered_at IS NOT NULL", name="answer_has_a_date"),
    )

    application_id: int = Field(foreign_key="library_application.id")
    library_id: int = Field(foreign_key="library.id", index=True)
    language: str = Field(max_length=2)
    asked_at: datetime
    answer: str | None = Field(default=None, sa_type=sa.Text)
    answered_at: datetime | None = None


class NewMember(Row, table=True):
    """A library that has joined: who vouched for it, since when, and whether its first steps were put away."""

    __tablename__ = "new_member"
    __table_args__ = (sa.CheckConstraint("sponsor_id <> library_id", name="sponsor_is_another"),)

    library_id: int = Field(foreign_key="library.id", unique=True)
    sponsor_id: int | None = Field(default=None, foreign_key="library.id")
    since: datetime
    put_away_at: datetime | None = None
