"""Who may post, who may read and who enters rates; accounts are shown by rooms above."""

from collections.abc import Collection

from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import Forbidden, NotFound
from library_exchange.core.rights import SIGNED_IN, Access

ROUTES: dict[str, Access] = {"ledger.exchange_rates": SIGNED_IN}


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


def may_enter_rates(actor: Actor) -> bool:
    """Whether `actor` may enter rates between currencies: a library's administrator its own, the platform's for all."""
    return actor.is_platform_admin or (Role.LIBRARY_ADMIN in actor.roles and actor.library_id is not None)


def whose_rates(actor: Actor, is_for_all: bool) -> int | None:
    """Return for which library `actor` enters a rate, None for all; raises Forbidden where that is not allowed."""
    if not may_enter_rates(actor) or (is_for_all and not actor.is_platform_admin):
        raise Forbidden("not-an-administrator")
    is_own = not is_for_all and Role.LIBRARY_ADMIN in actor.roles
    return actor.library_id if is_own else None


def require_rate_reader(actor: Actor) -> None:
    """Raise Forbidden for all but staff and the platform's administrators."""
    if not (actor.is_staff or actor.is_platform_admin):
        raise Forbidden("not-staff")
