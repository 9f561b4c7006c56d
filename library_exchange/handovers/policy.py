"""Who may hand over what is in a colleague's name: administrators of the library, and she herself."""

from library_exchange.accounts.models import Membership
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import NotFound
from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {"handovers.mine": FOR_STAFF, "handovers.show": FOR_STAFF, "handovers.hand": FOR_STAFF}


def is_herself(actor: Actor, membership: Membership) -> bool:
    """Whether the actor is the person whose membership it is."""
    return actor.user_id is not None and actor.user_id == membership.user_id


def require_giver(actor: Actor, membership: Membership) -> None:
    """Raise NotFound for all but the library's administrators and herself."""
    at_home = actor.library_id == membership.library_id
    if not (at_home and (is_herself(actor, membership) or Role.LIBRARY_ADMIN in actor.roles)):
        raise NotFound("no-colleague")
