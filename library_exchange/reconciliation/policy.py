"""Who may open the routes of this room, and which part a library has in a comparison: the same until one speaks."""

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.procedure import Part, by
from library_exchange.core.rights import FOR_STAFF, Access
from library_exchange.reconciliation.models import Reconciliation

ROUTES: dict[str, Access] = {
    "reconciliation.listed": FOR_STAFF,
    "reconciliation.begin": FOR_STAFF,
    "reconciliation.show": FOR_STAFF,
    "reconciliation.move": FOR_STAFF,
    "reconciliation.act": FOR_STAFF,
    "reconciliation.figures_file": FOR_STAFF,
}


def parts(actor: Actor, reconciliation: Reconciliation) -> frozenset[Part]:
    """Return which part `actor` has in a comparison: its library said something, or is to answer."""
    library_id = rights.home_of(actor)
    if library_id not in reconciliation.parties:
        return by()
    return by(Part.AUTHOR if library_id == reconciliation.said_by_id else Part.PARTNER)
