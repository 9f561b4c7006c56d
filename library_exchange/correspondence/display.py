"""What pages show of threads, of discussions and of texts to be translated, in the page's language."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import TEXTS, Half, Named, Place, Proposal, TextField, Words, side_of, tag_of
from library_exchange.core.i18n import LANGUAGES, _, _l, current, format_datetime
from library_exchange.correspondence import translation_queries
from library_exchange.correspondence.discussions import Discussion
from library_exchange.correspondence.labels import translating, wording
from library_exchange.correspondence.labels.phrases import CATEGORIES, ON_BOARDS, PHRASES, Category, Phrase
from library_exchange.correspondence.models import Message, Post, TranslationRequest
from library_exchange.correspondence.queries import Said, Talk, ThreadRow
from library_exchange.correspondence.rules import moderation
from library_exchange.correspondence.rules.slots import SLOTS, SlotKind
from library_exchange.correspondence.rules.translations import MESSAGE, POST, TranslationEvent, TranslationState
from library_exchange.correspondence.schemas import LONGEST_SLOT, LONGEST_TEXT
from library_exchange.correspondence.titles_said import Titles
from library_exchange.correspondence.topics import Topic
from library_exchange.correspondence.translation_queries import TranslationRow
from library_exchange.directory.models import Library

SAY_TO_ALL = _l("Say with a phrase; everybody reads it in her own language")


def thread(talk: Talk, back_url: str, likely: int | None = None) -> dict[str, Any]:
    """Return `talk` for the macro `thread` of `correspondence/_thread.html`; its buttons lead back to `back_url`.

    The phrase that is `likely` stands chosen.
    """
    address: dict[str, Any] = {"kind": talk.kind, "subject_id": talk.subject_id}
    language, zone = current().code, talk.home.zone
    return {
        "partners": [partner.name_in(language) for partner in talk.partners],
        "messages": [
            _message(said, language, zone, talk.titles)
            | _translated(MESSAGE, said.message, talk.home, talk.translations, back_url)
            for said in talk.said
        ],
        "unread": talk.unread,
        "last_id": talk.last_id,
        "say_url": url_for("correspondence.say", **address),
        "read_url": url_for("correspondence.mark_read", **address),
        "show_url": url_for("correspondence.show", **address),
        "back_url": back_url,
        "phrases": phrases(set(Category) - {Category.DISCUSSION}),
        "longest": LONGEST_TEXT,
        "likely": likely,
    }


def _message(said: Said, language: str, zone: ZoneInfo, titles: Titles) -> dict[str, Any]:
    return {
        "id": said.message.id,
        "library": said.library.name_in(language),
        "country": said.library.country,
        "is_own": said.is_own,
        "is_new": said.is_new,
        "at": _local(said.message.sent_at, zone),
    } | _content(said.message, titles)


def _content(message: Message | Post, titles: Titles) -> dict[str, Any]:
    if message.phrase is not None:
        return {"runs": wording.runs(message.phrase, message.slots, titles), "text": None}
    return {"runs": [], "text": message.text}


def beneath(
    session: Session, actor: Actor, kind: str, said: Mapping[int, Words], back_url: str
) -> dict[int, dict[str, Any]]:
    """Return what stands beneath own words of a kind, by their ids; one query, one more for who may ask."""
    home = session.get(Library, actor.library_id) if actor.is_staff and actor.library_id is not None else None
    known = translation_queries.translations_of(session, kind, said)
    return {number: told_beneath(kind, number, words, home, known, back_url) for number, words in said.items()}


def told_beneath(
    kind: str,
    number: int,
    words: Words,
    home: Library | None,
    known: Mapping[int, Sequence[TranslationRequest]],
    back_url: str,
) -> dict[str, Any]:
    """Return what stands beneath own words: their language, the translation, or how it is asked for, or that it was."""
    asked = [one for one in known.get(number, ()) if one.text == words.text]
    answers = [
        {"text": one.answer, "lang": LANGUAGES[one.language].tag, "label": translating.TRANSLATED[one.language]}
        for one in asked
        if one.answer
    ]
    wanted = side_of(home.language) if home else None
    last = next((one for one in asked if one.language == wanted and not one.answer), None)
    is_told = wanted in {words.language, *(one.language for one in asked if one.answer)}
    is_open = last is not None and last.state is TranslationState.ASKED
    may_ask = home is not None and words.library_id != home.id and not is_told and not is_open
    return {
        "text": words.text,
        "lang": tag_of(words.language, words.text),
        "written_in": None if home and words.library_id == home.id else wording.WRITTEN_IN.get(words.language),
        "translations": answers,
        "translation_state": translating.STATES[last.state] if last and not is_told else None,
        "ask_url": url_for("correspondence.ask_translation", kind=kind, subject_id=number) if may_ask else None,
        "ask_label": translating.PLEASE_TRANSLATE,
        "ask_back": back_url,
    }


def _translated(
    kind: str,
    said: Message | Post,
    home: Library | None,
    known: Mapping[int, Sequence[TranslationRequest]],
    back_url: str,
) -> dict[str, Any]:
    """Return what stands under a message or a post in own words; nothing under a phrase."""
    if said.text is None:
        return {}
    at = said.sent_at if isinstance(said, Message) else said.posted_at
    words = Words(said.text, said.library_id, said.language or current().code, at, "", {})
    return told_beneath(kind, said.id or 0, words, home, known, back_url)


def _local(at: datetime, zone: ZoneInfo) -> str:
    return format_datetime(at.astimezone(zone), rebase=False)


def phrases(wanted: Collection[Category]) -> list[tuple[Any, list[tuple[int, str]]]]:
    """Return the phrases of these categories with dots in their slots, in the language being spoken."""
    known = [phrase for phrase in PHRASES.values() if phrase.category in wanted]
    every = groupby(known, key=lambda phrase: phrase.category)
    return [
        (CATEGORIES[category], [(phrase.code, wording.sentence(phrase.code, {})) for phrase in found])
        for category, found in every
    ]


def phrase_form(phrase: Phrase, given: Mapping[str, Any], errors: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form of a chosen phrase asks for."""
    inputs: dict[SlotKind, dict[str, Any]] = {
        SlotKind.TEXT: {"maxlength": LONGEST_SLOT},
        SlotKind.DATE: {"type": "date"},
        SlotKind.NUMBER: {"type": "number", "min": 1},
    }
    return {
        "code": phrase.code,
        "text": wording.sentence(phrase.code, {}),
        "fields": [
            {
                "name": name,
                "label": wording.SLOT_LABELS[name],
                "value": given.get(name),
                "error": errors.get(name),
                "required": True,
            }
            | inputs[SLOTS[name]]
            for name in phrase.slots
        ],
    }


def row(found: ThreadRow, home: Library) -> dict[str, Any]:
    """Return one line of the list of threads."""
    language = current().code
    return {
        "url": url_for("correspondence.show", kind=found.kind, subject_id=found.subject_id),
        "subject": subject(found.subject) or {"name": found.subject_id, "title": "", "lang": None},
        "partners": [(partner.country, partner.name_in(language)) for partner in found.partners],
        "last": _message(found.last, language, home.zone, found.titles),
        "unread": found.unread,
    }


def subject(found: Topic | None) -> dict[str, Any] | None:
    """Return name, title and address of the subject's own page, if the library has one."""
    if found is None:
        return None
    url = url_for(found.endpoint, **dict(found.values))
    return {"name": found.name, "title": found.title, "lang": found.lang, "url": url}


# Discussions ----------------------------------------------------------------------------------------------------------


def discussion(
    found: Discussion,
    about: tuple[str, str],
    posts: Sequence[tuple[Post, Library]],
    total: int,
    home: Library | None,
    titles: Titles,
    translations: Mapping[int, Sequence[TranslationRequest]],
) -> dict[str, Any]:
    """Return a discussion for the macros of `correspondence/_discussion.html`; `about` is kind and id."""
    address: dict[str, Any] = {"kind": about[0], "subject_id": about[1]}
    url = url_for("correspondence.discussion", **address)
    return {
        "posts": [
            _post(one, library, found, home, titles) | _translated(POST, one, home, translations, url)
            for one, library in posts
        ],
        "total": total,
        "is_open": found.is_open and home is not None,
        "say_url": url_for("correspondence.post", **address),
        "show_url": url,
        "back_url": url,
        "phrases": phrases(ON_BOARDS),
        "choose_label": SAY_TO_ALL,
        "longest": LONGEST_TEXT,
        "reasons": list(wording.REASONS.items()),
    }


def _post(post: Post, library: Library, found: Discussion, home: Library | None, titles: Titles) -> dict[str, Any]:
    home_id = home.id if home else None
    parts = moderation.parts(home_id, post.library_id, post.hidden_by_id, found.moderators)
    events = moderation.POST.events_from(post.state, parts)
    is_readable = post.state in moderation.READABLE
    return {
        "id": post.id,
        "library": library.name_in(current().code),
        "country": library.country,
        "at": _local(post.posted_at, (home or library).zone),
        "is_readable": is_readable,
        "may_judge": not is_readable and bool(events),
        "gone": wording.GONE.get(post.state),
        "reason": wording.REASONS[post.reason] if post.reason and not is_readable else None,
        "events": [(event.value, wording.POST_EVENTS[event], event is moderation.PostEvent.HIDE) for event in events],
    } | _content(post, titles)


# Translations ---------------------------------------------------------------------------------------------------------


def named(subject: Named | None) -> dict[str, Any] | None:
    """Return how a subject with texts stands on a page: its name, and a link where the library has a page of it."""
    if subject is None:
        return None
    return {"name": subject.name, "url": url_for(subject.endpoint, **subject.values) if subject.endpoint else None}


def translation_row(found: TranslationRow, home: Library, names: Mapping[tuple[str, str], Named]) -> dict[str, Any]:
    """Return one line of the list of texts that are asked for."""
    subject = names.get((found.kind, found.subject_id))
    is_asked = found.partner.id == home.id
    other = found.asker if is_asked else found.partner
    state, tone = translating.STATES[found.state]
    return {
        "url": url_for("correspondence.translation", kind=found.kind, subject_id=found.subject_id),
        "name": subject.name if subject else _("a subject that is no longer there"),
        "is_ours": is_asked and found.state is TranslationState.ASKED,
        "is_asked": is_asked,
        "library": other.name_in(current().code),
        "country": other.country,
        "texts": found.texts,
        "state": state,
        "tone": tone,
        "at": _local(found.at, home.zone),
    }


def translation(
    kind: str,
    subject_id: str,
    found: Sequence[TranslationRequest],
    home: Library,
    libraries: Mapping[int, Library],
    proposed: Mapping[Place, Proposal],
) -> dict[str, Any]:
    """Return the texts of a subject that are asked for: those that the library writes, and others by their state."""
    names = TEXTS.fillings()[kind].fields
    open_to_us = [one for one in found if one.state is TranslationState.ASKED and one.partner_id == home.id]
    others = [one for one in found if one not in open_to_us]
    address: dict[str, Any] = {"kind": kind, "subject_id": subject_id}
    return {
        "askers": [libraries[each].name_in(current().code) for each in sorted({one.asker_id for one in open_to_us})],
        "to_write": [_to_write(one, names[one.field], proposed.get(one.place), f"text-{one.id}") for one in open_to_us],
        "others": [_asked(one, names[one.field], libraries, home) for one in others],
        "asks_author": TEXTS.fillings()[kind].own_words,
        "can_withdraw": any(one.state is TranslationState.ASKED and one.asker_id == home.id for one in found),
        "answer_url": url_for("correspondence.answer_translation", **address),
        "decline_url": url_for("correspondence.move_translation", event=TranslationEvent.DECLINE, **address),
        "withdraw_url": url_for("correspondence.move_translation", event=TranslationEvent.WITHDRAW, **address),
    }


def own_texts(kind: str, halves: Sequence[Half], proposed: Mapping[Place, Proposal]) -> list[dict[str, Any]]:
    """Return the halves of a subject that its library writes without being asked, each with its field."""
    names = TEXTS.fillings()[kind].fields
    return [
        _to_write(half, names[half.place.field], proposed.get(half.place), translating.field_of(half.place))
        for half in halves
    ]


def _to_write(
    asked: TranslationRequest | Half, field: TextField, proposal: Proposal | None, name: str
) -> dict[str, Any]:
    language = asked.place.language
    return _source(asked, field) | {
        "field": {
            "name": name,
            "label": str(translating.TO_WRITE[language]) % {"field": field.label},
            "lang": LANGUAGES[language].tag,
            "maxlength": field.longest,
            "required": False,
            "value": proposal.text if proposal else "",
            "hint": proposal.source if proposal else None,
        }
        | ({} if field.is_line else {"type": "textarea", "rows": 5}),
    }


def _source(asked: TranslationRequest | Half, field: TextField) -> dict[str, Any]:
    return {
        "label": field.label,
        "source_label": translating.TEXT_IN.get(asked.source_language, translating.TEXT),
        "text": asked.text,
        "lang": tag_of(asked.source_language, asked.text),
    }


def _asked(
    asked: TranslationRequest, field: TextField, libraries: Mapping[int, Library], home: Library
) -> dict[str, Any]:
    state, tone = translating.STATES[asked.state]
    return _source(asked, field) | {
        "answer_label": translating.TEXT_IN[asked.language],
        "answer": asked.answer,
        "answer_lang": LANGUAGES[asked.language].tag,
        "library": libraries[asked.partner_id].name_in(current().code),
        "state": state,
        "tone": tone,
        "at": _local(asked.closed_at or asked.asked_at, home.zone),
    }
