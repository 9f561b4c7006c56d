"""Who decides about titles: staff of a library that holds one of them, and the platform's administrators."""

from collections.abc import Collection

from library_exchange.core.actor import Actor
from library_exchange.core.errors import Forbidden
from library_exchange.core.i18n import _l
from library_exchange.core.rights import FOR_STAFF_AND_PLATFORM, Access

NOT_HELD = _l("Your library holds none of these titles, so it does not decide about them.")
ROUTES: dict[str, Access] = {
    "duplicates.listed": FOR_STAFF_AND_PLATFORM,
    "duplicates.compare": FOR_STAFF_AND_PLATFORM,
    "duplicates.decide": FOR_STAFF_AND_PLATFORM,
    "duplicates.find_other": FOR_STAFF_AND_PLATFORM,
    "duplicates.choose_sources": FOR_STAFF_AND_PLATFORM,
    "duplicates.split": FOR_STAFF_AND_PLATFORM,
    "duplicates.changes": FOR_STAFF_AND_PLATFORM,
    "duplicates.undo": FOR_STAFF_AND_PLATFORM,
}


def may_decide(actor: Actor, holders: Collection[int]) -> bool:
    """Whether the actor decides about titles that these libraries hold."""
    return actor.is_platform_admin or (actor.is_staff and actor.library_id in holders)


def require(actor: Actor, holders: Collection[int]) -> None:
    """Raise Forbidden unless the actor decides about titles that these libraries hold."""
    if not may_decide(actor, holders):
        raise Forbidden("not-held", NOT_HELD if actor.is_staff else None)
