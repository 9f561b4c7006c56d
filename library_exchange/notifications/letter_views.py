"""Doors: a library's administrator reads the letters about loans and gives her library its own words for them."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import LANGUAGES, _, current
from library_exchange.directory.models import Library
from library_exchange.directory.policy import require_editor
from library_exchange.directory.queries import get_library
from library_exchange.mail.slots import PRIVATE, STANDARD, Words
from library_exchange.notifications import queries, services
from library_exchange.notifications.labels import AUDIENCES, FIELDS, LETTERS, SLOTS, Audience
from library_exchange.notifications.places import place, with_places
from library_exchange.notifications.samples import sample, samples, slots_of
from library_exchange.notifications.schemas import OwnWords
from library_exchange.notifications.views import bp
from library_exchange.web.confirming import Question
from library_exchange.web.confirming import ask as ask_first
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

ROOM = "loans"
"""Whose letters may have words of a library's own; its name is no part of addresses."""


@bp.get("/libraries/<code>/letters")
def letters(code: str) -> str:
    """List the letters about loans: what each is for, to whom it goes, and in which languages it has own words."""
    with reading() as session:
        library = _edited(session, code)
        own = queries.languages_by_letter(session, library.id)
        groups = [(AUDIENCES[to], [_line(library, letter, own) for letter in _letters_to(to)]) for to in Audience]
    return render_template("notifications/letters.html", library=_named(library), groups=groups)


def _letters_to(to: Audience) -> list[str]:
    return [letter for letter, kind in LETTERS.items() if kind.to is to]


def _line(library: Library, letter: str, own: Mapping[str, set[str]]) -> dict[str, Any]:
    return {
        "url": url_for("notifications.letter", code=library.code, name=letter.partition("/")[2]),
        "subject": sample(letter, current().code, library).subject,
        "when": LETTERS[letter].when,
        "own": [each.endonym for code, each in LANGUAGES.items() if code in own.get(letter, ())],
    }


@bp.get("/libraries/<code>/letters/<name>")
def letter(code: str, name: str) -> str:
    """Show a letter as it looks in each language, and the library's own words in it, to be changed."""
    with reading() as session:
        library = _edited(session, code)
        kept = queries.own_words(session, library.id, _known(name))
        words = {language: row.words for language, row in kept.items()}
    return _page(library, name, _as_form(words), {"seen": services.state_of(kept), "words": words, "own": list(kept)})


@bp.post("/libraries/<code>/letters/<name>/preview")
def preview_letter(code: str, name: str) -> Any:
    """Show how the letter would look with the words that were typed; nothing is kept."""
    with reading() as session:
        library = _edited(session, code)
    try:
        words = _fitting(name)
    except InvalidInput as error:
        return _page(library, name, request.form, {"errors": error.fields}), error.status
    return _page(library, name, request.form, {"words": words, "is_tried": True})


@bp.post("/libraries/<code>/letters/<name>")
def set_letter(code: str, name: str) -> Any:
    """Keep the library's own words for a letter."""
    with transaction() as session:
        library = _edited(session, code)
        try:
            words = _fitting(name)
        except InvalidInput as error:
            return _page(library, name, request.form, {"errors": error.fields}), error.status
        seen = request.form.get("seen", "")
        services.set_words(session, current_actor(), library, _known(name), words, seen, now())
    flash(_("Saved. From now on this letter goes out so."), "success")
    return redirect(url_for("notifications.letter", code=code, name=name))


@bp.post("/libraries/<code>/letters/<name>/reset")
def reset_letter(code: str, name: str) -> Any:
    """Give a letter the standard words again, in every language, once somebody has said yes."""
    back = url_for("notifications.letter", code=code, name=name)
    with transaction() as session:
        library = _edited(session, code)
        words = dict.fromkeys(LANGUAGES, STANDARD)
        seen = services.state_of(queries.own_words(session, library.id, _known(name)))
        services.set_words(session, current_actor(), library, _known(name), words, seen, now())
        told = _("Your library's own words for this letter are deleted in all languages.")
        ask_first(Question(_("Back to the standard words"), told, back))
    flash(_("The letter has the standard words again."), "success")
    return redirect(back)


def _edited(session: Session, code: str) -> Library:
    library = get_library(session, code)
    require_editor(current_actor(), library)
    return library


def _known(name: str) -> str:
    letter = f"{ROOM}/{name}"
    if letter not in LETTERS:
        raise NotFound("no-such-letter")
    return letter


def _fitting(name: str) -> dict[str, Words]:
    slots = slots_of(_known(name))
    words = parse(OwnWords, request.form).by_language(slots)
    services.require_fit(words, slots)
    return words


def _named(library: Library) -> dict[str, str]:
    return {"code": library.code, "name": library.name_in(current().code)}


def _as_form(words: Mapping[str, Words]) -> dict[str, str]:
    return {f"{field}_{code}": with_places(getattr(each, field)) for code, each in words.items() for field in FIELDS}


def _page(library: Library, name: str, given: Mapping[str, str], told: dict[str, Any]) -> str:
    """Return the page of a letter: the form as `given`; `told` are words to show, errors, and what is kept."""
    known = _known(name)
    slots, errors = slots_of(known), told.get("errors", {})
    return render_template(
        "notifications/letter.html",
        library=_named(library),
        name=name,
        kind=LETTERS[known],
        audience=AUDIENCES[LETTERS[known].to],
        subject=sample(known, current().code, library).subject,
        slots=[(place(slot), SLOTS[slot], slot in PRIVATE) for slot in slots],
        halves=[(LANGUAGES[code], _fields(code, given, errors)) for code in _own_first()],
        samples=[] if errors else samples(known, library, told.get("words", {}), _own_first()),
        is_tried=told.get("is_tried", False),
        has_own=bool(told.get("own")),
        seen=told.get("seen", given.get("seen", "")),
        errors=errors,
    )


def _own_first() -> list[str]:
    return sorted(LANGUAGES, key=lambda code: code != current().code)


def _fields(code: str, given: Mapping[str, str], errors: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of one language."""
    return [
        {
            "name": f"{field}_{code}",
            "label": label,
            "type": "text" if field == "subject" else "textarea",
            "maxlength": services.LONGEST[field],
            "lang": LANGUAGES[code].tag,
            "value": given.get(f"{field}_{code}", ""),
            "error": errors.get(f"{field}_{code}"),
            "required": False,
        }
        for field, label in FIELDS.items()
    ]
