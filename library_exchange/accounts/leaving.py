"""What keeps a reader in her library: books of others that she has or that wait for her there; rooms above tell it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from library_exchange.accounts.models import Membership
from library_exchange.core.actor import Role
from library_exchange.core.errors import Conflict
from library_exchange.core.hooks import Hook
from library_exchange.core.i18n import _, _l


@dataclass(frozen=True)
class Unfinished:
    """A reader's requests at one library by their numbers: their book is with her, waits for her, or is to come."""

    with_reader: Sequence[str] = ()
    to_fetch: Sequence[str] = ()
    under_way: Sequence[str] = ()


UNFINISHED: Hook[Callable[[Session, int, int], Unfinished]] = Hook()
"""Tells what the person with the first number has not finished at the library with the second."""


def unfinished(session: Session, membership: Membership) -> Unfinished:
    """Return what a member of a library has not finished there, or what was asked for in the name of who is invited."""
    ask = UNFINISHED.find("reader_requests")
    return ask(session, membership.user_id, membership.library_id) if ask else Unfinished()


def require_no_books(session: Session, membership: Membership) -> None:
    """Raise Conflict if the reader has a book of another library or one waits for her; staff may always be let go."""
    found = unfinished(session, membership)
    if membership.role is Role.READER and (found.with_reader or found.to_fetch):
        raise Conflict("reader-has-books", _why_not(found))


def _why_not(found: Unfinished) -> Any:
    numbers = {"home": ", ".join(found.with_reader), "waiting": ", ".join(found.to_fetch)}
    if not found.to_fetch:
        return _l("The reader has books of other libraries: %(home)s. Take them in first.", **numbers)
    if not found.with_reader:
        return _l(
            "Books of other libraries wait for the reader: %(waiting)s. Hand them out or send them back first.",
            **numbers,
        )
    return _l(
        "The reader has books of other libraries: %(home)s; others wait for her: %(waiting)s. Take them in first.",
        **numbers,
    )


def told(membership: Membership, found: Unfinished) -> list[str]:
    """Return what comes of it when the member is let go or no longer invited, as sentences for who decides that."""
    first = (
        _("The invitation no longer counts. You can invite the person again.")
        if membership.is_open
        else _("The reader can no longer request books at your library. To come back, she needs a new invitation.")
        if membership.role is Role.READER
        else _("The person can no longer act for the library. To come back, she needs a new invitation.")
    )
    numbers = ", ".join((*found.with_reader, *found.to_fetch, *found.under_way))
    if not numbers:
        return [first]
    return [
        first,
        _("Her open requests stay with your library; cancel what nobody needs: %(numbers)s.", numbers=numbers),
    ]
