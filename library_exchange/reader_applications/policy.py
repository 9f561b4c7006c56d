"""Who may do what: everybody asks, whoever has the link confirms, the staff of the library decides."""

from library_exchange.core.actor import Actor
from library_exchange.core.procedure import Part, by
from library_exchange.core.rights import FOR_STAFF, PUBLIC, Access, home_of
from library_exchange.core.steps import nobodys
from library_exchange.reader_applications.models import ReaderApplication

ROUTES: dict[str, Access] = {
    "reader_applications.ask": PUBLIC,
    "reader_applications.asked": PUBLIC,
    "reader_applications.confirm": PUBLIC,
    "reader_applications.show": FOR_STAFF,
    "reader_applications.admit": FOR_STAFF,
    "reader_applications.decline": FOR_STAFF,
}


def author_of(application_id: int) -> Actor:
    """Return the actor for whoever has the link: she acts on this row and on nothing else."""
    return Actor("anonymous", door="link", row_id=application_id)


def parts_in(actor: Actor, row: ReaderApplication) -> frozenset[Part]:
    """Return who the actor is to what somebody asked."""
    found = set(nobodys(actor))
    if actor.row_id == row.id and actor.door == "link":
        found.add(Part.AUTHOR)
    if home_of(actor) == row.library_id:
        found.add(Part.OWNER)
    return by(*found)
