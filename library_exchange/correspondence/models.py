"""Tables of correspondence: threads about a subject, the libraries in them, what was said; posts of discussions."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type
from library_exchange.correspondence.rules.moderation import PostState, Reason

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
