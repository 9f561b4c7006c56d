"""Tables of the directory: libraries and what partners must know about them."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from library_exchange.core.models import enum_type


class LibraryKind(StrEnum):
    """What kind of body a library belongs to."""

    NATIONAL = "national"
    PUBLIC = "public"
    UNIVERSITY = "university"
    RESEARCH = "research"
    SCHOOL = "school"
    NGO = "ngo"


class Library(SQLModel, table=True):
    """A member library; `code` is ours and permanent, names and city stand in three languages."""

    __tablename__ = "library"
    __table_args__ = (
        sa.CheckConstraint("country IN ('CN', 'RU')", name="known_country"),
        sa.CheckConstraint("loan_days BETWEEN 1 AND 365", name="sensible_loan_days"),
        sa.CheckConstraint("transit_days BETWEEN 0 AND 120", name="sensible_transit_days"),
    )

    id: int | None = Field(default=None, primary_key=True)
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
    is_demo: bool = False
    joined_at: datetime

    def name_in(self, language: str) -> str:
        """Return the name in the interface language `language` (zh, ru or en)."""
        return str(getattr(self, f"name_{language}"))

    def city_in(self, language: str) -> str:
        """Return the city's name in the interface language `language` (zh, ru or en)."""
        return str(getattr(self, f"city_{language}"))
