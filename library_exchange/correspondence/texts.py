"""What libraries say to each other, and in public, in words of their own: who cannot read it asks for a translation."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import Texts, Words
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _l
from library_exchange.correspondence import discussions, queries, topics
from library_exchange.correspondence.models import Message, Post, Thread
from library_exchange.correspondence.rules.moderation import READABLE
from library_exchange.correspondence.rules.translations import MESSAGE, POST
from library_exchange.correspondence.schemas import LONGEST_TEXT
from library_exchange.directory.own_words import own_words


def _of_message(session: Session, actor: Actor, number: int) -> int:
    message = session.get(Message, number)
    if message is None:
        raise NotFound("no-such-message")
    thread = session.get_one(Thread, message.thread_id)
    topics.partners_of(session, actor, thread.subject_kind, thread.subject_id)
    return message.library_id


def _of_post(session: Session, actor: Actor, number: int) -> int:
    post = queries.get_post(session, number)
    discussions.get_discussion(session, actor, post.subject_kind, post.subject_id)
    if post.state not in READABLE:
        raise NotFound("no-such-post")
    return post.library_id


def _messages(session: Session, ids: Collection[int]) -> dict[int, Words]:
    rows = session.execute(
        sa.select(Message, Thread)
        .join(Thread, col(Thread.id) == col(Message.thread_id))
        .where(col(Message.id).in_(ids), col(Message.text).is_not(None))
    )
    return {one.id: _words(one, "correspondence.show", thread.subject_kind, thread.subject_id) for one, thread in rows}


def _posts(session: Session, ids: Collection[int]) -> dict[int, Words]:
    rows = session.scalars(sa.select(Post).where(col(Post.id).in_(ids), col(Post.text).is_not(None)))
    return {one.id: _words(one, "correspondence.discussion", one.subject_kind, one.subject_id) for one in rows}


def _words(said: Message | Post, endpoint: str, kind: str, subject_id: str) -> Words:
    at = said.sent_at if isinstance(said, Message) else said.posted_at
    about = {"kind": kind, "subject_id": subject_id}
    return Words(said.text or "", said.library_id, said.language or "", at, endpoint, about)


_LABEL = _l("Message")
TEXTS: dict[str, Texts] = {
    MESSAGE: own_words(MESSAGE, _LABEL, LONGEST_TEXT, _of_message, _messages),
    POST: own_words(POST, _LABEL, LONGEST_TEXT, _of_post, _posts),
}
