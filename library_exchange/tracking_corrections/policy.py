"""Who may open the routes of this room, and who corrects a number: the library that handed the parcels over."""

from library_exchange.core.actor import Actor
from library_exchange.core.procedure import Part
from library_exchange.core.rights import FOR_STAFF, Access
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.policy import parts, require

ROUTES: dict[str, Access] = {
    "tracking_corrections.show": FOR_STAFF,
    "tracking_corrections.correct": FOR_STAFF,
}


def may_correct(actor: Actor, consignment: Consignment) -> bool:
    """Whether `actor` works in the library that handed the parcels over."""
    return Part.CONSIGNOR in parts(actor, consignment)


def require_consignor(actor: Actor, consignment: Consignment) -> None:
    """Raise Forbidden unless `actor` may correct numbers of the consignment."""
    require(actor, consignment, Part.CONSIGNOR)
