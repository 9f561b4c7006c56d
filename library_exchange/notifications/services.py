"""Verbs: tell a library or a person something, in the receiver's language."""

from typing import Any

from sqlmodel import Session

from library_exchange.accounts.models import User
from library_exchange.directory.models import Library
from library_exchange.mail import services as mail


def notify_library(session: Session, library: Library, template: str, **context: Any) -> str:
    """Put a mail to the library's role mailbox in the outbox; return its message id.

    `template` is "<room>/<name>" as `mail.letters.compose` takes it. It is rendered now, in the library's language,
    with `library`, `link(endpoint, …)` and `context`.
    """
    told = {"library": library, **context}
    return mail.write(session, library.mailbox, library.language, template, told, library_id=library.id)


def notify_person(session: Session, user: User, template: str, *, library_id: int | None = None, **context: Any) -> str:
    """Put a mail to a person in the outbox, in her language; return its message id.

    `template` as for `notify_library`, with `name` and `context`; `library_id` is the library on whose behalf.
    """
    told = {"name": user.name, **context}
    return mail.write(session, user.email, user.language, template, told, library_id=library_id)
