"""Reading threads, those with unread messages first, discussions, and what is to be written in another language."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import Place
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import LANGUAGES, _, current
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.titles import TitleBlock, Written, as_written
from library_exchange.core.worklist import Line, entries
from library_exchange.correspondence import topics
from library_exchange.correspondence.labels.translating import TO_WRITE_IN
from library_exchange.correspondence.labels.wording import sentence
from library_exchange.correspondence.models import Message, Participant, Post, Thread, TranslationRequest
from library_exchange.correspondence.rules.slots import TITLES
from library_exchange.correspondence.rules.translations import MESSAGE, TranslationState
from library_exchange.correspondence.titles_said import Titles, titles_said
from library_exchange.directory.models import Library

BRIEF = 120
"""How many characters of a message stand on the list of work."""


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
    translations = translations_of(session, MESSAGE, in_own_words)
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
        return as_written(_cut(sentence(message.phrase, message.slots, titles)))
    said = _cut(message.text or "")
    return as_written(said, LANGUAGES[message.language].tag if message.language else html_lang(script_of(said)))


def _cut(text: str) -> str:
    return text if len(text) <= BRIEF else text[:BRIEF].rstrip() + "…"


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


# Translations ---------------------------------------------------------------------------------------------------------


def to_translate(library_id: int, _today: date | None = None) -> sa.Select[Any]:
    """Return the query that finds the texts that the library is asked to write in its language."""
    asked = (col(TranslationRequest.partner_id) == library_id, col(TranslationRequest.state) == TranslationState.ASKED)
    return entries(
        TranslationRequest, *asked, since=col(TranslationRequest.asked_at), partner=col(TranslationRequest.asker_id)
    )


def text_lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how texts to be written stand on the list of work; one query."""
    return {
        one.id: Line(
            as_written(_cut(one.text), LANGUAGES[one.source_language].tag),
            TO_WRITE_IN[one.language],
            "correspondence.translation",
            {"kind": one.subject_kind, "subject_id": one.subject_id},
        )
        for one in session.scalars(sa.select(TranslationRequest).where(col(TranslationRequest.id).in_(ids)))
    }


def _of_subject(kind: str, subject_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return col(TranslationRequest.subject_kind) == kind, col(TranslationRequest.subject_id) == subject_id


def open_requests(session: Session, kind: str, subject_id: str) -> list[TranslationRequest]:
    """Return the texts of a subject that somebody is asked for and has not written yet."""
    is_open = col(TranslationRequest.state) == TranslationState.ASKED
    mine = sa.select(TranslationRequest).where(*_of_subject(kind, subject_id), is_open)
    return list(session.scalars(mine.order_by(col(TranslationRequest.id))))


def awaited(session: Session, kind: str, subject_id: str) -> frozenset[Place]:
    """Return the halves of a subject that somebody is asked for."""
    return frozenset(one.place for one in open_requests(session, kind, subject_id))


def awaited_among(session: Session, kind: str, ids: Collection[str]) -> dict[str, frozenset[Place]]:
    """Return by the ids of subjects the halves that somebody is asked for; one query."""
    is_open = col(TranslationRequest.state) == TranslationState.ASKED
    mine = (col(TranslationRequest.subject_kind) == kind, col(TranslationRequest.subject_id).in_(ids), is_open)
    found: dict[str, set[Place]] = defaultdict(set)
    for one in session.scalars(sa.select(TranslationRequest).where(*mine)) if ids else ():
        found[one.subject_id].add(one.place)
    return {subject_id: frozenset(places) for subject_id, places in found.items()}


def translations_of(session: Session, kind: str, ids: Collection[int]) -> dict[int, list[TranslationRequest]]:
    """Return what was asked about each of several subjects of a kind, by their numbers, the last first; one query."""
    numbers = {str(each): each for each in ids}
    is_meant = (col(TranslationRequest.subject_kind) == kind, col(TranslationRequest.subject_id).in_(numbers))
    found: dict[int, list[TranslationRequest]] = defaultdict(list)
    asked = sa.select(TranslationRequest).where(*is_meant).order_by(col(TranslationRequest.id).desc())
    for one in session.scalars(asked) if numbers else ():
        found[numbers[one.subject_id]].append(one)
    return found


def translation_requests(
    session: Session, actor: Actor, kind: str, subject_id: str
) -> tuple[list[TranslationRequest], dict[int, Library]]:
    """Return what the actor's library was asked, or asked, about a subject, by its parts; the libraries; two queries.

    Raises NotFound if there is nothing.
    """
    is_ours = sa.or_(*(side == actor.library_id for side in _sides()))
    mine = sa.select(TranslationRequest).where(*_of_subject(kind, subject_id), is_ours)
    order = (col(TranslationRequest.part), col(TranslationRequest.id))
    found = list(session.scalars(mine.order_by(*order))) if actor.is_staff else []
    if not found:
        raise NotFound("no-such-translation", kind=kind)
    return found, _libraries(session, {library_id for one in found for library_id in (one.asker_id, one.partner_id)})


def _sides() -> tuple[Any, Any]:
    return col(TranslationRequest.asker_id), col(TranslationRequest.partner_id)


def _libraries(session: Session, ids: set[int]) -> dict[int, Library]:
    return {one.id: one for one in session.scalars(sa.select(Library).where(col(Library.id).in_(ids)))}


@dataclass(frozen=True)
class TranslationRow:
    """What one library asked another about a subject: how many texts, where they stand, when it was."""

    kind: str
    subject_id: str
    asker: Library
    partner: Library
    state: TranslationState
    texts: int
    at: datetime


def _grouped(library_id: int) -> sa.Select[Any]:
    keys = (TranslationRequest.subject_kind, TranslationRequest.subject_id)
    columns = (*(col(each) for each in keys), *_sides(), col(TranslationRequest.state))
    count, last = sa.func.count().label("texts"), sa.func.max(col(TranslationRequest.asked_at)).label("at")
    is_ours = sa.or_(*(side == library_id for side in _sides()))
    return sa.select(*columns, count, last).where(is_ours).group_by(*columns)


def count_translations(session: Session, library_id: int) -> int:
    """Return how many lines the list of what a library asked, and was asked, has."""
    return session.scalar(sa.select(sa.func.count()).select_from(_grouped(library_id).subquery())) or 0


def translations(session: Session, library_id: int, offset: int, limit: int) -> list[TranslationRow]:
    """Return what a library asked and was asked, what waits first, then the last asked; two queries."""
    is_open = sa.case((col(TranslationRequest.state) == TranslationState.ASKED, 0), else_=1)
    last = sa.func.max(col(TranslationRequest.asked_at)).desc()
    subject = (col(TranslationRequest.subject_kind), col(TranslationRequest.subject_id))
    page = _grouped(library_id).order_by(is_open, last, *subject).offset(offset).limit(limit)
    rows = session.execute(page).all()
    known = _libraries(session, {library_id for row in rows for library_id in (row.asker_id, row.partner_id)})
    return [
        TranslationRow(
            row.subject_kind, row.subject_id, known[row.asker_id], known[row.partner_id], row.state, row.texts, row.at
        )
        for row in rows
    ]
