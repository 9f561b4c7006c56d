"""What is said about a practice exchange, in the words of true offers and consignments where they have them."""

from typing import Any

from library_exchange.core.i18n import _l
from library_exchange.offers.labels import OFFER_EVENTS, OFFER_STATES
from library_exchange.offers.rules.offers import OfferEvent
from library_exchange.practice_exchange.rules import Act, Stand
from library_exchange.shipping.labels import consignments
from library_exchange.shipping.rules.codes import ShipmentEvent

Text = Any

PARTNER = _l("Practice library")
ACTS: dict[Act, Text] = {
    Act.PUBLISH: OFFER_EVENTS[OfferEvent.PUBLISH],
    Act.AGREE: _l("Agree to give it"),
    Act.PLAN: _l("Plan a consignment"),
    Act.CLOSE_LIST: consignments.STEPS["make_ready"],
    Act.PACK: consignments.STEPS["pack"],
    Act.UNPACK: consignments.STEPS["unpack"],
    Act.HAND_OVER: consignments.STEPS["hand_over"],
}
"""What stands on the buttons."""
MEANS: dict[Act, Text] = {
    Act.PUBLISH: _l(
        "The book is in your list of offers as a draft. Say what it weighs, for parcels are planned by weight, and"
        " publish it: then other libraries see it."
    ),
    Act.AGREE: _l("The practice library looks for this book, and the round has matched you. Fetch it, and agree."),
    Act.PLAN: _l("What was agreed goes in a consignment: all books of one parcel or more, with one list."),
    Act.CLOSE_LIST: _l(
        "The list of titles becomes the packing list and the customs declaration. In practice no permission is needed;"
        " with true books you are told whether one is."
    ),
    Act.PACK: _l("A true packing list is printed and laid in the parcel. Say that packing is done."),
    Act.HAND_OVER: _l("Bring the parcel to the post, and enter its number: by it both sides see where it is."),
}
"""What the next step is about."""
HAPPENED: dict[Act, Text] = {
    Act.PUBLISH: _l("The offer was published"),
    Act.WANT: _l("The practice library wants the book: you are matched"),
    Act.AGREE: _l("You agreed to give it"),
    Act.PLAN: consignments.EVENTS["plan"],
    Act.CLOSE_LIST: consignments.EVENTS[ShipmentEvent.NO_CLEARANCE],
    Act.PACK: consignments.EVENTS[ShipmentEvent.PACK],
    Act.UNPACK: consignments.EVENTS[ShipmentEvent.UNPACK],
    Act.HAND_OVER: consignments.EVENTS[ShipmentEvent.HAND_OVER],
    Act.RECEIVE: consignments.EVENTS[ShipmentEvent.RECEIVE],
}
WEIGHT_NEEDED = _l("Enter what the book weighs, in grams.")
BEGUN_ALREADY = _l("Your library is practising this already. Go on there, or remove it and begin anew.")
NOT_NOW = _l("This step is not possible now. Look at how the practice exchange stands.")


def state(stand: Stand) -> tuple[Text, str]:
    """Return the name of where it stands and the tone of its chip: of the consignment, once there is one."""
    return OFFER_STATES[stand.offer] if stand.consignment is None else consignments.STATES[stand.consignment]
