"""Say something to partners or in a discussion, mark as read, moderate."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import NOTHING_PERSONAL
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.i18n import _l, speaking
from library_exchange.core.personal_data import traces
from library_exchange.core.procedure import Part
from library_exchange.core.steps import Machine, Taking, take
from library_exchange.correspondence import discussions, queries, topics
from library_exchange.correspondence.discussions import Discussion
from library_exchange.correspondence.labels import wording
from library_exchange.correspondence.labels.phrases import PHRASES
from library_exchange.correspondence.models import Message, Participant, Post, Thread
from library_exchange.correspondence.rules import moderation
from library_exchange.correspondence.rules.moderation import PostEvent, Reason
from library_exchange.correspondence.rules.slots import SLOTS, SlotKind, kept
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.titles_said import titles_said
from library_exchange.directory.letter_partners import reached_by_letter
from library_exchange.directory.models import Library
from library_exchange.notifications.services import notify_library

NEEDED = _l("Fill in this field.")
DISCUSSION_CLOSED = _l("Nothing more can be written here.")
POST_MOVED = _l("This post cannot be changed that way any more. Look at it below.")
WHY = _l("Choose a reason.")


def say(session: Session, actor: Actor, kind: str, subject_id: str, new: NewMessage, now: datetime) -> Message:
    """Say `new` to the libraries that share the subject with the actor's; each gets a mail in its language.

    Raises NotFound unless the actor is staff of a library that shares the subject, InvalidInput for an unknown phrase,
    an empty slot, or words that seem to hold personal data and were not confirmed.
    """
    partner_ids = topics.partners_of(session, actor, kind, subject_id)
    library = session.get_one(Library, actor.library_id)
    content = _content(new, library.language)
    thread = _thread(session, kind, subject_id, {library.id, *partner_ids}, now)
    message = Message(thread_id=thread.id, library_id=library.id, sent_at=now, **content)
    session.add(message)
    session.flush()
    _mark(session, thread.id, library.id, message.id)
    audit.record(session, actor, "say", "thread", thread.id, at=now, phrase=message.phrase)
    for partner_id in sorted(partner_ids):
        _tell(session, session.get_one(Library, partner_id), library, message, thread)
    return message


def mark_read(session: Session, actor: Actor, kind: str, subject_id: str, last_id: int) -> None:
    """Mark the messages about the subject up to `last_id` as read by the actor's library.

    Raises NotFound unless the actor is staff of a library that shares the subject.
    """
    topics.partners_of(session, actor, kind, subject_id)
    thread = queries.find_thread(session, kind, subject_id)
    if thread is not None:
        newest = session.scalar(sa.select(sa.func.max(col(Message.id))).where(col(Message.thread_id) == thread.id)) or 0
        _mark(session, thread.id, actor.library_id, min(last_id, newest))


def _mark(session: Session, thread_id: int | None, library_id: int | None, last_id: int | None) -> None:
    session.execute(
        sa.update(Participant)
        .where(
            col(Participant.thread_id) == thread_id,
            col(Participant.library_id) == library_id,
            col(Participant.read_id) < last_id,
        )
        .values(read_id=last_id)
    )


def _content(new: NewMessage, language: str) -> dict[str, Any]:
    """Return the columns of what is said; raises InvalidInput."""
    if new.phrase is None:
        if not new.text:
            raise InvalidInput({"text": NEEDED})
        _warn(new, [new.text])
        return {"text": new.text, "language": wording.language_of(new.text, language)}
    phrase = PHRASES.get(new.phrase)
    if phrase is None:
        raise InvalidInput({"phrase": _l("Choose one of the values offered.")})
    given = {name: value for name, value in new.slots().items() if name in phrase.slots}
    if missing := [name for name in phrase.slots if name not in given]:
        raise InvalidInput(dict.fromkeys(missing, NEEDED))
    _warn(new, [str(value) for name, value in given.items() if SLOTS[name] is SlotKind.TEXT])
    return {"phrase": phrase.code, "slots": {name: kept(value) for name, value in given.items()}}


def _warn(new: NewMessage, texts: Iterable[str]) -> None:
    found = {trace for text in texts for trace in traces(text)}
    if found and not new.confirmed:
        raise InvalidInput({"confirmed": NOTHING_PERSONAL}, traces=sorted(found))


def _thread(session: Session, kind: str, subject_id: str, library_ids: set[int], now: datetime) -> Thread:
    """Return the thread about the subject with all of `library_ids` in it; begun if it is not there yet."""
    found = queries.find_thread(session, kind, subject_id)
    if found is None:
        found = Thread(subject_kind=kind, subject_id=subject_id, created_at=now)
        if not _added(session, found):
            found = queries.find_thread(session, kind, subject_id) or found
    rows = session.scalars(sa.select(col(Participant.library_id)).where(col(Participant.thread_id) == found.id))
    for library_id in sorted(library_ids - set(rows)):
        _added(session, Participant(thread_id=found.id, library_id=library_id))
    return found


def _added(session: Session, row: Thread | Participant) -> bool:
    """Add `row`; return False if the other library was faster."""
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return False
    return True


def _tell(session: Session, partner: Library, library: Library, message: Message, thread: Thread) -> None:
    about = (thread.subject_kind, thread.subject_id)
    subject = topics.described(session, partner.id, [about], partner.language).get(about)
    titles = titles_said(session, [(message, subject)], partner.language)
    with speaking(partner.language):
        said = wording.sentence(message.phrase, message.slots, titles) if message.phrase else message.text
        written_in = str(wording.WRITTEN_IN[message.language]) if message.language else ""
    notify_library(
        session,
        partner,
        "correspondence/new_message",
        sender=library.name_in(partner.language),
        sender_code=library.code,
        said=said,
        written_in=written_in,
        subject=subject.name if subject else "",
        title=subject.title if subject else "",
        kind=thread.subject_kind,
        subject_id=thread.subject_id,
        answer_to=library.mailbox if partner.id in reached_by_letter(session) else "",
    )


# Discussions ----------------------------------------------------------------------------------------------------------


def post(session: Session, actor: Actor, kind: str, subject_id: str, new: NewMessage, now: datetime) -> Post:
    """Say `new` on a public discussion in the name of the actor's library.

    Raises NotFound for a discussion that the actor may not see, Forbidden for who works in no library, Conflict for one
    that takes no posts any more, InvalidInput as `say` does.
    """
    if not actor.is_staff or actor.library_id is None:
        raise Forbidden("not-staff")
    library = session.get_one(Library, actor.library_id)
    discussion = discussions.get_discussion(session, actor, kind, subject_id)
    if not discussion.is_open:
        raise Conflict("discussion-closed", DISCUSSION_CLOSED)
    content = _content(new, library.language)
    made = Post(subject_kind=kind, subject_id=subject_id, library_id=library.id, posted_at=now, **content)
    session.add(made)
    session.flush()
    audit.record(session, actor, "post", "discussion_post", made.id, at=now, phrase=made.phrase)
    return made


def moderate(
    session: Session, actor: Actor, post_id: int, event: PostEvent, reason: Reason | None, now: datetime
) -> Post:
    """Let `event` happen to a post: hiding needs a reason. Return it.

    Raises NotFound for a post that the actor may not see, Conflict if there is no such step now, Forbidden if it is
    not the actor's to take.
    """
    found = queries.get_post(session, post_id)
    discussion = discussions.get_discussion(session, actor, found.subject_kind, found.subject_id)
    hidden: dict[str, Any] = {"hidden_by_id": _home(actor), "reason": reason} if event is PostEvent.HIDE else {}
    take(POSTS, session, actor, found, event, now, within=discussion, given={"reason": reason}, **hidden)
    return found


def _home(actor: Actor) -> int | None:
    return actor.library_id if actor.is_staff else None


def _parts(actor: Actor, found: Post, discussion: Discussion) -> frozenset[Part]:
    return moderation.parts(_home(actor), found.library_id, found.hidden_by_id, discussion.moderators)


def _require_reason(taking: Taking) -> None:
    if taking.given["reason"] is None:
        raise InvalidInput({"reason": WHY})


POSTS = Machine(
    moderation.POST,
    "discussion_post",
    _parts,
    not_now=lambda _row, _event: POST_MOVED,
    guards={moderation.Guard.REASON_GIVEN: _require_reason},
    notes=lambda taking: {"reason": str(taking.given["reason"] or "")},
    audited_as="post",
)
