"""What letters about consignments say, and what they ask their readers to do."""

from enum import StrEnum
from typing import Any

from library_exchange.core.i18n import _l
from library_exchange.shipping.rules.codes import ClaimEvent, ClearanceEvent, ShipmentEvent

_CLAIM_ENDED = _l("The account follows by itself. Nothing more is to be done.")
_OF_CONSIGNMENTS: dict[StrEnum, tuple[Any, Any]] = {
    ShipmentEvent.ASK_CLEARANCE: (
        _l("the list waits for permission"),
        _l("Its page says which library must ask which authority, and prints the list for it."),
    ),
    ShipmentEvent.CLEARED: (
        _l("permission has come"),
        _l("Pack the books that were let pass, and hand them to the carrier."),
    ),
    ShipmentEvent.NOTHING_CLEARED: (
        _l("no title was let pass"),
        _l("The consignment is given up. Its books are on the lists again."),
    ),
    ShipmentEvent.PERMIT_LAPSED: (
        _l("the permit has run out"),
        _l("It must be asked for again before the books leave."),
    ),
    ShipmentEvent.HAND_OVER: (
        _l("the books are on their way"),
        _l("When they come, say of each title how it came."),
    ),
    ShipmentEvent.CROSS: (
        _l("the books have crossed the border"),
        _l("When they come, say of each title how it came."),
    ),
    ShipmentEvent.TIME_PASSED: (
        _l("the books should have come long ago"),
        _l("Look for them: ask your post office and the other library. If they cannot be found, declare them lost."),
    ),
    ShipmentEvent.RECEIVE: (_l("all books have come well"), _l("Nothing more is to be done.")),
    ShipmentEvent.RECEIVE_WITH_CLAIM: (
        _l("the books have come, and there are claims"),
        _l("Answer each claim by the day that stands beside it. Without an answer it is decided for the receiver."),
    ),
    ShipmentEvent.OPEN_CLAIM: (
        _l("there is a claim"),
        _l("Answer it by the day that stands beside it. Without an answer it is decided for the receiver."),
    ),
    ShipmentEvent.DECLARE_LOST: (
        _l("declared lost"),
        _l("There is a claim for each title now. What was lost never counts as received."),
    ),
    ShipmentEvent.CANCEL: (_l("given up"), _l("The books are on the lists again.")),
}
_OF_CLEARANCES: dict[StrEnum, tuple[Any, Any]] = {
    ClearanceEvent.QUESTION: (
        _l("the authority asks for more"),
        _l("Complete the titles: the other library will send the list in again."),
    ),
}
_OF_CLAIMS: dict[StrEnum, tuple[Any, Any]] = {
    ClaimEvent.OFFER_SUBSTITUTE: (
        _l("another book is offered instead"),
        _l("Choose one of the books that the library offers, or disagree."),
    ),
    ClaimEvent.OFFER_RESEND: (_l("the title is to be sent again"), _l("Agree, or disagree.")),
    ClaimEvent.CREDIT: (_l("a claim is granted: the book does not count"), _CLAIM_ENDED),
    ClaimEvent.REFUSE: (
        _l("a claim is refused"),
        _l("Agree, or disagree: then the coordinator decides."),
    ),
    ClaimEvent.AGREE: (
        _l("the other library agrees"),
        _l("What is to be sent again waits among your consignments. Another book is chosen, or you enter it there."),
    ),
    ClaimEvent.DISAGREE: (_l("the other library disagrees"), _l("The coordinator decides now.")),
    ClaimEvent.WITHDRAW: (_l("a claim is withdrawn"), _CLAIM_ENDED),
    ClaimEvent.SILENCE: (_l("a claim was not answered in time"), _CLAIM_ENDED),
    ClaimEvent.SILENCE_WITH_PROOF: (_l("a claim was not answered in time"), _CLAIM_ENDED),
    ClaimEvent.DECIDE_FOR_RECEIVER: (_l("the coordinator has decided for the receiver"), _CLAIM_ENDED),
    ClaimEvent.DECIDE_FOR_GIVER: (_l("the coordinator has decided for the giver"), _CLAIM_ENDED),
    ClaimEvent.DECIDE_FOR_FUND: (_l("the coordinator lets the network bear the book"), _CLAIM_ENDED),
}
WORDS: dict[type[StrEnum], dict[StrEnum, tuple[Any, Any]]] = {
    ShipmentEvent: _OF_CONSIGNMENTS,
    ClearanceEvent: _OF_CLEARANCES,
    ClaimEvent: _OF_CLAIMS,
}
"""What a letter says of an event, and what its reader may do."""
