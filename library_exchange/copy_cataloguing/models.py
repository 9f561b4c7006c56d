"""Targets that the operator lists, what they answered of late, and where records that were taken over come from."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.copy_cataloguing.rules.targets import (
    USUAL_INDEXES,
    USUAL_RECORDS,
    AnswerState,
    Indexes,
    Protocol,
    Relation,
    SruVersion,
    Syntax,
    Target,
    Trouble,
)
from library_exchange.core.models import Row, enum_type, known
from library_exchange.core.sealed_secrets import Unsealable, opened
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile

SEAL = "catalogue_target"
"""What the seal of a target's password is about."""


class CatalogueTarget(Row, table=True):
    """A catalogue elsewhere, and how it wants to be asked; it is asked only once it `is_on`.

    The password is kept sealed and sent to the target alone: no page and no audit tells it.
    """

    __tablename__ = "catalogue_target"
    __table_args__ = (
        known("protocol", Protocol),
        known("version", SruVersion),
        known("relation", Relation),
        known("syntax", Syntax),
        sa.CheckConstraint("page_size BETWEEN 1 AND 50", name="page_size_within_bounds"),
    )

    name_zh: str = Field(max_length=120)
    name_ru: str = Field(max_length=120)
    name_en: str = Field(max_length=120)
    protocol: Protocol = Field(sa_type=enum_type(Protocol, 12))
    address: str = Field(max_length=300, unique=True)
    version: SruVersion = Field(default=SruVersion.V1_1, sa_type=enum_type(SruVersion, 6))
    record_schema: str = Field(default="", max_length=120)
    relation: Relation = Field(default=Relation.EQUAL, sa_type=enum_type(Relation, 6))
    syntax: Syntax = Field(default=Syntax.MARC21, sa_type=enum_type(Syntax, 12))
    index_title: str = Field(default="", max_length=60)
    index_author: str = Field(default="", max_length=60)
    index_isbn: str = Field(default="", max_length=60)
    index_any: str = Field(default="", max_length=60)
    profile: Profile | None = Field(default=None, sa_type=enum_type(Profile, 12))
    encoding: Encoding | None = Field(default=None, sa_type=enum_type(Encoding, 20))
    page_size: int = USUAL_RECORDS
    username: str = Field(default="", max_length=80)
    password: str = Field(default="", max_length=800)
    is_on: bool = False
    changed_at: datetime

    def asked_as(self, key: str) -> Target:
        """Return all that is needed to ask it; a password that was sealed by another key counts as none."""
        own = (self.index_title, self.index_author, self.index_isbn, self.index_any)
        indexes = Indexes(*(told or usual for told, usual in zip(own, USUAL_INDEXES[self.protocol], strict=True)))
        return Target(
            protocol=self.protocol,
            address=self.address,
            indexes=indexes,
            version=self.version,
            record_schema=self.record_schema,
            relation=self.relation,
            syntax=self.syntax,
            profile=self.profile,
            encoding=self.encoding,
            page_size=self.page_size,
            username=self.username,
            password=self._password(key),
        )

    def _password(self, key: str) -> str:
        try:
            return opened(key, SEAL, self.password) if self.password else ""
        except Unsealable:
            return ""


class TargetAnswer(Row, table=True):
    """What a target answered to a question, kept for a while; `asked` is the hash of the question."""

    __tablename__ = "target_answer"
    __table_args__ = (
        known("state", AnswerState),
        sa.Index("ix_target_answer_target_id_asked_start", "target_id", "asked", "start"),
        sa.Index("ix_target_answer_began_at", "began_at"),
    )

    target_id: int = Field(foreign_key="catalogue_target.id", ondelete="CASCADE")
    asked: str = Field(max_length=64)
    start: int = 1
    state: AnswerState = Field(default=AnswerState.ASKING, sa_type=enum_type(AnswerState, 12))
    reason: Trouble | None = Field(default=None, sa_type=enum_type(Trouble, 20))
    detail: str = Field(default="", max_length=300)
    hits: int = 0
    began_at: datetime


class FoundRecord(Row, table=True):
    """A record that came with an answer: its bytes; or what the target said of one that it could not give."""

    __tablename__ = "found_record"
    __table_args__ = (sa.UniqueConstraint("answer_id", "position"),)

    answer_id: int = Field(foreign_key="target_answer.id", ondelete="CASCADE")
    position: int
    raw: bytes
    problem: str = Field(default="", max_length=300)


class CopiedRecord(Row, table=True):
    """Where a record comes from that a library took over: the target, and the number that it has there."""

    __tablename__ = "copied_record"

    source_record_id: int = Field(foreign_key="source_record.id", unique=True, ondelete="CASCADE")
    target_id: int = Field(foreign_key="catalogue_target.id", index=True)
    number: str = Field(default="", max_length=200)
    taken_at: datetime
