"""What libraries say to each other in words of their own, as texts: who cannot read them asks the library that wrote.

The answer stays with what was asked; the message and the post stay as they were written.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import bilingual
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import BOTH, Half, Named, NameOf, Partner, Place, TextField, Texts
from library_exchange.core.bounds import find_number
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _l, format_date
from library_exchange.correspondence import discussions, queries, topics, translation_queries
from library_exchange.correspondence.models import Message, Post, Thread
from library_exchange.correspondence.rules.moderation import READABLE
from library_exchange.correspondence.rules.translations import MESSAGE, POST, TranslationState
from library_exchange.correspondence.schemas import LONGEST_TEXT
from library_exchange.directory.models import Library

FIELD = "text"
NAMED = _l("What %(library)s wrote on %(date)s")


def place_in(language: str) -> Place:
    """Return where what was said stands in `language`."""
    return Place(0, FIELD, language)


def _partner(session: Session, actor: Actor, author_id: int) -> Partner:
    """Return the library that wrote, and the language of the one that asks; raises NotFound for who wrote herself."""
    if not actor.is_staff or actor.library_id in (None, author_id):
        raise NotFound("nobody-to-ask")
    home = session.get_one(Library, actor.library_id)
    return Partner(author_id, bilingual.side_of(home.language))


def _of_message(session: Session, actor: Actor, subject_id: str) -> Partner:
    message = session.get(Message, find_number(subject_id) or 0)
    if message is None:
        raise NotFound("no-such-message")
    thread = session.get_one(Thread, message.thread_id)
    topics.partners_of(session, actor, thread.subject_kind, thread.subject_id)
    return _partner(session, actor, message.library_id)


def _of_post(session: Session, actor: Actor, subject_id: str) -> Partner:
    post = queries.get_post(session, find_number(subject_id) or 0)
    discussions.get_discussion(session, actor, post.subject_kind, post.subject_id)
    if post.state not in READABLE:
        raise NotFound("no-such-post")
    return _partner(session, actor, post.library_id)


def _lacking_in(table: type[Message] | type[Post], kind: str) -> Any:
    """Return what finds the languages in which something lacks that was said in own words."""

    def lacking(session: Session, subject_id: str) -> tuple[Half, ...]:
        found = cast("Message | Post | None", session.get(table, find_number(subject_id) or 0))
        if found is None or found.text is None or found.language is None:
            return ()
        asked = translation_queries.translations_of(session, kind, [found.id or 0]).get(found.id or 0, ())
        known = {found.language} | {one.language for one in asked if one.state is TranslationState.ANSWERED}
        return tuple(Half(place_in(each), found.language, found.text) for each in BOTH if each not in known)

    return lacking


def _stays_asked(
    _session: Session, _actor: Actor, _subject_id: str, _written: Mapping[Place, str], _now: datetime
) -> None:
    """Write nothing: what was said stays as it is, and the answer stands under it."""


def _messages(session: Session, _library_id: int, ids: Collection[str], language: str) -> dict[str, Named]:
    rows = session.execute(
        sa.select(Message, Library, Thread)
        .join(Library, col(Library.id) == col(Message.library_id))
        .join(Thread, col(Thread.id) == col(Message.thread_id))
        .where(col(Message.id).in_(bilingual.numbers_of(ids)))
    )
    return bilingual.named_by(
        rows,
        language,
        NAMED,
        lambda row: _name(row[0].id, row[0].sent_at, row[1], "correspondence.show", row[2], language),
    )


def _posts(session: Session, _library_id: int, ids: Collection[str], language: str) -> dict[str, Named]:
    rows = session.execute(
        sa.select(Post, Library)
        .join(Library, col(Library.id) == col(Post.library_id))
        .where(col(Post.id).in_(bilingual.numbers_of(ids)))
    )
    return bilingual.named_by(
        rows,
        language,
        NAMED,
        lambda row: _name(row[0].id, row[0].posted_at, row[1], "correspondence.discussion", row[0], language),
    )


def _name(number: int, at: datetime, author: Library, endpoint: str, about: Thread | Post, language: str) -> NameOf:
    said = {"library": author.name_in(language), "date": format_date(author.day_at(at))}
    return NameOf(number, said, endpoint, {"kind": about.subject_kind, "subject_id": about.subject_id})


_FIELDS = {FIELD: TextField(_l("Message"), longest=LONGEST_TEXT)}
TEXTS: dict[str, Texts] = {
    MESSAGE: Texts(_of_message, _lacking_in(Message, MESSAGE), _stays_asked, _messages, _FIELDS),
    POST: Texts(_of_post, _lacking_in(Post, POST), _stays_asked, _posts, _FIELDS),
}
