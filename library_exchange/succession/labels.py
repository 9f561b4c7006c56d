"""Names of what a successor takes over, of what stays with the library that leaves, and sentences of advice."""

from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.succession.rules import Kind, SuccessionEvent, SuccessionState, Why

Text = Any

KINDS: dict[Kind, tuple[Text, Text]] = {
    Kind.LENT: (
        _l("Books lent, and requests to the library"),
        _l("The borrower sends them home to the successor, which answers what is new."),
    ),
    Kind.BORROWED: (
        _l("Books borrowed by the library itself"),
        _l("The successor receives them and sends them home. Hand them to it."),
    ),
    Kind.CONSIGNMENTS: (
        _l("Consignments, with their claims"),
        _l("They go from the successor, or to it; also where the library is a gateway."),
    ),
    Kind.AGREEMENTS: (
        _l("Agreements"),
        _l("They go on with the successor on the same terms; partners may end them."),
    ),
    Kind.ACCOUNTS: (
        _l("Balances of accounts"),
        _l("What is owed to the library is owed to the successor, and what it owes the successor owes."),
    ),
    Kind.OFFERS: (_l("Offers"), _l("The successor offers the books. Hand them to it.")),
    Kind.WANTS: (_l("Wants"), _l("The successor looks for them.")),
    Kind.HOLDINGS: (
        _pl("succession", "Holdings"),
        _l(
            "Records and copies stand in the catalogue as the successor's. The code of the library stands before the"
            " numbers of records."
        ),
    ),
}
"""What may be taken over, and what that means."""
STAYS: dict[Why, Text] = {
    Why.WITH_SUCCESSOR: _l("what is open with the successor itself"),
    Why.OTHER_SYSTEM: _l("what is open with libraries of other systems"),
    Why.UNDER_WAY: _l("what has a message or a proposal under way: it follows at night, once that has come"),
    Why.TRAVELS: _l("what travels in a consignment that stays"),
    Why.OF_READERS: _l("what has books for readers of the library, or others that stay"),
    Why.OTHER_COUNTRY: _l("all of it, where the successor is in another country"),
    Why.HAS_ONE: _l("those with partners with which the successor has one"),
    Why.PROMISED: _l("what is promised in a box, a round or a standing exchange"),
}
"""What of a kind stays and is finished by the library that leaves."""
STATES: dict[SuccessionState, tuple[Text, str]] = {
    SuccessionState.ASKED: (_pl("succession", "waits for an answer"), "now"),
    SuccessionState.ACCEPTED: (_pl("succession", "accepted"), "ok"),
    SuccessionState.DECLINED: (_pl("succession", "declined"), "bad"),
    SuccessionState.WITHDRAWN: (_pl("succession", "taken back"), ""),
}
EVENTS: dict[SuccessionEvent, Text] = {
    SuccessionEvent.ACCEPT: _pl("succession", "Take over what is ticked"),
    SuccessionEvent.DECLINE: _pl("succession", "Take over nothing"),
    SuccessionEvent.WITHDRAW: _pl("succession", "Take the question back"),
}
TAKE_BACK = _pl("succession", "Take back what was accepted")
"""The step that takes the question back, once the successor has said yes."""
DONE: dict[SuccessionEvent, Text] = {
    SuccessionEvent.ACCEPT: _l("Accepted. The other library has been written to."),
    SuccessionEvent.DECLINE: _l("Declined. The other library has been written to."),
    SuccessionEvent.WITHDRAW: _l("Taken back. Who was to take over has been written to."),
}
CONSEQUENCES: dict[SuccessionEvent, Text] = {
    SuccessionEvent.ACCEPT: _l(
        "What you tick becomes yours: you answer for it to partners from then on. It is carried over as soon as nothing"
        " new begins with the other library, at once if that is so already. Partners are told. Until then each of the"
        " two libraries can take this back, afterwards not any more."
    ),
}
ASK = _pl("succession", "Ask the successor to take over")
ASKED = _l("The successor has been asked.")
NOT_NOW = _l("This has changed meanwhile. Look how it stands.")
CHANGED_MEANWHILE = _l("Somebody changed this meanwhile. Look how it stands, and decide again.")
ASKED_ALREADY = _l("The successor has been asked already.")
NOTHING_CHOSEN = _l("Tick at least one thing.")
NO_SUCCESSOR = _l("The library has named no successor. Take the departure back and announce it anew, with one.")
CARRIED_ALREADY = _l("This has begun to be carried over, and cannot be taken back any more.")
SUCCESSOR_LEAVES = _l("A library that leaves itself takes nothing over.")
