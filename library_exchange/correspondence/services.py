"""Verbs: say something to partners or in a discussion, mark as read, moderate, ask a partner for a translation."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core import audit, bilingual, rights
from library_exchange.core.actor import Actor, clock
from library_exchange.core.bilingual import Half, Place, Proposal
from library_exchange.core.bounds import find_number
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import _l, speaking
from library_exchange.core.procedure import Part
from library_exchange.core.steps import Machine, Taking, take
from library_exchange.correspondence import discussions, policy, queries, topics
from library_exchange.correspondence.discussions import Discussion
from library_exchange.correspondence.labels import translating, wording
from library_exchange.correspondence.labels.phrases import PHRASES
from library_exchange.correspondence.models import Message, Participant, Post, Thread, TranslationRequest
from library_exchange.correspondence.rules import moderation
from library_exchange.correspondence.rules.moderation import PostEvent, Reason
from library_exchange.correspondence.rules.personal import Trace, traces
from library_exchange.correspondence.rules.slots import SLOTS, SlotKind, kept
from library_exchange.correspondence.rules.translations import TRANSLATION, TranslationEvent, TranslationState
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.titles_said import titles_said
from library_exchange.directory.models import Library
from library_exchange.notifications.services import notify_library

NEEDED = _l("Fill in this field.")
DISCUSSION_CLOSED = _l("Nothing more can be written here.")
POST_MOVED = _l("This post cannot be changed that way any more. Look at it below.")
WHY = _l("Choose a reason.")
FOLLOWS = clock("correspondence")
"""Who takes the steps that follow by themselves from what somebody did."""
CONFIRM = _l("Personal data must not cross the border. Take it out, or confirm that it is none.")


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
        raise InvalidInput({"confirmed": CONFIRM}, traces=sorted(found))


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
        said=said,
        written_in=written_in,
        subject=subject.name if subject else "",
        title=subject.title if subject else "",
        kind=thread.subject_kind,
        subject_id=thread.subject_id,
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


# Translations ---------------------------------------------------------------------------------------------------------


def ask_for_translation(session: Session, actor: Actor, kind: str, subject_id: str, now: datetime) -> frozenset[Trace]:
    """Ask the other library of a subject for each text that lacks its language; return traces of personal data in them.

    Raises NotFound or Forbidden for who may not ask, Conflict if there is nothing that it could write.
    """
    texts = _texts_of(actor, kind)
    partner_id, language = texts.partner_of(session, actor, subject_id)
    waiting = queries.awaited(session, kind, subject_id)
    lacking = [half for half in texts.lacking(session, subject_id) if half.place.language == language]
    wanted = [half for half in lacking if half.place not in waiting]
    if not wanted:
        raise Conflict("nothing-to-ask", translating.NOTHING_TO_ASK)
    for half in wanted:
        session.add(_request(half, kind, subject_id, actor.library_id or 0, partner_id, now))
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("asked-already", translating.ASKED_BY_ANOTHER) from error
    number = find_number(subject_id)
    audit.record(session, actor, "translation.ask", kind, number, at=now, partner=partner_id, texts=len(wanted))
    partner = session.get_one(Library, partner_id)
    _tell_of_translation(session, actor, partner, "ask", kind, subject_id, len(wanted))
    return frozenset(trace for half in wanted for trace in traces(half.text))


def _texts_of(actor: Actor, kind: str) -> bilingual.Texts:
    found = bilingual.TEXTS.find(kind)
    if found is None or not actor.is_staff:
        raise NotFound("no-such-texts", kind=kind)
    return found


def _request(half: Half, kind: str, subject_id: str, asker_id: int, partner_id: int, now: datetime) -> Any:
    return TranslationRequest(
        subject_kind=kind,
        subject_id=subject_id,
        **half.place._asdict(),
        source_language=half.source_language,
        text=half.text,
        asker_id=asker_id,
        partner_id=partner_id,
        asked_at=now,
    )


def translate(
    session: Session,
    actor: Actor,
    kind: str,
    subject_id: str,
    given: Mapping[int, str],
    now: datetime,
    *,
    is_confirmed: bool = False,
) -> int:
    """Write the texts `given` by the number of their request, where the actor's library is asked; return how many.

    The room of the subject puts them where they belong. Raises NotFound for requests that are not the library's,
    Conflict if one is not open any more, InvalidInput for no text, a long one, or traces of personal data.
    """
    texts = _texts_of(actor, kind)
    found, _libraries = queries.translation_requests(session, actor, kind, subject_id)
    asked = {one.id: one for one in found if one.partner_id == actor.library_id}
    written = {number: text for number, text in given.items() if text}
    if not written:
        raise InvalidInput(
            dict.fromkeys([f"text-{number}" for number in given] or ["text"], translating.NOTHING_WRITTEN)
        )
    if written.keys() - asked.keys():
        raise NotFound("no-such-translation", kind=kind)
    _check_texts(texts, asked, written, is_confirmed)
    for number, text in written.items():
        take(TRANSLATIONS, session, actor, asked[number], TranslationEvent.ANSWER, now, answer=text, closed_at=now)
    places = {asked[number].place: text for number, text in written.items()}
    texts.fill_in(session, actor, subject_id, places, now)
    for asker_id in sorted({asked[number].asker_id for number in written}):
        asker = session.get_one(Library, asker_id)
        _tell_of_translation(session, actor, asker, "answer", kind, subject_id, len(written))
    return len(written)


def own_subject(session: Session, actor: Actor, kind: str, subject_id: str, language: str) -> bilingual.Named:
    """Return a subject that the actor's library may write of; raises NotFound for every other one."""
    texts = _texts_of(actor, kind)
    partner = texts.find_partner(session, actor, subject_id)
    if not texts.writes(session, actor, subject_id, partner):
        raise NotFound("not-to-be-written", kind=kind)
    return texts.named(session, rights.library_of(actor), [subject_id], language)[subject_id]


def write_own(
    session: Session, actor: Actor, kind: str, subject_id: str, given: Mapping[Place, str], now: datetime
) -> int:
    """Write halves that the actor's library may add to a subject without being asked; return how many.

    Raises Conflict if nothing lacks, InvalidInput for no text or a long one. What was asked about them lapses.
    """
    texts = _texts_of(actor, kind)
    open_to_us = {half.place for half in bilingual.own_halves(session, actor, kind, subject_id)}
    if not open_to_us:
        raise Conflict("nothing-lacks", translating.NOTHING_LACKS)
    written = {place: text for place, text in given.items() if text and place in open_to_us}
    if not written:
        raise InvalidInput({translating.field_of(place): translating.NOTHING_WRITTEN for place in open_to_us})
    too_long = [place for place, text in written.items() if len(text) > texts.fields[place.field].longest]
    if too_long:
        raise InvalidInput({translating.field_of(place): translating.TOO_LONG for place in too_long})
    texts.fill_in(session, actor, subject_id, written, now)
    bilingual.changed(session, kind, subject_id, now)
    return len(written)


def _check_texts(
    texts: bilingual.Texts, asked: Mapping[int, TranslationRequest], written: Mapping[int, str], is_confirmed: bool
) -> None:
    limits = {number: texts.fields[asked[number].field].longest for number in written}
    errors: dict[str, Any] = {
        f"text-{number}": translating.TOO_LONG for number, text in written.items() if len(text) > limits[number]
    }
    if errors:
        raise InvalidInput(errors)
    found = {trace for text in written.values() for trace in traces(text)}
    if found and not is_confirmed:
        raise InvalidInput({"confirmed": CONFIRM}, traces=sorted(found))


def move_translation(
    session: Session, actor: Actor, kind: str, subject_id: str, event: TranslationEvent, now: datetime
) -> bool:
    """Let the actor's library decline what it is asked, or withdraw what it asked, about a subject.

    Return whether somebody is to be asked first. Raises NotFound if there is nothing, Conflict if nothing waits.
    """
    found, _libraries = queries.translation_requests(session, actor, kind, subject_id)
    mine = [one for one in found if event in TRANSLATIONS.events_open_to(actor, one)]
    if not mine:
        raise Conflict("nothing-waits", translating.NOT_NOW)
    is_grave = any(TRANSLATIONS.is_grave(one, event) for one in mine)
    for one in mine:
        take(TRANSLATIONS, session, actor, one, event, now, closed_at=now)
    if event is TranslationEvent.DECLINE:
        for asker_id in sorted({one.asker_id for one in mine}):
            asker = session.get_one(Library, asker_id)
            _tell_of_translation(session, actor, asker, "decline", kind, subject_id, len(mine))
    return is_grave


def proposed(
    session: Session, kind: str, subject_id: str, asked: Iterable[TranslationRequest]
) -> Mapping[Place, Proposal]:
    """Return what is proposed for texts still `asked` for: by their room, or as a canned phrase says it."""
    halves = [Half(one.place, one.source_language, one.text) for one in asked if one.state is TranslationState.ASKED]
    return proposed_for(session, kind, subject_id, halves)


def proposed_for(session: Session, kind: str, subject_id: str, halves: Sequence[Half]) -> Mapping[Place, Proposal]:
    """Return what is proposed for halves: by their room, or as a canned phrase says it."""
    texts = bilingual.TEXTS.find(kind)
    by_room = texts.proposed(session, subject_id, halves) if texts and halves else {}
    canned = {half.place: wording.as_phrase(half.text, half.source_language, half.place.language) for half in halves}
    return {place: Proposal(text, wording.CANNED) for place, text in canned.items() if text} | dict(by_room)


def texts_changed(session: Session, kind: str, subject_id: str, now: datetime) -> None:
    """Let what is asked about a subject lapse where the text is another one now, or was written meanwhile."""
    waiting = queries.open_requests(session, kind, subject_id)
    texts = bilingual.TEXTS.find(kind)
    if not waiting or texts is None:
        return
    session.flush()
    lacking = {half.place: half.text for half in texts.lacking(session, subject_id)}
    for one in waiting:
        if lacking.get(one.place) != one.text:
            take(TRANSLATIONS, session, FOLLOWS, one, TranslationEvent.LAPSE, now, closed_at=now)


def _tell_of_translation(
    session: Session, actor: Actor, library: Library, event: str, kind: str, subject_id: str, count: int
) -> None:
    sender = session.get_one(Library, actor.library_id)
    named = bilingual.TEXTS.fillings()[kind].named(session, library.id, [subject_id], library.language)
    notify_library(
        session,
        library,
        "correspondence/translation",
        event=event,
        sender=sender.name_in(library.language),
        subject=named[subject_id].name if subject_id in named else "",
        count=count,
        kind=kind,
        subject_id=subject_id,
    )


TRANSLATIONS = Machine(
    TRANSLATION,
    "translation",
    policy.parts_in_translation,
    not_now=lambda _row, _event: translating.NOT_NOW,
    changed_meanwhile=translating.NOT_NOW,
)
