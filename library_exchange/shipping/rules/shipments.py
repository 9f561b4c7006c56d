"""The way of a consignment as a table, and that of each of its parcels; the likeliest event of a state comes first."""

from library_exchange.shipping.rules.codes import ParcelState, Part, ShipmentEvent, ShipmentState
from library_exchange.shipping.rules.machine import Effect, Guard, Step, by

S, E, P = ShipmentState, ShipmentEvent, Part

BOTH = by(P.GIVER, P.RECEIVER)
SENDING = by(P.GIVER)
RECEIVING = by(P.RECEIVER)
AT_THE_BORDER = by(P.GATEWAY)
TIME = by(P.CLOCK)

SHIPMENTS: dict[tuple[ShipmentState, ShipmentEvent], Step[ShipmentState]] = {
    # What is needed is read from the rules of the day, so one of the two first events is taken, never chosen.
    (S.PLANNED, E.ASK_CLEARANCE): Step(S.AWAITING_CLEARANCE, SENDING, (Guard.TITLES_COMPLETE,)),
    (S.PLANNED, E.NO_CLEARANCE): Step(S.READY, SENDING, (Guard.TITLES_COMPLETE,)),
    (S.PLANNED, E.CANCEL): Step(S.CANCELLED, SENDING, effects=(Effect.RELEASE_LINES,)),
    (S.AWAITING_CLEARANCE, E.CLEARED): Step(S.READY, by(P.CLOCK), effects=(Effect.DROP_REFUSED_LINES,)),
    (S.AWAITING_CLEARANCE, E.NOTHING_CLEARED): Step(S.CANCELLED, by(P.CLOCK), effects=(Effect.DROP_REFUSED_LINES,)),
    (S.AWAITING_CLEARANCE, E.CANCEL): Step(S.CANCELLED, BOTH, effects=(Effect.RELEASE_LINES,)),
    (S.READY, E.PACK): Step(
        S.PACKED,
        SENDING,
        (
            *(Guard.TITLES_COMPLETE, Guard.FIGURES_COMPLETE, Guard.OLD_BOOKS_CONFIRMED),
            *(Guard.ALL_IN_PARCELS, Guard.WEIGHT_WITHIN_LIMIT),
        ),
    ),
    (S.READY, E.PERMIT_LAPSED): Step(S.AWAITING_CLEARANCE, TIME),
    (S.READY, E.CANCEL): Step(S.CANCELLED, SENDING, effects=(Effect.RELEASE_LINES,)),
    (S.PACKED, E.HAND_OVER): Step(S.IN_TRANSIT, SENDING, (Guard.PERMITS_IN_FORCE, Guard.WEIGHED, Guard.TRACKING_GIVEN)),
    (S.PACKED, E.UNPACK): Step(S.READY, SENDING),
    (S.PACKED, E.PERMIT_LAPSED): Step(S.AWAITING_CLEARANCE, TIME),
    (S.IN_TRANSIT, E.RECEIVE): Step(S.RECEIVED, RECEIVING, effects=(Effect.TELL_RECEIVED,)),
    (S.IN_TRANSIT, E.RECEIVE_PART): Step(S.IN_TRANSIT, RECEIVING, effects=(Effect.TELL_RECEIVED, Effect.OPEN_CLAIMS)),
    (S.IN_TRANSIT, E.RECEIVE_WITH_CLAIM): Step(
        S.IN_CLAIM, RECEIVING, effects=(Effect.TELL_RECEIVED, Effect.OPEN_CLAIMS)
    ),
    (S.IN_TRANSIT, E.GATEWAY_IN): Step(S.AT_GATEWAY, AT_THE_BORDER),
    (S.IN_TRANSIT, E.TIME_PASSED): Step(S.OVERDUE, TIME),
    (S.AT_GATEWAY, E.CROSS): Step(S.IN_TRANSIT, AT_THE_BORDER, (Guard.PERMITS_IN_FORCE,)),
    (S.AT_GATEWAY, E.GATEWAY_IN): Step(S.AT_GATEWAY, AT_THE_BORDER),
    (S.AT_GATEWAY, E.TIME_PASSED): Step(S.OVERDUE, TIME),
    # A parcel may turn up after all, until it is declared lost.
    (S.OVERDUE, E.RECEIVE): Step(S.RECEIVED, RECEIVING, effects=(Effect.TELL_RECEIVED,)),
    (S.OVERDUE, E.RECEIVE_PART): Step(S.OVERDUE, RECEIVING, effects=(Effect.TELL_RECEIVED, Effect.OPEN_CLAIMS)),
    (S.OVERDUE, E.RECEIVE_WITH_CLAIM): Step(S.IN_CLAIM, RECEIVING, effects=(Effect.TELL_RECEIVED, Effect.OPEN_CLAIMS)),
    (S.OVERDUE, E.GATEWAY_IN): Step(S.AT_GATEWAY, AT_THE_BORDER),
    (S.OVERDUE, E.DECLARE_LOST): Step(S.LOST, BOTH, effects=(Effect.OPEN_CLAIMS,)),
    (S.RECEIVED, E.OPEN_CLAIM): Step(S.IN_CLAIM, RECEIVING, (Guard.WITHIN_CLAIM_TIME,), (Effect.OPEN_CLAIMS,)),
    (S.RECEIVED, E.CLOSE): Step(S.CLOSED, TIME),
    (S.IN_CLAIM, E.OPEN_CLAIM): Step(S.IN_CLAIM, RECEIVING, (Guard.WITHIN_CLAIM_TIME,), (Effect.OPEN_CLAIMS,)),
    (S.IN_CLAIM, E.CLAIMS_RESOLVED): Step(S.CLOSED, TIME),
    (S.LOST, E.CLAIMS_RESOLVED): Step(S.CLOSED, TIME),
}
"""Events of the clock are those that the service takes by itself: when time has passed, or when the last permission
or claim has been decided."""

PARCELS: dict[tuple[ParcelState, ShipmentEvent], ParcelState] = {
    (ParcelState.OPEN, E.HAND_OVER): ParcelState.IN_TRANSIT,
    (ParcelState.IN_TRANSIT, E.GATEWAY_IN): ParcelState.AT_GATEWAY,
    (ParcelState.IN_TRANSIT, E.RECEIVE): ParcelState.RECEIVED,
    (ParcelState.IN_TRANSIT, E.DECLARE_LOST): ParcelState.LOST,
    (ParcelState.AT_GATEWAY, E.CROSS): ParcelState.IN_TRANSIT,
    (ParcelState.AT_GATEWAY, E.DECLARE_LOST): ParcelState.LOST,
}
"""The way of one parcel; `receive` is that of each of its lines being looked at."""

ON_THE_WAY = (S.IN_TRANSIT, S.AT_GATEWAY, S.OVERDUE)
BEFORE_PACKING = (S.PLANNED, S.AWAITING_CLEARANCE, S.READY)
"""States in which titles may still be described and put into parcels."""
MAY_GROW = (S.PLANNED, S.READY)
"""States in which titles may be added; to a list that was closed, only such as need no permission."""
FINAL = (S.CLOSED, S.CANCELLED)
MAY_LAPSE = (S.READY, S.PACKED)
"""States from which a permit that lapses sends a consignment back; one that is under way is held by a guard."""


def receiving(is_last: bool, has_fault: bool) -> ShipmentEvent:
    """Return the event that looking at some titles amounts to."""
    if not is_last:
        return E.RECEIVE_PART
    return E.RECEIVE_WITH_CLAIM if has_fault else E.RECEIVE
