"""Letters about an application: to who asks, in her language, and to the sponsor's desk."""

import uuid
from typing import Any

from sqlmodel import Session

from library_exchange.accounts import invitations
from library_exchange.accounts.models import User
from library_exchange.accounts.queries import platform_administrators
from library_exchange.core.i18n import speaking
from library_exchange.directory.models import Library
from library_exchange.joining import signing
from library_exchange.joining.labels import REASONS
from library_exchange.joining.models import LibraryApplication
from library_exchange.joining.rules import CONFIRM_WITHIN, KEPT_AFTER, SPONSOR_WITHIN, Reason
from library_exchange.mail import services as mail
from library_exchange.notifications.services import notify_library


def begins(application_id: int) -> str:
    """Return how the message ids of all letters to the author of an application begin."""
    return f"application-{application_id}-"


def ask_to_confirm(session: Session, row: LibraryApplication) -> None:
    """Write to the address given: only who reads its mail can have the application go on."""
    _write(session, row, "confirm", days=CONFIRM_WITHIN.days)


def ask_sponsor(session: Session, row: LibraryApplication) -> None:
    """Ask the sponsor's desk to vouch; the letter names the library that asks and no person."""
    sponsor = session.get_one(Library, row.sponsor_id)
    told = {"applicant": row.name_in(sponsor.language), "city": row.city, "application_id": row.id}
    notify_library(session, sponsor, "joining/vouch", days=SPONSOR_WITHIN.days, **told)


def ask_meaning(session: Session, row: LibraryApplication, library: Library) -> None:
    """Ask the desk of a member library what an application says; the letter names no person."""
    told = {"applicant": row.name_in(library.language), "city": row.city, "application_id": row.id}
    notify_library(session, library, "joining/meaning", **told)


def tell_platform(session: Session, row: LibraryApplication) -> None:
    """Tell each who runs the platform that an application waits for her: once, and without naming who asks."""
    sponsor = session.get_one(Library, row.sponsor_id) if row.sponsor_id else None
    for user in platform_administrators(session):
        told = {"applicant": row.name_in(user.language), "city": row.city, "application_id": row.id}
        told["sponsor"] = sponsor.name_in(user.language) if sponsor else ""
        message_id = f"{begins(row.id)}platform-{user.id}"
        mail.write(session, str(user.email), user.language, "joining/waits", told, message_id=message_id)


def tell_declined(session: Session, row: LibraryApplication) -> None:
    """Tell who asked that the library is not admitted, and why."""
    with speaking(row.language):
        reason = str(REASONS[row.reason]) if row.reason else ""
    told = {"reason": reason, "words": row.reason_words or "", "is_over": _is_over(row)}
    _write(session, row, "declined", days=KEPT_AFTER.days, **told)


def tell_admitted(session: Session, row: LibraryApplication, user: User) -> None:
    """Tell the first administrator that her library has joined, with a link to choose a password if she has none."""
    token = None if user.password else invitations.token_for(user)
    _write(session, row, "admitted", password_token=token, days=invitations.LASTS.days)


def _is_over(row: LibraryApplication) -> bool:
    """Whether asking once more would lead nowhere."""
    return row.reason is Reason.MEMBER_ALREADY


def _write(session: Session, row: LibraryApplication, name: str, **told: Any) -> None:
    known = {"name": row.person_name, "applicant": row.name_in(row.language), "token": signing.LINKS.sign(row.id)}
    message_id = begins(row.id) + uuid.uuid4().hex
    mail.write(session, row.email, row.language, f"joining/{name}", known | told, message_id=message_id)
