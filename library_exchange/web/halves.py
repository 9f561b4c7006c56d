"""What the page of a subject says of its texts that lack a language: which, who is awaited, whether one may ask."""

from collections import Counter
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core import bilingual
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import Half, Partner, Place, Texts
from library_exchange.core.i18n import LANGUAGES, _l, _n, current

Say = Callable[[str, Any, int], str]

AWAITED = {
    "zh": _l("%(field)s: the Chinese text is awaited from the partner."),
    "ru": _l("%(field)s: the Russian text is awaited from the partner."),
}
ASKED_OF_US = {
    "zh": _l("%(field)s: the Chinese text is awaited from your library."),
    "ru": _l("%(field)s: the Russian text is awaited from your library."),
}
LACKS = {
    "zh": _l("%(field)s: the Chinese text is not there yet."),
    "ru": _l("%(field)s: the Russian text is not there yet."),
}


CANNOT_SO_WRITE = _l(
    "The partner was asked and cannot translate this. Write what lacks yourself, or have it translated; you may also "
    "ask again later."
)
CANNOT = _l("The partner was asked and cannot translate this. Have it translated, or ask again later.")


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


def _asked_of_us_of(language: str, field: Any, num: int) -> str:
    if language == "zh":
        return _n(
            "%(field)s: the Chinese text of %(num)s book is awaited from your library.",
            "%(field)s: the Chinese texts of %(num)s books are awaited from your library.",
            num,
            field=field,
        )
    return _n(
        "%(field)s: the Russian text of %(num)s book is awaited from your library.",
        "%(field)s: the Russian texts of %(num)s books are awaited from your library.",
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


def _write_first(language: str, field: Any, num: int) -> str:
    if language == "zh":
        return _n(
            "%(field)s: %(num)s book has none yet. Write the Chinese text first and save it; then one request to the "
            "partner covers everything.",
            "%(field)s: %(num)s books have none yet. Write the Chinese texts first and save them; then one request to "
            "the partner covers everything.",
            num,
            field=field,
        )
    return _n(
        "%(field)s: %(num)s book has none yet. Write the Russian text first and save it; then one request to the "
        "partner covers everything.",
        "%(field)s: %(num)s books have none yet. Write the Russian texts first and save them; then one request to the "
        "partner covers everything.",
        num,
        field=field,
    )


def said(row: Any, field: str) -> tuple[str, str]:
    """Return what a row says in the page's language, else in the one it was written in, and the language's tag."""
    text, code = bilingual.said(row, field, current().code)
    return text, LANGUAGES[code].tag


def halves_shown(session: Session, actor: Actor, kind: str, subject_id: object, back: str) -> dict[str, Any] | None:
    """Return what `layout/halves.html` shows of a subject to somebody; None if no text lacks a language.

    Who asks comes `back` to that address.
    """
    texts = bilingual.TEXTS.find(kind)
    lacking = texts.lacking(session, str(subject_id)) if texts else ()
    unwritten = texts.unwritten(session, str(subject_id)) if texts else {}
    if texts is None or not (lacking or unwritten):
        return None
    waiting = bilingual.awaited(session, kind, subject_id)
    ours = _asked_of_us(session, actor, kind, subject_id) if waiting else frozenset()
    partner = texts.find_partner(session, actor, str(subject_id))
    open_ones = {half.place for half in lacking if partner and half.place not in waiting}
    refused = open_ones & bilingual.declined(session, kind, subject_id)
    written = texts.writes(session, actor, str(subject_id), None if refused else partner)
    others = {half.place for half in lacking if partner and half.place.language == partner.language}
    whole = {half.place for half in lacking if not half.place.part}
    first = _to_write_first(texts, unwritten, partner)
    if not (lacking or first):
        return None
    address: dict[str, Any] = {"kind": kind, "subject_id": str(subject_id)}
    return {
        "sentences": _sentences(texts, [half for half in lacking if half.place in ours], ASKED_OF_US, _asked_of_us_of)
        + _sentences(texts, [half for half in lacking if half.place in waiting - ours], AWAITED, _awaited_of)
        + _sentences(texts, [half for half in lacking if half.place not in waiting], LACKS, _lacks_of),
        "declined": [CANNOT_SO_WRITE if written else CANNOT] if refused else [],
        "first": first,
        "back": back,
        "ask_url": url_for("correspondence.ask_translation", **address) if others - waiting else None,
        "asked_url": url_for("correspondence.translation", **address) if partner and waiting else None,
        "own_url": url_for("correspondence.own_texts", **address)
        if any(half.place.language in written and half.place not in waiting for half in lacking)
        else None,
        "is_ours": any(half.place in ours for half in lacking),
        "next": _next(whole, others - refused if written else others, waiting) if whole else None,
    }


def _asked_of_us(session: Session, actor: Actor, kind: str, subject_id: object) -> frozenset[Place]:
    home = actor.library_id
    return bilingual.awaited(session, kind, subject_id, home) if home is not None else frozenset()


def to_write_first(session: Session, actor: Actor, kind: str, subject_id: str) -> list[str]:
    """Return what is to be written first, so that one request to the partner covers everything."""
    texts = bilingual.TEXTS.find(kind)
    if texts is None:
        return []
    return _to_write_first(texts, texts.unwritten(session, subject_id), texts.find_partner(session, actor, subject_id))


def _to_write_first(texts: Texts, unwritten: Mapping[tuple[str, str], int], partner: Partner | None) -> list[str]:
    return [
        _write_first(bilingual.other_language(language), texts.fields[field].label, count)
        for (field, language), count in unwritten.items()
        if partner and partner.language == language
    ]


def _next(lacking: AbstractSet[Place], others: AbstractSet[Place], waiting: AbstractSet[Place]) -> str:
    """Return what somebody is to do before a subject can be made known: fill in what was asked, write, ask, or wait."""
    if own := lacking - others:
        return "fill_in" if own & waiting else "write"
    return "ask" if lacking - waiting else "wait"


def _sentences(texts: Texts, halves: list[Half], whole: Mapping[str, Any], of_parts: Say) -> list[str]:
    """Return a sentence for each field and language, with how many there are where a subject has parts."""
    counted = Counter((half.place.field, half.place.language, half.place.part > 0) for half in halves)
    return [
        of_parts(language, texts.fields[field].label, count)
        if has_parts
        else str(whole[language]) % {"field": texts.fields[field].label}
        for (field, language, has_parts), count in counted.items()
    ]
