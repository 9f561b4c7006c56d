"""What is practised of an exchange, by the true procedures of offers and consignments, and what is played to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from library_exchange.offers.rules.offers import OFFER, OfferEvent, OfferState
from library_exchange.shipping.rules.codes import ShipmentEvent, ShipmentState
from library_exchange.shipping.rules.shipments import CONSIGNMENT

F, C = OfferState, ShipmentState


class Act(StrEnum):
    """What happens in a practice exchange: what a librarian does, and what the library that is played does."""

    PUBLISH = "publish"
    AGREE = "agree"
    PLAN = "plan"
    CLOSE_LIST = "close_list"
    PACK = "pack"
    UNPACK = "unpack"
    HAND_OVER = "hand_over"
    WANT = "want"
    RECEIVE = "receive"


@dataclass(frozen=True)
class Stand:
    """Where the offer stands, and its consignment once there is one."""

    offer: OfferState
    consignment: ShipmentState | None = None


FIRST = Stand(F.DRAFT)
LAST = Stand(F.TRANSFERRED, C.RECEIVED)
EVENTS: Mapping[Act, tuple[OfferEvent | ShipmentEvent, ...]] = {
    Act.PUBLISH: (OfferEvent.PUBLISH,),
    Act.WANT: (OfferEvent.RESERVE,),
    Act.AGREE: (OfferEvent.COMMIT,),
    Act.PLAN: (OfferEvent.PACK,),
    Act.CLOSE_LIST: (ShipmentEvent.NO_CLEARANCE,),
    Act.PACK: (ShipmentEvent.PACK,),
    Act.UNPACK: (ShipmentEvent.UNPACK,),
    Act.HAND_OVER: (ShipmentEvent.HAND_OVER,),
    Act.RECEIVE: (ShipmentEvent.RECEIVE, OfferEvent.RECEIVE),
}
"""The events of the true procedures that each act is."""
PRACTISED: Mapping[Stand, tuple[Act, ...]] = {
    Stand(F.DRAFT): (Act.PUBLISH,),
    Stand(F.RESERVED): (Act.AGREE,),
    Stand(F.COMMITTED): (Act.PLAN,),
    Stand(F.SHIPPED, C.PLANNED): (Act.CLOSE_LIST,),
    Stand(F.SHIPPED, C.READY): (Act.PACK,),
    Stand(F.SHIPPED, C.PACKED): (Act.HAND_OVER, Act.UNPACK),
}
"""What a librarian does, the likeliest first; elsewhere the other library is to act."""
PLAYED: Mapping[Stand, Act] = {Stand(F.OPEN): Act.WANT, Stand(F.SHIPPED, C.IN_TRANSIT): Act.RECEIVE}
"""What the library that is played does where it is its turn; it neither refuses nor complains."""
FINISHED = "practised_exchange"
"""What the audit of the library notes at the end; the first steps ask for it."""
KEPT = timedelta(days=30)
"""So long after it was begun a practice exchange is removed, wherever it stands."""


def open_acts(stand: Stand) -> tuple[Act, ...]:
    """Return what a librarian may do, the likeliest first."""
    return PRACTISED.get(stand, ())


def after(stand: Stand, act: Act) -> Stand:
    """Return where an act leads by the true procedures. Raises NoSuchStep."""
    for event in EVENTS[act]:
        if isinstance(event, OfferEvent):
            stand = replace(stand, offer=OFFER.step(stand.offer, event).leads_to(stand.offer))
        elif stand.consignment is not None:
            moved = CONSIGNMENT.step(stand.consignment, event).leads_to(stand.consignment)
            stand = replace(stand, consignment=moved)
    return replace(stand, consignment=C.PLANNED) if act is Act.PLAN else stand
