"""Who may have a library taken over: its administrators and the platform ask, those of the successor answer."""

from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import NotFound
from library_exchange.core.procedure import Part, by
from library_exchange.core.rights import SIGNED_IN, Access
from library_exchange.core.steps import nobodys
from library_exchange.leaving.models import Departure
from library_exchange.succession.models import Succession

ROUTES: dict[str, Access] = {
    "succession.show": SIGNED_IN,
    "succession.ask": SIGNED_IN,
    "succession.take": SIGNED_IN,
}


def _administers(actor: Actor, library_id: int | None) -> bool:
    return actor.library_id == library_id and library_id is not None and Role.LIBRARY_ADMIN in actor.roles


def parts_in(actor: Actor, row: Succession) -> frozenset[Part]:
    """Return who the actor is to the question whether a library takes over."""
    found = set(nobodys(actor))
    if _administers(actor, row.library_id):
        found.add(Part.OWNER)
    if _administers(actor, row.successor_id):
        found.add(Part.PARTNER)
    if actor.is_platform_admin:
        found.add(Part.COORDINATOR)
    return by(*found)


def may_ask(actor: Actor, departure: Departure) -> bool:
    """Whether the actor may ask the successor of a library that leaves to take over."""
    return actor.is_platform_admin or _administers(actor, departure.library_id)


def require_reader(actor: Actor, departure: Departure) -> None:
    """Raise NotFound unless the actor may see what is taken over: staff of the two libraries, and the platform."""
    works = actor.is_staff and actor.library_id in (departure.library_id, departure.successor_id)
    if not (works or actor.is_platform_admin):
        raise NotFound("another-librarys")
