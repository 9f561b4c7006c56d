"""Who may open the routes of this room, and which part a person has in a consignment."""

from library_exchange.core.actor import Actor
from library_exchange.core.errors import Forbidden
from library_exchange.core.procedure import Part
from library_exchange.core.rights import FOR_PLATFORM, FOR_STAFF, SIGNED_IN, Access
from library_exchange.core.steps import nobodys
from library_exchange.shipping.models import Claim, Clearance, Consignment
from library_exchange.shipping.rules.clearances import APPLICANT

ROUTES: dict[str, Access] = {
    "shipping.index": FOR_STAFF,
    "shipping.plan": FOR_STAFF,
    "shipping.show": FOR_STAFF,
    "shipping.add_line": FOR_STAFF,
    "shipping.complete_titles": FOR_STAFF,
    "shipping.open_parcel": FOR_STAFF,
    "shipping.remove_parcel": FOR_STAFF,
    "shipping.weigh": FOR_STAFF,
    "shipping.scan": FOR_STAFF,
    "shipping.fill": FOR_STAFF,
    "shipping.take_out": FOR_STAFF,
    "shipping.act": FOR_STAFF,
    "shipping.receive": FOR_STAFF,
    "shipping.apply": FOR_STAFF,
    "shipping.permit": FOR_STAFF,
    "shipping.permit_number": FOR_STAFF,
    "shipping.add_picture": FOR_STAFF,
    "shipping.picture": SIGNED_IN,
    "shipping.remove_picture": FOR_STAFF,
    "shipping.claim": FOR_STAFF,
    "shipping.answer_claim": SIGNED_IN,
    "shipping.disputes": FOR_PLATFORM,
}


def parts(actor: Actor, consignment: Consignment) -> frozenset[Part]:
    """Return the parts `actor` has in `consignment`; nobody's is the empty set."""
    if actor.kind == "clock":
        return nobodys(actor)
    found = {Part.COORDINATOR} if actor.is_platform_admin else set()
    if actor.is_staff and actor.library_id is not None:
        places = {
            Part.CONSIGNOR: (consignment.consignor_id,),
            Part.CONSIGNEE: (consignment.consignee_id,),
            Part.GATEWAY: consignment.gateways,
        }
        found |= {part for part, libraries in places.items() if actor.library_id in libraries}
    return frozenset(found)


def may_see(actor: Actor, consignment: Consignment) -> bool:
    """Whether `actor` may know of the consignment: staff of its libraries, and the clock."""
    return bool(parts(actor, consignment) - {Part.COORDINATOR})


def require(actor: Actor, consignment: Consignment, *wanted: Part) -> None:
    """Raise Forbidden unless `actor` has one of the parts `wanted`."""
    if not parts(actor, consignment) & set(wanted):
        raise Forbidden("not-your-part", consignment=consignment.id)


def parts_in_claim(actor: Actor, _claim: Claim, consignment: Consignment) -> frozenset[Part]:
    """Return the parts `actor` has in a claim: those in its consignment."""
    return parts(actor, consignment)


def parts_in_clearance(actor: Actor, clearance: Clearance, consignment: Consignment) -> frozenset[Part]:
    """Return the parts `actor` has in a permission, which only the library that asks for it handles."""
    return parts(actor, consignment) & {APPLICANT[clearance.direction], Part.CLOCK, Part.SERVICE}


def is_applicant(actor: Actor, consignment: Consignment, clearance: Clearance) -> bool:
    """Whether `actor` works in the library that asks for this permission, and may see what was said of each title."""
    return APPLICANT[clearance.direction] in parts(actor, consignment)
