"""Translations: ask a partner for the texts that lack its language, write them, decline, let what is asked lapse."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from library_exchange.core import audit, bilingual, rights
from library_exchange.core.actor import Actor, clock
from library_exchange.core.bilingual import NOTHING_PERSONAL, Half, Place, Proposal
from library_exchange.core.bounds import find_number
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.personal_data import Trace, traces
from library_exchange.core.steps import Machine, take
from library_exchange.correspondence import policy, translation_queries
from library_exchange.correspondence.labels import translating, wording
from library_exchange.correspondence.models import TranslationRequest
from library_exchange.correspondence.rules.translations import TRANSLATION, TranslationEvent, TranslationState
from library_exchange.directory.models import Library
from library_exchange.notifications.services import notify_library

FOLLOWS = clock("correspondence")
"""Who takes the steps that follow by themselves from what somebody did."""


def ask_for_translation(session: Session, actor: Actor, kind: str, subject_id: str, now: datetime) -> frozenset[Trace]:
    """Ask the other library of a subject for each text that lacks its language; return traces of personal data in them.

    Raises NotFound or Forbidden for who may not ask, Conflict if there is nothing that it could write.
    """
    texts = _texts_of(actor, kind)
    partner_id, language = texts.partner_of(session, actor, subject_id)
    waiting = translation_queries.awaited(session, kind, subject_id)
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
    found, _libraries = translation_queries.translation_requests(session, actor, kind, subject_id)
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
        raise InvalidInput({"confirmed": NOTHING_PERSONAL}, traces=sorted(found))


def move_translation(
    session: Session, actor: Actor, kind: str, subject_id: str, event: TranslationEvent, now: datetime
) -> bool:
    """Let the actor's library decline what it is asked, or withdraw what it asked, about a subject.

    Return whether somebody is to be asked first. Raises NotFound if there is nothing, Conflict if nothing waits.
    """
    found, _libraries = translation_queries.translation_requests(session, actor, kind, subject_id)
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
    waiting = translation_queries.open_requests(session, kind, subject_id)
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
