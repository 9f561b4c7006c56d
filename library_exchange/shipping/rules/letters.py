"""Which libraries get a letter when something happened to a consignment, its permissions and its claims."""

from collections.abc import Mapping
from enum import StrEnum

from library_exchange.shipping.rules.codes import ClaimEvent, ClearanceEvent, Part, ShipmentEvent

S, C, P = ShipmentEvent, ClaimEvent, Part
ENDS = frozenset({P.GIVER, P.RECEIVER})

TOLD: Mapping[StrEnum, frozenset[Part]] = {
    S.ASK_CLEARANCE: ENDS,
    S.CLEARED: frozenset({P.GIVER}),
    S.NOTHING_CLEARED: ENDS,
    S.PERMIT_LAPSED: ENDS,
    ClearanceEvent.QUESTION: frozenset({P.GIVER}),
    S.HAND_OVER: frozenset({P.RECEIVER, P.GATEWAY}),
    S.CROSS: frozenset({P.RECEIVER}),
    S.TIME_PASSED: ENDS | {P.GATEWAY},
    S.RECEIVE: frozenset({P.GIVER}),
    S.RECEIVE_WITH_CLAIM: frozenset({P.GIVER}),
    S.OPEN_CLAIM: frozenset({P.GIVER}),
    S.DECLARE_LOST: ENDS,
    S.CANCEL: ENDS,
    C.OFFER_SUBSTITUTE: frozenset({P.RECEIVER}),
    C.OFFER_RESEND: frozenset({P.RECEIVER}),
    C.CREDIT: frozenset({P.RECEIVER}),
    C.REFUSE: frozenset({P.RECEIVER}),
    C.AGREE: frozenset({P.GIVER}),
    C.DISAGREE: frozenset({P.GIVER}),
    C.WITHDRAW: frozenset({P.GIVER}),
    C.SILENCE: ENDS,
    C.SILENCE_WITH_PROOF: ENDS,
    C.DECIDE_FOR_RECEIVER: ENDS,
    C.DECIDE_FOR_GIVER: ENDS,
    C.DECIDE_FOR_FUND: ENDS,
}
"""Who is told; never the library that did it itself. Of what is not here the consignment's page tells."""
