"""Which libraries get a letter when something happened to a consignment, its permissions and its claims."""

from collections.abc import Mapping
from enum import StrEnum

from library_exchange.core.procedure import Part
from library_exchange.shipping.rules.codes import ClaimEvent, ClearanceEvent, ShipmentEvent

S, C, P = ShipmentEvent, ClaimEvent, Part
ENDS = frozenset({P.CONSIGNOR, P.CONSIGNEE})

_OF_CONSIGNMENTS: Mapping[StrEnum, frozenset[Part]] = {
    S.ASK_CLEARANCE: ENDS,
    S.CLEARED: frozenset({P.CONSIGNOR}),
    S.NOTHING_CLEARED: ENDS,
    S.PERMIT_LAPSED: ENDS,
    S.HAND_OVER: frozenset({P.CONSIGNEE, P.GATEWAY}),
    S.CROSS: frozenset({P.CONSIGNEE}),
    S.TIME_PASSED: ENDS | {P.GATEWAY},
    S.RECEIVE: frozenset({P.CONSIGNOR}),
    S.RECEIVE_WITH_CLAIM: frozenset({P.CONSIGNOR}),
    S.RECEIVE_WITH_FAULT: frozenset({P.CONSIGNOR}),
    S.OPEN_CLAIM: frozenset({P.CONSIGNOR}),
    S.DECLARE_LOST: ENDS,
    S.CANCEL: ENDS,
}
_OF_CLEARANCES: Mapping[StrEnum, frozenset[Part]] = {
    ClearanceEvent.QUESTION: frozenset({P.CONSIGNOR}),
}
_OF_CLAIMS: Mapping[StrEnum, frozenset[Part]] = {
    C.OFFER_SUBSTITUTE: frozenset({P.CONSIGNEE}),
    C.OFFER_RESEND: frozenset({P.CONSIGNEE}),
    C.CREDIT: frozenset({P.CONSIGNEE}),
    C.REFUSE: frozenset({P.CONSIGNEE}),
    C.TAKE_BACK: frozenset({P.CONSIGNEE}),
    C.AGREE: frozenset({P.CONSIGNOR}),
    C.DISAGREE: frozenset({P.CONSIGNOR}),
    C.CORRECT: frozenset({P.CONSIGNOR}),
    C.WITHDRAW: frozenset({P.CONSIGNOR}),
    C.TURN_UP: frozenset({P.CONSIGNOR}),
    C.SILENCE: ENDS,
    C.SILENCE_WITH_PROOF: ENDS,
    C.DECIDE_FOR_CONSIGNEE: ENDS,
    C.DECIDE_FOR_CONSIGNOR: ENDS,
    C.DECIDE_FOR_FUND: ENDS,
}
TOLD: Mapping[type[StrEnum], Mapping[StrEnum, frozenset[Part]]] = {
    ShipmentEvent: _OF_CONSIGNMENTS,
    ClearanceEvent: _OF_CLEARANCES,
    ClaimEvent: _OF_CLAIMS,
}
"""Who is told, by the kind of event, since two kinds may share a word; never the library that did it itself.

Of what is not here the consignment's page tells.
"""
