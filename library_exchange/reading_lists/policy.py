"""Who may keep lists: whoever is signed in, her own alone; who may order from them: a reader of a library."""

from library_exchange.core.actor import Actor, Role
from library_exchange.core.rights import SIGNED_IN, Access

ROUTES: dict[str, Access] = {
    "reading_lists.lists": SIGNED_IN,
    "reading_lists.begin": SIGNED_IN,
    "reading_lists.show": SIGNED_IN,
    "reading_lists.rename": SIGNED_IN,
    "reading_lists.forget": SIGNED_IN,
    "reading_lists.choose": SIGNED_IN,
    "reading_lists.keep": SIGNED_IN,
    "reading_lists.remove": SIGNED_IN,
    "reading_lists.order": Access(roles=frozenset({Role.READER})),
}


def may_order(actor: Actor) -> bool:
    """Whether the actor orders books for herself."""
    return Role.READER in actor.roles
