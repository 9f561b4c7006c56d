"""What the page of a subject says of its texts that lack a language: which, who is awaited, whether one may ask."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core import bilingual
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import Half, Partner, Texts
from library_exchange.core.errors import Forbidden, NotFound
from library_exchange.core.i18n import _l, _n

Say = Callable[[str, Any, int], str]

AWAITED = {
    "zh": _l("%(field)s: the Chinese text is awaited from the partner."),
    "ru": _l("%(field)s: the Russian text is awaited from the partner."),
}
LACKS = {
    "zh": _l("%(field)s: the Chinese text is not there yet."),
    "ru": _l("%(field)s: the Russian text is not there yet."),
}


def _awaited_of(language: str, field: Any, num: int) -> str:
    if language == "zh":
        return _n(
            "%(field)s: the Chinese text of %(num)s book is awaited from the partner.",
            "%(field)s: the Chinese texts of %(num)s books are awaited from the partner.",
            num,
            field=field,
        )
    return _n(
        "%(field)s: the Russian text of %(num)s book is awaited from the partner.",
        "%(field)s: the Russian texts of %(num)s books are awaited from the partner.",
        num,
        field=field,
    )


def _lacks_of(language: str, field: Any, num: int) -> str:
    if language == "zh":
        return _n(
            "%(field)s: %(num)s book has no Chinese text yet.",
            "%(field)s: %(num)s books have no Chinese text yet.",
            num,
            field=field,
        )
    return _n(
        "%(field)s: %(num)s book has no Russian text yet.",
        "%(field)s: %(num)s books have no Russian text yet.",
        num,
        field=field,
    )


def halves_shown(session: Session, actor: Actor, kind: str, subject_id: object) -> dict[str, Any] | None:
    """Return what `layout/halves.html` shows of a subject to somebody; None if no text lacks a language."""
    texts = bilingual.TEXTS.find(kind)
    lacking = texts.lacking(session, str(subject_id)) if texts else ()
    if texts is None or not lacking:
        return None
    waiting = bilingual.awaited(session, kind, subject_id)
    partner = _partner_of(texts, session, actor, str(subject_id))
    others = {half.place for half in lacking if partner and half.place.language == partner.language}
    is_ours = partner is not None and any(half.place in waiting and half.place not in others for half in lacking)
    address: dict[str, Any] = {"kind": kind, "subject_id": str(subject_id)}
    return {
        "sentences": _sentences(texts, [half for half in lacking if half.place in waiting], AWAITED, _awaited_of)
        + _sentences(texts, [half for half in lacking if half.place not in waiting], LACKS, _lacks_of),
        "ask_url": url_for("correspondence.ask_translation", **address) if others - waiting else None,
        "asked_url": url_for("correspondence.translation", **address) if partner and waiting else None,
        "is_ours": is_ours,
    }


def _partner_of(texts: Texts, session: Session, actor: Actor, subject_id: str) -> Partner | None:
    try:
        return texts.partner_of(session, actor, subject_id)
    except (NotFound, Forbidden):
        return None


def _sentences(texts: Texts, halves: list[Half], whole: Mapping[str, Any], of_parts: Say) -> list[str]:
    """Return a sentence for each field and language, with how many there are where a subject has parts."""
    counted = Counter((half.place.field, half.place.language, half.place.part > 0) for half in halves)
    return [
        of_parts(language, texts.fields[field].label, count)
        if has_parts
        else str(whole[language]) % {"field": texts.fields[field].label}
        for (field, language, has_parts), count in counted.items()
    ]
