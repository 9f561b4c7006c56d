"""Tables of correspondence: threads about a subject, the libraries in them, what was said; posts on public discussions;
texts that one library asks another to write in its language.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.bilingual import Place
from library_exchange.core.models import Row, enum_type, known, once
from library_exchange.correspondence.rules.moderation import PostState, Reason
from library_exchange.correspondence.rules.translations import TranslationState

_PHRASE_OR_TEXT = (
    "(phrase IS NOT NULL AND text IS NULL AND language IS NULL)"
    " OR (phrase IS NULL AND text IS NOT NULL AND language IS NOT NULL)"
)
_HIDDEN = "('hidden', 'removed')"


class Thread(Row, table=True):
    """What libraries say to each other about one subject; kind and id are opaque here."""

    __tablename__ = "thread"
    __table_args__ = (sa.UniqueConstraint("subject_kind", "subject_id"),)

    subject_kind: str = Field(max_length=20)
    subject_id: str = Field(max_length=80)
    created_at: datetime


class Message(Row, table=True):
    """What a library said: a numbered phrase with its slots, or a free text in `language`; never which person."""

    __tablename__ = "thread_message"
    __table_args__ = (
        sa.CheckConstraint(_PHRASE_OR_TEXT, name="phrase_or_text"),
        sa.Index("ix_thread_message_thread", "thread_id", "id"),
    )

    thread_id: int = Field(foreign_key="thread.id")
    library_id: int = Field(foreign_key="library.id")
    phrase: int | None = None
    slots: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    text: str | None = Field(default=None, sa_type=sa.Text)
    language: str | None = Field(default=None, max_length=2)
    sent_at: datetime


class Participant(Row, table=True):
    """A library in a thread and the last message that its staff marked as read (0: none)."""

    __tablename__ = "thread_participant"
    __table_args__ = (sa.UniqueConstraint("thread_id", "library_id"),)

    thread_id: int = Field(foreign_key="thread.id")
    library_id: int = Field(foreign_key="library.id", index=True)
    read_id: int = 0


class Post(Row, table=True):
    """What a library said on a public discussion: a phrase or a text in `language`; never which person.

    `hidden_by_id` is the moderating library that hid it, with a neutral reason.
    """

    __tablename__ = "discussion_post"
    __table_args__ = (
        sa.CheckConstraint(_PHRASE_OR_TEXT, name="phrase_or_text"),
        sa.CheckConstraint("state IN ('shown', 'hidden', 'kept', 'removed', 'withdrawn')", name="known_state"),
        sa.CheckConstraint(
            f"state NOT IN {_HIDDEN} OR (hidden_by_id IS NOT NULL AND reason IS NOT NULL)", name="hidden_has_a_reason"
        ),
        sa.Index("ix_discussion_post_discussion", "subject_kind", "subject_id", "id"),
    )

    subject_kind: str = Field(max_length=20)
    subject_id: str = Field(max_length=80)
    library_id: int = Field(foreign_key="library.id", index=True)
    phrase: int | None = None
    slots: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    text: str | None = Field(default=None, sa_type=sa.Text)
    language: str | None = Field(default=None, max_length=2)
    state: PostState = Field(default=PostState.SHOWN, sa_type=enum_type(PostState, 12))
    version: int = 1
    hidden_by_id: int | None = Field(default=None, foreign_key="library.id")
    reason: Reason | None = Field(default=None, sa_type=enum_type(Reason, 16))
    posted_at: datetime


class TranslationRequest(Row, table=True):
    """A text that `asker_id` asks `partner_id` to write in `language`; kind and id of its subject are opaque here.

    `part` is a line of the subject, 0 the subject itself; never which person asks or answers.
    """

    __tablename__ = "translation_request"
    __table_args__ = (
        known("state", TranslationState),
        sa.CheckConstraint("asker_id <> partner_id", name="two_parties"),
        sa.CheckConstraint("language IN ('zh', 'ru') AND source_language <> language", name="two_languages"),
        sa.CheckConstraint("(answer IS NOT NULL) = (state = 'answered')", name="answered_has_an_answer"),
        sa.CheckConstraint("(closed_at IS NOT NULL) = (state <> 'asked')", name="closed_has_a_date"),
        once("one_request_for_a_half", "state = 'asked'", "subject_kind", "subject_id", "part", "field", "language"),
        sa.Index("ix_translation_request_subject", "subject_kind", "subject_id"),
        sa.Index("ix_translation_request_partner", "partner_id", "state"),
    )

    subject_kind: str = Field(max_length=20)
    subject_id: str = Field(max_length=80)
    part: int = 0
    field: str = Field(max_length=20)
    source_language: str = Field(max_length=2)
    language: str = Field(max_length=2)
    text: str = Field(sa_type=sa.Text)
    answer: str | None = Field(default=None, sa_type=sa.Text)
    asker_id: int = Field(foreign_key="library.id", index=True)
    partner_id: int = Field(foreign_key="library.id")
    state: TranslationState = Field(default=TranslationState.ASKED, sa_type=enum_type(TranslationState, 12))
    version: int = 1
    asked_at: datetime
    closed_at: datetime | None = None

    @property
    def place(self) -> Place:
        """Where the half stands in its subject."""
        return Place(self.part, self.field, self.language)
