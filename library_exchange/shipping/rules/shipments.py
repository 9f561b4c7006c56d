"""The way of a consignment as a table, and that of each of its parcels; the likeliest event of a state comes first."""

from collections.abc import Mapping

from library_exchange.core.procedure import Part, Procedure, Step, by
from library_exchange.shipping.rules.codes import Effect, Guard, ParcelState, ShipmentEvent, ShipmentState

S, E, P = ShipmentState, ShipmentEvent, Part

_BOTH = by(P.CONSIGNOR, P.CONSIGNEE)
_SENDING = by(P.CONSIGNOR)
_RECEIVING = by(P.CONSIGNEE)
_AT_THE_BORDER = by(P.GATEWAY)
_TIME, _SERVICE = by(P.CLOCK), by(P.SERVICE)
_EMPTIED = _SENDING | _SERVICE
_TAKE_IN, _RELEASE, _CLAIM = (Effect.TAKE_IN,), (Effect.RELEASE_LINES,), (Effect.OPEN_CLAIM,)

_CONSIGNMENT: Mapping[tuple[ShipmentState, ShipmentEvent], Step[ShipmentState]] = {
    # What is needed is read from the rules of the day, so one of the two first events is taken, never chosen.
    (S.PLANNED, E.ASK_CLEARANCE): Step(S.AWAITING_CLEARANCE, _SENDING, (Guard.TITLES_COMPLETE,)),
    (S.PLANNED, E.NO_CLEARANCE): Step(S.READY, _SENDING, (Guard.TITLES_COMPLETE,)),
    (S.PLANNED, E.CANCEL): Step(S.CANCELLED, _EMPTIED, effects=_RELEASE, is_grave=True),
    (S.AWAITING_CLEARANCE, E.CLEARED): Step(S.READY, _SERVICE),
    (S.AWAITING_CLEARANCE, E.NOTHING_CLEARED): Step(S.CANCELLED, _SERVICE),
    (S.AWAITING_CLEARANCE, E.CANCEL): Step(S.CANCELLED, _BOTH | _SERVICE, effects=_RELEASE, is_grave=True),
    (S.READY, E.PACK): Step(
        S.PACKED,
        _SENDING,
        (
            *(Guard.TITLES_COMPLETE, Guard.FIGURES_COMPLETE, Guard.OLD_BOOKS_CONFIRMED, Guard.ADDRESSES_GIVEN),
            *(Guard.TITLES_MAY_GO, Guard.ALL_IN_PARCELS, Guard.NO_EMPTY_PARCEL, Guard.WEIGHT_WITHIN_LIMIT),
        ),
    ),
    (S.READY, E.PERMIT_LAPSED): Step(S.AWAITING_CLEARANCE, _TIME),
    (S.READY, E.CANCEL): Step(S.CANCELLED, _EMPTIED, effects=_RELEASE, is_grave=True),
    (S.PACKED, E.HAND_OVER): Step(
        S.IN_TRANSIT,
        _SENDING,
        (
            *(Guard.TITLES_MAY_GO, Guard.PERMITS_IN_FORCE, Guard.OLD_BOOKS_CONFIRMED, Guard.ADDRESSES_GIVEN),
            *(Guard.WEIGHED, Guard.TRACKING_GIVEN),
        ),
    ),
    # A title whose reason to travel ended leaves its parcel.
    (S.PACKED, E.UNPACK): Step(S.READY, _EMPTIED),
    (S.PACKED, E.PERMIT_LAPSED): Step(S.AWAITING_CLEARANCE, _TIME),
    (S.IN_TRANSIT, E.RECEIVE): Step(S.RECEIVED, _RECEIVING, effects=_TAKE_IN),
    (S.IN_TRANSIT, E.RECEIVE_PART): Step(S.IN_TRANSIT, _RECEIVING, effects=_TAKE_IN),
    (S.IN_TRANSIT, E.RECEIVE_WITH_CLAIM): Step(S.IN_CLAIM, _RECEIVING, effects=_TAKE_IN, is_grave=True),
    # What came badly has a procedure of its own elsewhere: nothing is claimed here.
    (S.IN_TRANSIT, E.RECEIVE_WITH_FAULT): Step(S.RECEIVED, _RECEIVING, effects=_TAKE_IN, is_grave=True),
    (S.IN_TRANSIT, E.GATEWAY_IN): Step(S.AT_GATEWAY, _AT_THE_BORDER),
    (S.IN_TRANSIT, E.TIME_PASSED): Step(S.OVERDUE, _TIME),
    (S.AT_GATEWAY, E.CROSS): Step(S.IN_TRANSIT, _AT_THE_BORDER, (Guard.PERMITS_IN_FORCE, Guard.ADDRESSES_GIVEN)),
    (S.AT_GATEWAY, E.GATEWAY_IN): Step(S.AT_GATEWAY, _AT_THE_BORDER),
    (S.AT_GATEWAY, E.TIME_PASSED): Step(S.OVERDUE, _TIME),
    # A parcel may turn up after all, until it is declared lost.
    (S.OVERDUE, E.RECEIVE): Step(S.RECEIVED, _RECEIVING, effects=_TAKE_IN),
    (S.OVERDUE, E.RECEIVE_PART): Step(S.OVERDUE, _RECEIVING, effects=_TAKE_IN),
    (S.OVERDUE, E.RECEIVE_WITH_CLAIM): Step(S.IN_CLAIM, _RECEIVING, effects=_TAKE_IN, is_grave=True),
    (S.OVERDUE, E.RECEIVE_WITH_FAULT): Step(S.RECEIVED, _RECEIVING, effects=_TAKE_IN, is_grave=True),
    (S.OVERDUE, E.GATEWAY_IN): Step(S.AT_GATEWAY, _AT_THE_BORDER),
    (S.OVERDUE, E.DECLARE_LOST): Step(S.LOST, _BOTH, effects=(Effect.GIVE_UP,), is_grave=True),
    (S.RECEIVED, E.OPEN_CLAIM): Step(S.IN_CLAIM, _RECEIVING, (Guard.WITHIN_CLAIM_TIME,), _CLAIM, is_grave=True),
    (S.RECEIVED, E.CLOSE): Step(S.CLOSED, _TIME),
    (S.IN_CLAIM, E.OPEN_CLAIM): Step(S.IN_CLAIM, _RECEIVING, (Guard.WITHIN_CLAIM_TIME,), _CLAIM, is_grave=True),
    (S.IN_CLAIM, E.CLAIMS_RESOLVED): Step(S.CLOSED, _SERVICE),
    (S.LOST, E.CLAIMS_RESOLVED): Step(S.CLOSED, _SERVICE),
    (S.LOST, E.CLOSE): Step(S.CLOSED, _SERVICE),
}
CONSIGNMENT: Procedure[ShipmentState, ShipmentEvent] = Procedure(_CONSIGNMENT)

_PARCEL: Mapping[tuple[ParcelState, ShipmentEvent], Step[ParcelState]] = {
    (ParcelState.OPEN, E.HAND_OVER): Step(ParcelState.IN_TRANSIT),
    (ParcelState.IN_TRANSIT, E.GATEWAY_IN): Step(ParcelState.AT_GATEWAY),
    (ParcelState.IN_TRANSIT, E.RECEIVE): Step(ParcelState.RECEIVED),
    (ParcelState.IN_TRANSIT, E.DECLARE_LOST): Step(ParcelState.LOST),
    (ParcelState.AT_GATEWAY, E.CROSS): Step(ParcelState.IN_TRANSIT),
    (ParcelState.AT_GATEWAY, E.DECLARE_LOST): Step(ParcelState.LOST),
}
PARCEL: Procedure[ParcelState, ShipmentEvent] = Procedure(_PARCEL)
"""The way of one parcel, which follows that of its consignment; `receive` is each of its lines being looked at."""

ON_THE_WAY = (S.IN_TRANSIT, S.AT_GATEWAY, S.OVERDUE)
TEXTS_KIND = "consignment"
"""What consignments are called where texts lack a language."""
BEFORE_PACKING = (S.PLANNED, S.AWAITING_CLEARANCE, S.READY)
"""States in which titles may still be described and put into parcels."""
NOT_SENT = (*BEFORE_PACKING, S.PACKED)
"""States in which the books are still with the consignor."""
NEVER_LEFT = (*NOT_SENT, S.CANCELLED)
"""States in which no carrier has or had the parcels."""
MAY_GROW = (S.PLANNED, S.READY)
"""States in which titles may be added; to a list that was closed, only such as need no permission."""
FOR_GOOD = (E.ASK_CLEARANCE, E.NO_CLEARANCE, E.HAND_OVER, E.GATEWAY_IN, E.CROSS)
"""What usually comes next and cannot be taken back: who clicks is asked first, as about a grave step."""
CLOSES_LIST = {S.AWAITING_CLEARANCE: E.ASK_CLEARANCE, S.READY: E.NO_CLEARANCE}
"""By which event the list of titles was closed, by where that led."""
FINAL = (S.CLOSED, S.CANCELLED)
ENTERED_WITHIN = 30
"""How many days before it was entered a consignment may have been handed over: what went by post is entered after."""


def receiving(is_last: bool, has_claim: bool, has_fault: bool) -> ShipmentEvent:
    """Return the event that looking at some titles amounts to; a fault is one that nothing is claimed for."""
    if not is_last:
        return E.RECEIVE_PART
    if has_claim:
        return E.RECEIVE_WITH_CLAIM
    return E.RECEIVE_WITH_FAULT if has_fault else E.RECEIVE
