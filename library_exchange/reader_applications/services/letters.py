"""Letters to who asks to become a reader, in her language, and to the desk that is asked."""

import uuid
from typing import Any

from sqlmodel import Session

from library_exchange.accounts import invitations
from library_exchange.accounts.models import User
from library_exchange.core.i18n import speaking
from library_exchange.directory.models import Library
from library_exchange.mail import services as mail
from library_exchange.notifications.services import notify_library
from library_exchange.reader_applications import signing
from library_exchange.reader_applications.labels import REASONS
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.rules import CONFIRM_WITHIN, DECIDE_WITHIN, KEPT_AFTER


def begins(application_id: int) -> str:
    """Return how the message ids of all letters about what somebody asked begin."""
    return f"reader-application-{application_id}-"


def ask_to_confirm(session: Session, row: ReaderApplication) -> None:
    """Write to the address given: only who reads its mail can have it go on."""
    _write(session, row, "confirm", days=CONFIRM_WITHIN.days)


def tell_desk(session: Session, row: ReaderApplication) -> None:
    """Tell the desk that somebody waits for its answer: the letter names nobody, since others list it too."""
    library = session.get_one(Library, row.library_id)
    told = {"application_id": row.id, "days": DECIDE_WITHIN.days}
    notify_library(session, library, "reader_applications/waits", **told)


def tell_admitted(session: Session, row: ReaderApplication, user: User) -> None:
    """Tell her that she is a reader, with a link to choose a password if she has none."""
    token = None if user.password else invitations.token_for(user)
    _write(session, row, "admitted", password_token=token, days=invitations.LASTS.days)


def tell_declined(session: Session, row: ReaderApplication) -> None:
    """Tell her that the library has not taken her in, and why."""
    with speaking(row.language):
        reason = str(REASONS[row.reason]) if row.reason else ""
    _write(session, row, "declined", reason=reason, words=row.reason_words or "", days=KEPT_AFTER.days)


def _write(session: Session, row: ReaderApplication, name: str, **told: Any) -> None:
    library = session.get_one(Library, row.library_id)
    known = {
        "name": row.name,
        "library": library.name_in(row.language),
        "code": library.code,
        "token": signing.LINKS.sign(row.id),
    }
    message_id = begins(row.id) + uuid.uuid4().hex
    mail.write(session, row.email, row.language, f"reader_applications/{name}", known | told, message_id=message_id)
