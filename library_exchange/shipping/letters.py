"""Which letter tells of what happened to a consignment, its permissions and its claims."""

from collections.abc import Mapping
from enum import StrEnum

from library_exchange.shipping.rules.codes import ClaimEvent, ClearanceEvent, ShipmentEvent

LETTERS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    ShipmentEvent: {
        ShipmentEvent.ASK_CLEARANCE: "permission_needed",
        ShipmentEvent.CLEARED: "permission_granted",
        ShipmentEvent.NOTHING_CLEARED: "permission_refused",
        ShipmentEvent.PERMIT_LAPSED: "permit_lapsed",
        ShipmentEvent.HAND_OVER: "shipped",
        ShipmentEvent.CROSS: "crossed_border",
        ShipmentEvent.TIME_PASSED: "overdue",
        ShipmentEvent.RECEIVE: "received",
        ShipmentEvent.RECEIVE_WITH_CLAIM: "received_with_claims",
        ShipmentEvent.RECEIVE_WITH_FAULT: "received_with_faults",
        ShipmentEvent.OPEN_CLAIM: "claim_opened",
        ShipmentEvent.DECLARE_LOST: "lost",
        ShipmentEvent.CANCEL: "cancelled",
    },
    ClearanceEvent: {
        ClearanceEvent.QUESTION: "authority_asks",
    },
    ClaimEvent: {
        ClaimEvent.OFFER_SUBSTITUTE: "substitute_offered",
        ClaimEvent.OFFER_RESEND: "resend_offered",
        ClaimEvent.CREDIT: "claim_granted",
        ClaimEvent.REFUSE: "claim_refused",
        ClaimEvent.TAKE_BACK: "answer_taken_back",
        ClaimEvent.AGREE: "answer_accepted",
        ClaimEvent.DISAGREE: "answer_disputed",
        ClaimEvent.CORRECT: "claim_corrected",
        ClaimEvent.WITHDRAW: "claim_withdrawn",
        ClaimEvent.TURN_UP: "turned_up",
        ClaimEvent.SILENCE: "claim_unanswered",
        ClaimEvent.SILENCE_WITH_PROOF: "claim_unanswered",
        ClaimEvent.DECIDE_FOR_CONSIGNEE: "decided_for_consignee",
        ClaimEvent.DECIDE_FOR_CONSIGNOR: "decided_for_consignor",
        ClaimEvent.DECIDE_FOR_FUND: "decided_for_network",
    },
}
"""The mail (a file of `templates/shipping/mail`) that says what happened, and what its reader may do.

By kind of event: a refused permission and a refused claim are one text to Python.
"""
