"""Who may post and who may read: the ledger has no pages of its own, rooms above show it."""

from collections.abc import Collection

from library_exchange.core.actor import Actor
from library_exchange.core.errors import Forbidden, NotFound


def may_post(actor: Actor, library_ids: Collection[int]) -> bool:
    """Whether `actor` may post an entry between `library_ids`: staff or a message of one, the clock, the platform."""
    if actor.kind == "clock" or actor.is_platform_admin:
        return True
    is_entitled = actor.is_staff or actor.kind == "partner"
    return is_entitled and actor.library_id in library_ids


def require_poster(actor: Actor, library_ids: Collection[int]) -> None:
    """Raise Forbidden unless `actor` may post an entry between `library_ids`."""
    if not may_post(actor, library_ids):
        raise Forbidden("not-a-party")


def require_reader(actor: Actor, library_ids: Collection[int]) -> None:
    """Raise NotFound unless `actor` may know of accounts of `library_ids`: staff of one, the clock, the platform."""
    is_party = actor.is_staff and actor.library_id in library_ids
    if not (is_party or actor.kind == "clock" or actor.is_platform_admin):
        raise NotFound("not-a-party")
