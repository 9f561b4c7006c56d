"""Verbs: tell a library or a person something, in the receiver's language; set a library's own words for letters."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.accounts.models import User
from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.directory.models import Library
from library_exchange.directory.policy import require_editor
from library_exchange.mail import letters
from library_exchange.mail import services as mail
from library_exchange.mail.letters import Letter
from library_exchange.mail.slots import LONGEST_PARAGRAPH, LONGEST_SUBJECT, PRIVATE, STANDARD, Words, find_fault
from library_exchange.notifications.labels import FAULTS, Audience
from library_exchange.notifications.models import LetterWords
from library_exchange.notifications.places import place
from library_exchange.notifications.queries import own_words, words_for

LONGEST = {"subject": LONGEST_SUBJECT, "opening": LONGEST_PARAGRAPH, "closing": LONGEST_PARAGRAPH}
"""How long each part of a library's own words may be."""


def notify_library(session: Session, library: Library, template: str, **context: Any) -> str:
    """Put a mail to the library's role mailbox in the outbox; return its message id.

    `template` is "<room>/<name>" as `mail.letters.compose` takes it. It is rendered now, in the library's language,
    with `library`, `link(endpoint, …)` and `context`, and with the words that the library itself put into it.
    Nothing is written to a library that has left.
    """
    if library.has_left:
        return ""
    told = {"library": library, **context}
    words = words_for(session, library.id, template, Audience.DESK, library.language)
    return mail.write(session, library.mailbox, library.language, template, told, library_id=library.id, words=words)


def notify_person(session: Session, user: User, template: str, *, library_id: int | None = None, **context: Any) -> str:
    """Put a mail to a person in the outbox, in her language; return its message id.

    `template` as for `notify_library`, with `name` and `context`; `library_id` is the library on whose behalf,
    which may have put words of its own into it. What is for a person without an e-mail goes to that library's desk,
    which tells her.
    """
    told = {"name": user.name, **context}
    words = words_for(session, library_id, template, Audience.READER, user.language)
    if user.email is None:
        # The desk's mails are listed for the platform too, so they do not name her.
        letter = letters.compose(template, user.language, told | {"name": ""}, words)
        return _have_her_told(session, letter, library_id, told)
    return mail.write(session, user.email, user.language, template, told, library_id=library_id, words=words)


def _have_her_told(session: Session, letter: Letter, library_id: int | None, told: Mapping[str, Any]) -> str:
    """Send the desk of the library what was to be written to a reader without an e-mail; nothing without a library."""
    if library_id is None:
        return ""
    library, loan_id = session.get_one(Library, library_id), told.get("loan_id")
    text = {"subject": letter.subject, "text": letter.body, "loan_id": loan_id}
    return notify_library(session, library, "notifications/tell_reader", **text)


def require_fit(words: Mapping[str, Words], known: Collection[str]) -> None:
    """Raise InvalidInput with a sentence for each field of `words` (by language) that the letter cannot carry.

    `known` are the slots of the letter; a subject takes fewer.
    """
    errors = {}
    for language, each in words.items():
        for field, longest in LONGEST.items():
            slots = [name for name in known if field != "subject" or name not in PRIVATE]
            if found := find_fault(getattr(each, field), slots, longest):
                named = ", ".join(place(name) for name in slots)
                errors[f"{field}_{language}"] = FAULTS[found.fault](found.text, named)
    if errors:
        raise InvalidInput(errors)


def set_words(
    session: Session, actor: Actor, library: Library, letter: str, words: Mapping[str, Words], seen: str, at: datetime
) -> None:
    """Put a library's own `words`, by language, into a letter; where there are none, the standard ones stand again.

    `seen` is the state that the form was filled in from (`state_of`). Raises Forbidden for all but the library's
    administrators, Conflict if somebody changed the words meanwhile. The audit keeps which languages, not the text.
    """
    require_editor(actor, library)
    kept = own_words(session, library.id, letter)
    if state_of(kept) != seen:
        raise Conflict("changed-meanwhile")
    for language, each in words.items():
        row = kept.get(language)
        if each == STANDARD:
            if row is not None:
                session.delete(row)
            continue
        values = {name: getattr(each, name) for name in LONGEST} | {"changed_at": at}
        if row is None:
            session.add(LetterWords(library_id=library.id, letter=letter, language=language, **values))
        elif row.words != each:
            versions.change(session, row, values)
    session.flush()
    told = sorted(language for language, each in words.items() if each != STANDARD)
    audit.record(session, actor, "set_letter_words", "library", library.id, at=at, letter=letter, languages=told)


def state_of(kept: Mapping[str, LetterWords]) -> str:
    """Return in one word how the words of a letter stand, so that a form can say what it was filled in from."""
    return " ".join(f"{language}{row.id}.{row.version}" for language, row in sorted(kept.items()))
