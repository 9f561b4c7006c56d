"""What comes next with a consignment, and who does it."""

from typing import Any

from library_exchange.core.i18n import _, _l
from library_exchange.shipping.rules.codes import ShipmentState

Text = Any

FIRST: dict[str, Text] = {
    "add": _l("Enter a title"),
    "titles": _l("Complete the titles"),
    "old": _l("Confirm the old books"),
    "open_parcel": _l("Open a parcel"),
    "scan": _l("Pack by scanning"),
    "parcels": _l("Look at the parcels"),
    "weigh": _l("Weigh the parcels"),
    "addresses": _l("Complete the address"),
    "tracking": _l("Enter the tracking numbers"),
    "receive": _l("Receive the books"),
}
"""What is done first, on this page or another one, before a consignment moves on."""
NO_TITLES = _l("The list has no title yet.")
NO_PARCEL = _l("No parcel is open yet.")
SEND_THE_LIST = _l("Send the list, which is among the papers, to the authority. Then note it here.")
LOOK_AT_TITLES = _l("Everything is noted. If a title is not in order after all, say so beside it.")
COORDINATOR_DECIDES = _l("The coordinator decides the claim. Both libraries get a mail.")
ON_THE_WAY = _l(
    "Consignments are made of the books, and none of them waits for you now. The page of each says whose turn it is."
)
WAITS_FOR_YOU = _l("Consignments are made of the books, and one of them waits for you.")


def go_on_with(number: str) -> str:
    """Return the label of what leads to a consignment that waits for the reader's library."""
    return _("Go on with consignment %(number)s", number=number)


def asks(library: str) -> str:
    """Return the sentence that a library deals with the authority of its country."""
    return _("%(library)s sends the list to the authority of its country and notes the answer.", library=library)


def answers(library: str) -> str:
    """Return the sentence that a library has to say something to a claim."""
    return _("%(library)s answers the claim next.", library=library)


def replaced_by(number: str) -> str:
    """Return that a book is still to come in place of one of this consignment."""
    return _("Here everything is noted. A book comes instead, in consignment %(number)s.", number=number)


NOT_REPLACED = _l(
    "Here everything is noted. The book that was to come instead was given up: what an account says stays owed."
)


def others_turn(state: ShipmentState, library: str) -> str:
    """Return what a library does next while somebody else looks at the consignment."""
    said = {
        ShipmentState.PLANNED: _("%(library)s enters the titles and closes the list.", library=library),
        ShipmentState.READY: _("%(library)s packs the books.", library=library),
        ShipmentState.PACKED: _("%(library)s hands the parcels to the carrier.", library=library),
        ShipmentState.IN_TRANSIT: _("The books are on their way. %(library)s notes what came.", library=library),
        ShipmentState.AT_GATEWAY: _("%(library)s sends the books on across the border.", library=library),
        ShipmentState.OVERDUE: _(
            "Ask the carrier where the parcels are. %(library)s notes what comes after all.", library=library
        ),
        ShipmentState.RECEIVED: _("%(library)s has the books. Nothing more has to be done.", library=library),
        ShipmentState.CANCELLED: _("The consignment was given up: nothing of it is sent."),
    }
    return said.get(state) or _("Everything is done.")
