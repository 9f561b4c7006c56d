"""What pages show of threads: who said what and when, in the page's language."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from library_exchange.core.i18n import LANGUAGES, current, format_datetime
from library_exchange.correspondence.labels import wording
from library_exchange.correspondence.labels.phrases import CATEGORIES, PHRASES, Phrase
from library_exchange.correspondence.queries import Said, Talk, ThreadRow
from library_exchange.correspondence.rules.slots import SLOTS, SlotKind
from library_exchange.correspondence.schemas import LONGEST_SLOT, LONGEST_TEXT
from library_exchange.correspondence.subjects import Subject
from library_exchange.directory.models import Library


def thread(talk: Talk, back_url: str) -> dict[str, Any]:
    """Return `talk` for the macro `thread` of `correspondence/_thread.html`; its buttons lead back to `back_url`."""
    address: dict[str, Any] = {"kind": talk.kind, "subject_id": talk.subject_id}
    language, zone = current().code, ZoneInfo(talk.home.timezone)
    return {
        "partners": [partner.name_in(language) for partner in talk.partners],
        "messages": [_message(said, language, zone) for said in talk.said],
        "unread": talk.unread,
        "last_id": talk.last_id,
        "say_url": url_for("correspondence.say", **address),
        "read_url": url_for("correspondence.mark_read", **address),
        "show_url": url_for("correspondence.show", **address),
        "back_url": back_url,
        "phrases": phrases(),
        "longest": LONGEST_TEXT,
    }


def _message(said: Said, language: str, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": said.message.id,
        "library": said.library.name_in(language),
        "country": said.library.country,
        "is_own": said.is_own,
        "is_new": said.is_new,
        "at": _local(said.message.sent_at, zone),
    } | _content(said)


def _content(said: Said) -> dict[str, Any]:
    message = said.message
    if message.phrase is not None:
        return {"runs": wording.runs(message.phrase, message.slots), "text": None}
    written_in = message.language or current().code
    return {
        "runs": [],
        "text": message.text,
        "lang": LANGUAGES[written_in].tag,
        "written_in": wording.WRITTEN_IN[written_in],
    }


def _local(at: datetime, zone: ZoneInfo) -> str:
    return format_datetime(at.astimezone(zone), "medium", rebase=False)


def phrases() -> list[tuple[Any, list[tuple[int, str]]]]:
    """Return the phrases by category with dots in their slots, in the language being spoken."""
    every = groupby(PHRASES.values(), key=lambda phrase: phrase.category)
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
        "last": _message(found.last, language, ZoneInfo(home.timezone)),
        "unread": found.unread,
    }


def subject(found: Subject | None) -> dict[str, Any] | None:
    """Return name, title and address of the subject's own page, if the library has one."""
    if found is None:
        return None
    url = url_for(found.endpoint, **dict(found.values))
    return {"name": found.name, "title": found.title, "lang": found.lang, "url": url}
