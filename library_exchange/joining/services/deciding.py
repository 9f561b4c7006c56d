"""An application is decided: the sponsor vouches or does not, the platform admits or declines."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.accounts.queries import find_user
from library_exchange.accounts.services import add_membership, add_user
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import InvalidInput
from library_exchange.core.steps import take
from library_exchange.directory.models import Library
from library_exchange.directory.schemas import NewLibrary
from library_exchange.directory.services import add_library, mark_proposed
from library_exchange.joining import labels, queries
from library_exchange.joining.models import LibraryApplication, NewMember
from library_exchange.joining.rules import PLATFORM_REASONS, SPONSOR_REASONS, ApplicationEvent, Reason
from library_exchange.joining.schemas import Refusal
from library_exchange.joining.services.transitions import APPLICATIONS


def vouch(session: Session, actor: Actor, row: LibraryApplication, at: datetime) -> None:
    """Vouch for a library on behalf of its sponsor: from now on the platform decides."""
    take(APPLICATIONS, session, actor, row, ApplicationEvent.VOUCH, at, vouched_at=at)


def take_back(session: Session, actor: Actor, row: LibraryApplication, at: datetime) -> None:
    """Vouch no longer, on behalf of the sponsor, which answers anew; raises Conflict once the platform has decided."""
    take(APPLICATIONS, session, actor, row, ApplicationEvent.TAKE_BACK, at)


def not_vouch(session: Session, actor: Actor, row: LibraryApplication, given: Refusal, at: datetime) -> None:
    """Refuse to vouch for a library on behalf of its sponsor; who asked is told why. Raises InvalidInput."""
    event = ApplicationEvent.NOT_VOUCH
    take(APPLICATIONS, session, actor, row, event, at, **_refused(given, SPONSOR_REASONS, at))


def decline(session: Session, actor: Actor, row: LibraryApplication, given: Refusal, at: datetime) -> None:
    """Decline to admit a library on behalf of the platform; who asked is told why. Raises InvalidInput."""
    event = ApplicationEvent.DECLINE
    take(APPLICATIONS, session, actor, row, event, at, **_refused(given, PLATFORM_REASONS, at))


def _refused(given: Refusal, allowed: Collection[Reason], at: datetime) -> dict[str, Any]:
    if given.reason not in allowed:
        raise InvalidInput({"reason": labels.ONE_OF_THESE})
    if given.reason is Reason.OTHER and not given.words:
        raise InvalidInput({"words": labels.IN_WORDS})
    return {"reason": given.reason, "reason_words": given.words, "decided_at": at}


def admit(session: Session, actor: Actor, row: LibraryApplication, new: NewLibrary, at: datetime) -> Library:
    """Make the library, and who asked its first administrator, and write to her; return the library.

    She has confirmed her address and asked herself, so that she need not accept anything more. Raises Conflict if the
    code is taken or the application was decided meanwhile.
    """
    APPLICATIONS.step_of(row, ApplicationEvent.ADMIT)
    made = queries.names_proposed(session, row)
    library = add_library(session, actor, new)
    mark_proposed(session, library, [name for name, text in made.items() if getattr(new, name) == text])
    user = find_user(session, row.email) or add_user(session, row.email, name=row.person_name, language=row.language)
    add_membership(session, user, library.id, Role.LIBRARY_ADMIN)
    welcome(session, library.id, row.sponsor_id, at)
    decided: dict[str, Any] = {"library_id": library.id, "decided_at": at}
    take(APPLICATIONS, session, actor, row, ApplicationEvent.ADMIT, at, given={"user": user}, **decided)
    return library


def welcome(session: Session, library_id: int, sponsor_id: int | None, at: datetime) -> None:
    """Note that a library has joined, and who vouched for it."""
    session.add(NewMember(library_id=library_id, sponsor_id=sponsor_id, since=at))
