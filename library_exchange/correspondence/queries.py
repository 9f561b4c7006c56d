"""Reading threads, those with unread messages first, and discussions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import LANGUAGES, _, current
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.titles import TitleBlock, Written, as_written
from library_exchange.core.worklist import Line, entries
from library_exchange.correspondence import topics, translation_queries
from library_exchange.correspondence.labels.wording import in_brief, sentence
from library_exchange.correspondence.models import Message, Participant, Post, Thread, TranslationRequest
from library_exchange.correspondence.rules.slots import TITLES
from library_exchange.correspondence.rules.translations import MESSAGE
from library_exchange.correspondence.titles_said import Titles, titles_said
from library_exchange.directory.models import Library


@dataclass(frozen=True)
class Said:
    """A message in a thread; `is_own` if the reader's library said it, `is_new` if nobody there has read it."""

    message: Message
    library: Library
    is_own: bool
    is_new: bool


@dataclass(frozen=True)
class Talk:
    """What libraries said to each other about a subject, oldest first, seen by one of them."""

    kind: str
    subject_id: str
    home: Library
    partners: tuple[Library, ...]
    said: tuple[Said, ...]
    titles: Titles = field(default_factory=dict)
    translations: Mapping[int, Sequence[TranslationRequest]] = field(default_factory=dict)

    @property
    def unread(self) -> int:
        """How many messages are new to the library."""
        return sum(one.is_new for one in self.said)

    @property
    def last_id(self) -> int:
        """The id of the last message, 0 if there is none."""
        return max((one.message.id for one in self.said), default=0)


def find_thread(session: Session, kind: str, subject_id: str) -> Thread | None:
    """Return the thread about a subject, if anything was said about it."""
    wanted = (col(Thread.subject_kind) == kind, col(Thread.subject_id) == subject_id)
    return session.scalar(sa.select(Thread).where(*wanted))


def thread(session: Session, actor: Actor, kind: str, subject_id: str) -> Talk:
    """Return what was said about a subject, as the actor's library sees it; a fixed number of queries.

    Raises NotFound unless the actor is staff of a library that shares the subject.
    """
    ids = topics.partners_of(session, actor, kind, subject_id)
    home_id = actor.library_id or 0
    rows = session.scalars(sa.select(Library).where(col(Library.id).in_([*ids, home_id])).order_by(col(Library.id)))
    libraries = {library.id: library for library in rows}
    found = session.execute(
        sa.select(Message, Library, sa.func.coalesce(col(Participant.read_id), 0))
        .join(Thread, col(Thread.id) == col(Message.thread_id))
        .join(Library, col(Library.id) == col(Message.library_id))
        .outerjoin(
            Participant,
            sa.and_(col(Participant.thread_id) == col(Thread.id), col(Participant.library_id) == home_id),
        )
        .where(col(Thread.subject_kind) == kind, col(Thread.subject_id) == subject_id)
        .order_by(col(Message.id))
    )
    said = tuple(_said(message, library, home_id, read_id) for message, library, read_id in found)
    partners = tuple(libraries[one] for one in sorted(ids) if one in libraries)
    titles = _titles(session, home_id, [(one.message, (kind, subject_id)) for one in said], current().code)
    in_own_words = [one.message.id or 0 for one in said if one.message.text]
    translations = translation_queries.translations_of(session, MESSAGE, in_own_words)
    return Talk(kind, subject_id, libraries[home_id], partners, said, titles, translations)


def _titles(
    session: Session, library_id: int, said: Sequence[tuple[Message, tuple[str, str]]], language: str
) -> dict[str, Written]:
    """Return what a library's staff calls the titles in messages, each with its topic; a fixed number of queries."""
    naming = [(message, about) for message, about in said if TITLES & message.slots.keys()]
    found = topics.described(session, library_id, {about for _message, about in naming}, language) if naming else {}
    return titles_said(session, [(message, found.get(about)) for message, about in naming], language)


def _said(message: Message, library: Library, home_id: int, read_id: int) -> Said:
    is_own = library.id == home_id
    return Said(message, library, is_own, not is_own and message.id > read_id)


# The list -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ThreadRow:
    """A thread in a library's list: about what, with whom, its last message, how many are unread."""

    kind: str
    subject_id: str
    subject: topics.Topic | None
    partners: tuple[Library, ...]
    last: Said
    unread: int
    titles: Titles


def count_threads(session: Session, library_id: int) -> int:
    """Return how many threads the library is in."""
    mine = sa.select(sa.func.count()).select_from(Participant).where(col(Participant.library_id) == library_id)
    return session.scalar(mine) or 0


def unread(library_id: int, _today: date | None = None) -> sa.Select[Any]:
    """Return the query that finds the messages that nobody in the library has read."""
    return (
        entries(Message, since=col(Message.sent_at), partner=col(Message.library_id))
        .join(Participant, col(Participant.thread_id) == col(Message.thread_id))
        .where(
            col(Participant.library_id) == library_id,
            col(Message.library_id) != library_id,
            col(Message.id) > col(Participant.read_id),
        )
    )


def count_unread(session: Session, library_id: int) -> int:
    """Return how many messages nobody in the library has read."""
    return session.scalar(sa.select(sa.func.count()).select_from(unread(library_id).subquery())) or 0


def unread_lines(session: Session, library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how messages stand on the list of work; a fixed number of queries."""
    rows = session.execute(
        sa.select(Message, Thread)
        .join(Thread, col(Thread.id) == col(Message.thread_id))
        .where(col(Message.id).in_(ids))
    ).all()
    said = [(message, (about.subject_kind, about.subject_id)) for message, about in rows]
    found = topics.described(session, library_id, {about for _message, about in said}, language)
    naming = [(message, found.get(about)) for message, about in said if TITLES & message.slots.keys()]
    titles = titles_said(session, naming, language)
    return {
        message.id: Line(
            _in_brief(message, titles),
            _("Read and answer"),
            "correspondence.show",
            {"kind": kind, "subject_id": subject_id},
            _named(found.get((kind, subject_id))),
        )
        for message, (kind, subject_id) in said
    }


def _named(topic: topics.Topic | None) -> tuple[Written, ...]:
    """Return the name of a topic, then the title of its book, if it has one."""
    if topic is None:
        return ()
    return (Written(topic.name, ""), *([Written(topic.title, topic.lang or "")] if topic.title else []))


def _in_brief(message: Message, titles: Titles) -> TitleBlock:
    """Return what a message says, cut where it is long."""
    if message.phrase is not None:
        return as_written(in_brief(sentence(message.phrase, message.slots, titles)))
    said = in_brief(message.text or "")
    return as_written(said, LANGUAGES[message.language].tag if message.language else html_lang(script_of(said)))


def threads(session: Session, library_id: int, language: str, offset: int, limit: int) -> list[ThreadRow]:
    """Return the library's threads, unread ones first, then the last written; a fixed number of queries."""
    is_unread = sa.and_(col(Message.library_id) != library_id, col(Message.id) > col(Participant.read_id))
    unread = sa.func.sum(sa.case((is_unread, 1), else_=0))
    last_id = sa.func.max(col(Message.id))
    rows = session.execute(
        sa.select(Thread, unread, last_id, col(Participant.read_id))
        .join(Participant, col(Participant.thread_id) == col(Thread.id))
        .join(Message, col(Message.thread_id) == col(Thread.id))
        .where(col(Participant.library_id) == library_id)
        .group_by(col(Thread.id), col(Participant.read_id))
        .order_by((unread > 0).desc(), last_id.desc())
        .offset(offset)
        .limit(limit)
    ).all()
    last = _messages(session, [row[2] for row in rows])
    partners = _partners(session, library_id, [row[0].id for row in rows])
    keys = {row[2]: (row[0].subject_kind, row[0].subject_id) for row in rows}
    about = topics.described(session, library_id, [(row[0].subject_kind, row[0].subject_id) for row in rows], language)
    titles = titles_said(session, [(last[i][0], about.get(key)) for i, key in keys.items()], language)
    return [
        ThreadRow(
            kind=found.subject_kind,
            subject_id=found.subject_id,
            subject=about.get((found.subject_kind, found.subject_id)),
            partners=tuple(partners[found.id]),
            last=_said(*last[message_id], library_id, read_id),
            unread=int(new),
            titles=titles,
        )
        for found, new, message_id, read_id in rows
    ]


def _messages(session: Session, ids: Sequence[int]) -> dict[int, tuple[Message, Library]]:
    query = (
        sa.select(Message, Library)
        .join(Library, col(Library.id) == col(Message.library_id))
        .where(col(Message.id).in_(ids))
    )
    return {message.id: (message, library) for message, library in session.execute(query)}


def _partners(session: Session, library_id: int, thread_ids: Sequence[int]) -> dict[int, list[Library]]:
    query = (
        sa.select(col(Participant.thread_id), Library)
        .join(Library, col(Library.id) == col(Participant.library_id))
        .where(col(Participant.thread_id).in_(thread_ids), col(Participant.library_id) != library_id)
        .order_by(col(Library.id))
    )
    found: dict[int, list[Library]] = defaultdict(list)
    for thread_id, library in session.execute(query):
        found[thread_id].append(library)
    return found


# Discussions ----------------------------------------------------------------------------------------------------------


def count_posts(session: Session, kind: str, subject_id: str) -> int:
    """Return how many posts a discussion has, hidden ones too."""
    mine = (col(Post.subject_kind) == kind, col(Post.subject_id) == subject_id)
    return session.scalar(sa.select(sa.func.count()).select_from(Post).where(*mine)) or 0


def get_post(session: Session, post_id: int) -> Post:
    """Return a post; raises NotFound."""
    found = session.get(Post, post_id)
    if found is None:
        raise NotFound("no-such-post")
    return found


def posts(session: Session, kind: str, subject_id: str, limit: int, offset: int = 0) -> list[tuple[Post, Library]]:
    """Return the posts of a discussion with the libraries that wrote them, the newest first; one query."""
    rows = session.execute(
        sa.select(Post, Library)
        .join(Library, col(Library.id) == col(Post.library_id))
        .where(col(Post.subject_kind) == kind, col(Post.subject_id) == subject_id)
        .order_by(col(Post.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [(one, library) for one, library in rows]
