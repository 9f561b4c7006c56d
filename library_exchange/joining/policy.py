"""Who may do what: everybody asks, whoever has the link confirms, the sponsor's staff vouches, the platform decides."""

from library_exchange.core.actor import Actor
from library_exchange.core.procedure import Part, by
from library_exchange.core.rights import FOR_PLATFORM, FOR_STAFF, PUBLIC, Access, home_of
from library_exchange.core.steps import nobodys
from library_exchange.joining.models import LibraryApplication

ROUTES: dict[str, Access] = {
    "joining.ask": PUBLIC,
    "joining.asked": PUBLIC,
    "joining.confirm": PUBLIC,
    "joining.vouching": FOR_STAFF,
    "joining.vouch": FOR_STAFF,
    "joining.take_back": FOR_STAFF,
    "joining.not_vouch": FOR_STAFF,
    "joining.meaning": FOR_STAFF,
    "joining.explain": FOR_STAFF,
    "joining.first_steps": FOR_STAFF,
    "joining.put_away": FOR_STAFF,
    "joining.applications": FOR_PLATFORM,
    "joining.application": FOR_PLATFORM,
    "joining.ask_meaning": FOR_PLATFORM,
    "joining.admit": FOR_PLATFORM,
    "joining.decline": FOR_PLATFORM,
}


def author_of(application_id: int) -> Actor:
    """Return the actor for whoever has the link of an application: she acts on this one and on nothing else."""
    return Actor("anonymous", door="link", row_id=application_id)


def parts_in(actor: Actor, application: LibraryApplication) -> frozenset[Part]:
    """Return who the actor is to an application."""
    found = set(nobodys(actor))
    if actor.row_id == application.id and actor.door == "link":
        found.add(Part.AUTHOR)
    if application.sponsor_id is not None and home_of(actor) == application.sponsor_id:
        found.add(Part.SPONSOR)
    if actor.is_platform_admin:
        found.add(Part.COORDINATOR)
    return by(*found)
