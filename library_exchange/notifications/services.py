"""Verbs: tell a library or a person something, in the receiver's language."""

from typing import Any

from sqlmodel import Session

from library_exchange.accounts import letters
from library_exchange.accounts.models import User
from library_exchange.directory.models import Library


def notify_library(session: Session, library: Library, template: str, **context: Any) -> str:
    """Put a mail to the library's role mailbox in the outbox; return its message id.

    `template` is "<room>/<name>": the text `templates/<room>/mail/<name>.txt`, whose first line is the subject. It is
    rendered now, in the library's language, with `library`, `link(endpoint, …)` and `context`.
    """
    letter = letters.compose(library.language, _path(template), {"library": library, **context})
    return letters.post(session, letter, library.mailbox, library.id)


def notify_person(session: Session, user: User, template: str, *, library_id: int | None = None, **context: Any) -> str:
    """Put a mail to a person in the outbox, in her language; return its message id.

    `template` as for `notify_library`, with `name` and `context`; `library_id` is the library on whose behalf.
    """
    letter = letters.compose(user.language, _path(template), {"name": user.name, **context})
    return letters.post(session, letter, user.email, library_id)


def _path(template: str) -> str:
    room, _slash, name = template.partition("/")
    return f"{room}/mail/{name}.txt"
