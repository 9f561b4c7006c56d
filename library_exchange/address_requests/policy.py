"""Who may open the routes of this room, and who asks a library for its address."""

from library_exchange.core.actor import Actor
from library_exchange.core.procedure import Part
from library_exchange.core.rights import FOR_STAFF, Access
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.policy import parts, require

ROUTES: dict[str, Access] = {
    "address_requests.show": FOR_STAFF,
    "address_requests.fill_in": FOR_STAFF,
    "address_requests.ask": FOR_STAFF,
}
SENDING = (Part.CONSIGNOR, Part.GATEWAY)
"""Who sends parcels on, and so asks where to."""


def may_ask(actor: Actor, consignment: Consignment) -> bool:
    """Whether `actor` works in a library that sends the parcels of the consignment on."""
    return bool(parts(actor, consignment) & set(SENDING))


def require_asker(actor: Actor, consignment: Consignment) -> None:
    """Raise Forbidden unless `actor` may ask a library of the consignment for its address."""
    require(actor, consignment, *SENDING)
