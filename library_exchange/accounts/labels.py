"""Names of roles, and what is said of a reader who is blocked."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from library_exchange.accounts.models import Membership
from library_exchange.accounts.rules import BlockReason
from library_exchange.core.actor import Role
from library_exchange.core.i18n import _l, current, format_date, format_list
from library_exchange.directory.models import Library

ROLES = {
    Role.READER: _l("Reader"),
    Role.LIBRARIAN: _l("Librarian"),
    Role.LIBRARY_ADMIN: _l("Library administrator"),
}

MAKE = {
    Role.READER: _l("Make a reader"),
    Role.LIBRARIAN: _l("Make a librarian"),
    Role.LIBRARY_ADMIN: _l("Make an administrator"),
}
"""What gives a person the role, as a button says it."""

MAY = {
    Role.READER: _l("asks for books; sees nothing of the library's work"),
    Role.LIBRARIAN: _l("works the queue: approves, asks, sends, receives; adds readers"),
    Role.LIBRARY_ADMIN: _l("works the queue, and sets rules, calendar, letters and who belongs to the library"),
}
"""What somebody of a role may do, as the end of a sentence."""

BLOCK_REASONS = {
    BlockReason.OVERDUE: _l("books were not brought back in time"),
    BlockReason.FEES: _l("a fee has not been paid"),
    BlockReason.DAMAGE: _l("a book was damaged or lost"),
    BlockReason.CARD: _l("the reader's card has to be renewed"),
    BlockReason.OTHER: _l("another reason, in words"),
}
"""Why a reader is blocked, as the end of a sentence."""
OWN_ABSENCE = _l("Another administrator of your library can let your own rights rest.")
NOT_A_READER = _l("Only a reader can be blocked.")
NOT_OVER_YET = _l("Choose today or a later day.")
NO_LONGER = _l("Choose a day within the next three years; then look at it again.")
IN_WORDS = _l("Say in a few words why; she reads it.")


def block_reason(membership: Membership) -> Any:
    """Return why a reader is blocked, as the end of a sentence."""
    if membership.block_reason in {None, BlockReason.OTHER}:
        return membership.block_words or ""
    reason = BLOCK_REASONS[BlockReason(membership.block_reason or BlockReason.OTHER)]
    words = membership.block_words
    return _l("%(reason)s (%(words)s)", reason=reason, words=words) if words else reason


def blocked(membership: Membership, library: Library) -> Any:
    """Return what a reader is told who is blocked: until when, why and whom to ask."""
    told = {
        "library": library.name_in(current().code),
        "date": format_date(membership.blocked_until) if membership.blocked_until else "",
        "reason": block_reason(membership),
    }
    if library.desk_phone:
        return _l(
            "%(library)s takes no new requests from you until the end of %(date)s: %(reason)s. If you have questions or"
            " have settled it, call the library: %(phone)s.",
            **told,
            phone=library.desk_phone,
        )
    return _l(
        "%(library)s takes no new requests from you until the end of %(date)s: %(reason)s. If you have questions or"
        " have settled it, ask at its desk.",
        **told,
    )


def blocked_for_staff(membership: Membership) -> Any:
    """Return what staff are told of a reader who is blocked."""
    until = format_date(membership.blocked_until) if membership.blocked_until else ""
    return _l(
        "This reader is blocked until the end of %(date)s: %(reason)s.", date=until, reason=block_reason(membership)
    )


def meanwhile(names: Sequence[str]) -> Any:
    """Return who does the work of somebody who is away."""
    return _l("Meanwhile the work is done by: %(names)s.", names=format_list(names))


def away(library: Library, until: date | None) -> Any:
    """Return what somebody is told who is away from a library: until when, and who can call her back."""
    name = library.name_in(current().code)
    if until is None:
        return _l("Your rights at %(library)s rest until an administrator there calls you back.", library=name)
    return _l(
        "Your rights at %(library)s rest until the end of %(date)s; an administrator there can call you back sooner.",
        library=name,
        date=format_date(until, "long"),
    )
