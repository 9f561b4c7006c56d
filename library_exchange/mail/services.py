"""Verbs: write a letter to an address, or post one that is written."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import outbox
from library_exchange.core.db import pieces
from library_exchange.core.models import OutboxMessage
from library_exchange.core.versions import rows_changed
from library_exchange.mail import letters
from library_exchange.mail.letters import Letter
from library_exchange.mail.models import FORGET_FILE, KIND, Mail
from library_exchange.mail.slots import STANDARD, Words


def write(
    session: Session,
    recipient: str,
    language: str,
    template: str,
    context: Mapping[str, Any],
    *,
    library_id: int | None = None,
    message_id: str | None = None,
    words: Words = STANDARD,
) -> str:
    """Put the letter that `letters.compose` makes of `template` and `words`, to the address `recipient`, in the outbox.

    Returns its message id; for `library_id`, on whose behalf it is, and `message_id` see `post`.
    """
    letter = letters.compose(template, language, context, words)
    return post(session, letter, recipient, library_id, message_id)


def post(
    session: Session, letter: Letter, recipient: str, library_id: int | None = None, message_id: str | None = None
) -> str:
    """Put `letter` to the address `recipient` in the outbox; return its message id.

    Two letters with the same `message_id` are one letter: it is delivered once.
    """
    message_id = message_id or uuid.uuid4().hex
    payload = {
        "recipient": recipient,
        "template": letter.template,
        "language": letter.language,
        "subject": letter.subject,
        "body": letter.body,
        "library_id": library_id,
        "message_id": message_id,
    }
    outbox.put(session, KIND, payload, key=message_id)
    return message_id


def forget_old(session: Session, before: datetime) -> int:
    """Delete all trace of the mails that were made before the instant `before`; return how many.

    Names, addresses and titles stand in them, and nobody needs to know for ever what they said.
    """
    old = col(Mail.created_at) < before
    files = [name for name in session.scalars(sa.select(col(Mail.filename)).where(old)) if name]
    for piece in pieces(files):
        outbox.put(session, FORGET_FILE, {"filenames": list(piece)})
    done = (col(OutboxMessage.kind) == KIND, col(OutboxMessage.done_at) < before)
    session.execute(sa.delete(OutboxMessage).where(*done))
    return rows_changed(session, sa.delete(Mail).where(old))


def forget_letters(session: Session, begins: str) -> None:
    """Delete all trace of the letters whose message ids begin so: rows at once, kept files after the commit."""
    for mail in session.scalars(sa.select(Mail).where(col(Mail.message_id).startswith(begins, autoescape=True))):
        if mail.filename:
            outbox.put(session, FORGET_FILE, {"filename": mail.filename}, key=mail.message_id)
        session.delete(mail)
    written = (col(OutboxMessage.kind) == KIND, col(OutboxMessage.key).startswith(begins, autoescape=True))
    session.execute(sa.delete(OutboxMessage).where(*written))
