"""How consignments stand, what was done with them, and what each step does."""

from collections.abc import Callable
from datetime import date
from typing import Any

from library_exchange.core.i18n import _, _l, _pl, format_date
from library_exchange.shipping.rules.codes import BookEvent, Mode, Purpose, ShipmentEvent, ShipmentState

Text = Any

STATES: dict[ShipmentState, tuple[Text, str]] = {
    ShipmentState.PLANNED: (_pl("consignment", "being planned"), ""),
    ShipmentState.AWAITING_CLEARANCE: (_pl("consignment", "waiting for permission"), "warn"),
    ShipmentState.READY: (_pl("consignment", "to be packed"), "now"),
    ShipmentState.PACKED: (_pl("consignment", "packed"), "now"),
    ShipmentState.IN_TRANSIT: (_pl("consignment", "on its way"), "now"),
    ShipmentState.AT_GATEWAY: (_pl("consignment", "at the gateway library"), "now"),
    ShipmentState.OVERDUE: (_pl("consignment", "overdue"), "bad"),
    ShipmentState.RECEIVED: (_pl("consignment", "received"), "ok"),
    ShipmentState.IN_CLAIM: (_pl("consignment", "received, with claims"), "warn"),
    ShipmentState.LOST: (_pl("consignment", "lost"), "bad"),
    ShipmentState.CLOSED: (_pl("consignment", "closed"), ""),
    ShipmentState.CANCELLED: (_pl("consignment", "cancelled"), ""),
}
"""The name of each state and the tone of its chip."""
STEPS: dict[str, Text] = {
    "make_ready": _l("Close the list of titles"),
    "pack": _l("Packing is done"),
    "unpack": _l("Open the parcels again"),
    "hand_over": _l("Handed to the carrier"),
    "gateway_in": _l("Parcels have come to us"),
    "cross": _l("Send on across the border"),
    "declare_lost": _l("Declare lost what has not come"),
    "cancel": _l("Give the consignment up"),
}
"""Steps that staff take by a button."""
TASKS: dict[ShipmentState, Text] = {
    ShipmentState.PLANNED: _l("Enter the titles and close the list"),
    ShipmentState.AWAITING_CLEARANCE: _l("Complete the titles"),
    ShipmentState.READY: _l("Pack the parcels"),
    ShipmentState.PACKED: _l("Hand the parcels to the carrier"),
    ShipmentState.IN_TRANSIT: _l("Say what came"),
    ShipmentState.AT_GATEWAY: _l("Send on across the border"),
    ShipmentState.OVERDUE: _l("Find out where the parcels are"),
}
"""What a consignment asks of whose turn it is, as the list of work says it."""
AWAITS_TITLES = _l("The partner writes the titles that lack")
"""The same of one whose titles lack nothing but what the partner was asked for."""
EVENTS: dict[str, Text] = {
    "plan": _l("Consignment planned"),
    ShipmentEvent.ASK_CLEARANCE: _l("List of titles closed; permission is needed"),
    ShipmentEvent.NO_CLEARANCE: _l("List of titles closed; no permission is needed"),
    ShipmentEvent.CLEARED: _l("Permission given"),
    ShipmentEvent.NOTHING_CLEARED: _l("No title may cross the border"),
    ShipmentEvent.PACK: _l("Packed"),
    ShipmentEvent.UNPACK: _l("Parcels opened again"),
    ShipmentEvent.HAND_OVER: _l("Given to the carrier"),
    ShipmentEvent.GATEWAY_IN: _l("Arrived at the gateway library"),
    ShipmentEvent.CROSS: _l("Sent on by the gateway library"),
    ShipmentEvent.RECEIVE_PART: _l("A part was received"),
    ShipmentEvent.RECEIVE: _l("Everything was received"),
    ShipmentEvent.RECEIVE_WITH_CLAIM: _l("Received; claims were opened"),
    ShipmentEvent.RECEIVE_WITH_FAULT: _l("Received; a lent book not as it should be"),
    ShipmentEvent.TIME_PASSED: _l("Overdue"),
    ShipmentEvent.DECLARE_LOST: _l("Declared lost"),
    ShipmentEvent.OPEN_CLAIM: _l("A claim was opened"),
    ShipmentEvent.CLAIMS_RESOLVED: _l("All claims are settled"),
    ShipmentEvent.CLOSE: _l("Closed"),
    ShipmentEvent.PERMIT_LAPSED: _l("The permit ran out"),
    ShipmentEvent.CANCEL: _l("Given up"),
}
"""What happened, in the history of a consignment."""
OF_BOOKS: dict[str, Callable[[int], Text]] = {
    BookEvent.CONFIRM_OLD: lambda number: _l("Old book No. %(number)s: it may leave", number=number),
    BookEvent.WITHDRAW_OLD: lambda number: _l("Old book No. %(number)s: taken back that it may leave", number=number),
}
"""The same of one book, by its number in the consignment."""


def happened(action: str, number: int | None = None) -> Text | None:
    """Return what happened, to the book of that `number` where it is about one; None for what the history leaves."""
    return OF_BOOKS[action](number or 0) if action in OF_BOOKS else EVENTS.get(action)


STAGES: dict[str, Text] = {
    "planned": _pl("stage of a consignment", "Planned"),
    "cleared": _pl("stage of a consignment", "Permission"),
    "packed": _pl("stage of a consignment", "Packed"),
    "under_way": _pl("stage of a consignment", "On its way"),
    "received": _pl("stage of a consignment", "Received"),
}
SIDES: dict[str, Text] = {
    "out": _pl("side of a consignment", "we send"),
    "in": _pl("side of a consignment", "we receive"),
}
MODES: dict[Mode, Text] = {
    Mode.POST: _l("by post"),
    Mode.GATEWAY: _l("through the gateway library"),
    Mode.DELEGATION: _l("carried by a delegation"),
}
GOES_HOME = _l("loan that goes back to the library that lent it")
PURPOSES: dict[Purpose, Text] = {
    Purpose.PERMANENT: _l("exchange or gift"),
    Purpose.TEMPORARY: _l("loan, to be returned"),
}
CONSIGNMENT = _l("Consignment %(number)s")
DIRECTLY = _l("none: it goes directly")
STEPS_DONE: dict[str, Text] = {
    "make_ready": _l("The list of titles is closed."),
    "pack": _l("The consignment is packed."),
    "unpack": EVENTS[ShipmentEvent.UNPACK],
    "hand_over": EVENTS[ShipmentEvent.HAND_OVER],
    "gateway_in": EVENTS[ShipmentEvent.GATEWAY_IN],
    "cross": EVENTS[ShipmentEvent.CROSS],
    "declare_lost": EVENTS[ShipmentEvent.DECLARE_LOST],
    "cancel": _l("The consignment is given up."),
}
"""What is said when a step of `STEPS` was taken."""
WITHOUT_TEXTS: dict[str, Text] = {
    "pack": _l(
        "The papers do not have all texts yet: where one lacks, they show it in the other language. "
        "It can still be written until the parcels are handed over; print the papers anew then."
    ),
    "hand_over": _l(
        "The papers do not have all texts: where one lacks, they show it in the other language. "
        "Once the parcels are handed over nothing can be added."
    ),
}
"""What a step means while texts of the papers lack, as it is told before it is taken."""


def arranged_later(day: date) -> str:
    """Return what is asked of parcels that a carrier had before their consignment was arranged."""
    return _(
        "The consignment was arranged on %(date)s, after that day. Is the day right?", date=format_date(day, "medium")
    )


CONSEQUENCES: dict[ShipmentEvent, Text] = {
    ShipmentEvent.ASK_CLEARANCE: _l(
        "What an authority must see first can no longer be added, and both libraries read that its answer is awaited. "
        "This cannot be undone."
    ),
    ShipmentEvent.NO_CLEARANCE: _l(
        "No permission is needed: the parcels can be packed. Only titles that need none can still be added. "
        "This cannot be undone."
    ),
    ShipmentEvent.CANCEL: _l(
        "The consignment is given up. Books of a loan or of a box wait for another consignment; books of a round, gifts"
        " to a list and a book that was to come in place of another are not sent. This cannot be undone."
    ),
    ShipmentEvent.HAND_OVER: _l(
        "The other library is told that the parcels are under way; nothing in them can be changed any more, and their"
        " books count as sent. Say so only once the carrier has them: this cannot be undone."
    ),
    ShipmentEvent.GATEWAY_IN: _l("Both libraries read that these parcels lie at the gateway. This cannot be undone."),
    ShipmentEvent.CROSS: _l(
        "Every parcel that lies at the gateway counts as sent on across the border. This cannot be undone."
    ),
    ShipmentEvent.DECLARE_LOST: _l(
        "What has not come counts as lost, and both libraries settle the damage. This cannot be undone."
    ),
    ShipmentEvent.OPEN_CLAIM: _l("The other library is asked to answer the claim."),
    ShipmentEvent.RECEIVE_WITH_CLAIM: _l(
        "A claim is opened for each title that did not come well, and the other library is asked to answer. "
        "This cannot be undone."
    ),
    ShipmentEvent.RECEIVE_WITH_FAULT: _l(
        "What you note of a lent book goes to its request: damage and loss are reported there to the other library, "
        "and the request says what comes next. No claim is opened for it."
    ),
}
"""What a grave step does, as it is told before it is taken."""
HANDED_OVER_ON = _l("On which day")
"""What is asked beside handing over, and told again before it is done."""
ON_ACCOUNT_FROM_NOW = _l(
    "What came well is on the account from now on. What did not come well comes onto it only if its claim ends so."
)
"""What is added about books that an account is kept of."""
HAS_CLAIM = _l("Received. What did not come well has a claim now.")
IN_REQUEST = _l("Received. What is wrong with a lent book stands in its request, which says what comes next.")
