"""Who may open the routes of this room, and who asks a library for its address or enters what it knows."""

from library_exchange.core.actor import Actor
from library_exchange.core.errors import Forbidden
from library_exchange.core.procedure import Part
from library_exchange.core.rights import FOR_STAFF, Access
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.policy import parts, require

ROUTES: dict[str, Access] = {
    "address_requests.show": FOR_STAFF,
    "address_requests.fill_in": FOR_STAFF,
    "address_requests.ask": FOR_STAFF,
    "address_requests.enter": FOR_STAFF,
    "address_requests.take_over": FOR_STAFF,
}
SENDING = (Part.CONSIGNOR, Part.GATEWAY)
"""Who sends parcels on, and so asks where to."""


def may_ask(actor: Actor, consignment: Consignment) -> bool:
    """Whether `actor` works in a library that sends the parcels of the consignment on."""
    return bool(parts(actor, consignment) & set(SENDING))


def may_enter(actor: Actor, consignment: Consignment, library_id: int) -> bool:
    """Whether `actor` may enter for the consignment what the address of a library lacks: of any but its own."""
    return may_ask(actor, consignment) and actor.library_id != library_id


def require_knowing(actor: Actor, consignment: Consignment, library_id: int) -> None:
    """Raise Forbidden unless `actor` may enter for the consignment what the address of a library lacks."""
    require_asker(actor, consignment)
    if not may_enter(actor, consignment, library_id):
        raise Forbidden("own-address")


def require_asker(actor: Actor, consignment: Consignment) -> None:
    """Raise Forbidden unless `actor` may ask a library of the consignment for its address, or enter it."""
    require(actor, consignment, *SENDING)
