"""Tables of persons and works: their names, the records that are linked to them, what librarians did to them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type


class Origin(StrEnum):
    """Who found that a record belongs to a person or work."""

    RULE = "rule"
    PERSON = "person"
    IMPORT = "import"


class LinkState(StrEnum):
    """How sure a link is; a rejected one stays, so that no rule proposes it again."""

    CANDIDATE = "candidate"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class EntityKind(StrEnum):
    """What an authority record is of."""

    PERSON = "person"
    WORK = "work"


class AuthorityAct(StrEnum):
    """What a librarian does to persons, works and their links."""

    ADD = "add"
    ADD_FORM = "add_form"
    LINK = "link"
    UNLINK = "unlink"
    CONFIRM = "confirm"
    REJECT = "reject"
    MERGE = "merge"
    SPLIT = "split"


class Romanisation(StrEnum):
    """By which rules a name is written in letters that are not its own."""

    PINYIN = "pinyin"
    WADE_GILES = "wade-giles"
    PALLADIUS = "palladius"
    ALA_LC = "ala-lc"
    BGN_PCGN = "bgn-pcgn"
    GOST = "gost-7.79"
    ISO_9 = "iso-9"
    OTHER = "other"


class Person(Row, table=True):
    """Somebody under all her names; `origin` is the country of the literature: ru, zh or other.

    Who was merged into another person keeps the row, so that old addresses lead to that one.
    """

    __tablename__ = "person"
    __table_args__ = (sa.CheckConstraint("merged_into_id <> id", name="merged_into_another"),)

    key: str = Field(max_length=40, unique=True)
    origin: str = Field(max_length=8)
    dates: str | None = Field(default=None, max_length=40)
    merged_into_id: int | None = Field(default=None, foreign_key="person.id", index=True)


class Work(Row, table=True):
    """A work under all its titles, whoever published or translated it; merged ones are kept as persons are."""

    __tablename__ = "work"
    __table_args__ = (sa.CheckConstraint("merged_into_id <> id", name="merged_into_another"),)

    key: str = Field(max_length=40, unique=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    merged_into_id: int | None = Field(default=None, foreign_key="work.id", index=True)


class VariantName(Row, table=True):
    """One form of a person's name or a work's title; `kind` is heading or variant, `source` who gave it."""

    __tablename__ = "variant"
    __table_args__ = (
        sa.CheckConstraint("(person_id IS NULL) <> (work_id IS NULL)", name="of_one_person_or_work"),
        sa.UniqueConstraint("person_id", "value"),
        sa.UniqueConstraint("work_id", "value"),
    )

    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    work_id: int | None = Field(default=None, foreign_key="work.id", index=True)
    value: str = Field(max_length=300)
    script: str = Field(max_length=4)
    kind: str = Field(max_length=16)
    language: str | None = Field(default=None, max_length=8)
    scheme: str | None = Field(default=None, max_length=24)
    source: str = Field(max_length=40)


class VariantKey(Row, table=True):
    """What a variant is looked up by: see `authority.names`."""

    __tablename__ = "variant_key"

    variant_id: int = Field(foreign_key="variant.id", index=True, ondelete="CASCADE")
    key: str = Field(max_length=200, index=True)


class PersonLink(Row, table=True):
    """A record names a person: `name` is how, and stays when a library gives its record anew.

    `role` is the MARC relator code that a librarian gave; a link found by rule has the record's own.
    """

    __tablename__ = "person_link"
    __table_args__ = (sa.UniqueConstraint("record_id", "person_id"),)

    record_id: int = Field(foreign_key="bibliographic_record.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=300)
    role: str | None = Field(default=None, max_length=8)
    origin: Origin = Field(sa_type=enum_type(Origin))
    state: LinkState = Field(sa_type=enum_type(LinkState))


class WorkLink(Row, table=True):
    """A record is an edition of a work."""

    __tablename__ = "work_link"
    __table_args__ = (sa.UniqueConstraint("record_id", "work_id"),)

    record_id: int = Field(foreign_key="bibliographic_record.id", index=True)
    work_id: int = Field(foreign_key="work.id", index=True)
    name: str = Field(max_length=300)
    origin: Origin = Field(sa_type=enum_type(Origin))
    state: LinkState = Field(sa_type=enum_type(LinkState))


class AuthorityChange(Row, table=True):
    """One act of a librarian on persons, works and links: `steps` hold each row before and after, to undo it by.

    `name` and `other_name` are what page lists call it: the person or work, and the other one or the book.
    """

    __tablename__ = "authority_change"
    __table_args__ = (sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),)

    at: datetime
    library_id: int = Field(foreign_key="library.id", index=True)
    act: AuthorityAct = Field(sa_type=enum_type(AuthorityAct))
    kind: EntityKind = Field(sa_type=enum_type(EntityKind))
    entity_id: int = Field(index=True)
    other_id: int | None = None
    name: str = Field(max_length=300)
    other_name: str | None = Field(default=None, max_length=300)
    steps: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    undone_at: datetime | None = None
    undone_by_id: int | None = Field(default=None, foreign_key="library.id", index=True)
