"""Who may have a library leave: its administrators, and who runs the platform."""

from library_exchange.core.actor import Actor, Role
from library_exchange.core.procedure import Part, by
from library_exchange.core.rights import FOR_PLATFORM, SIGNED_IN, Access
from library_exchange.core.steps import nobodys
from library_exchange.leaving.models import Departure

ROUTES: dict[str, Access] = {
    "leaving.show": SIGNED_IN,
    "leaving.announce": SIGNED_IN,
    "leaving.take": SIGNED_IN,
    "leaving.listed": FOR_PLATFORM,
}


def parts_in(actor: Actor, departure: Departure) -> frozenset[Part]:
    """Return who the actor is to the departure of a library."""
    found = set(nobodys(actor))
    if actor.library_id == departure.library_id and Role.LIBRARY_ADMIN in actor.roles:
        found.add(Part.ADMINISTRATOR)
    if actor.is_platform_admin:
        found.add(Part.COORDINATOR)
    return by(*found)
