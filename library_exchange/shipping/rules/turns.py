"""Whose turn it is: which library must do something for a consignment to go on."""

from collections.abc import Mapping

from library_exchange.shipping.rules.codes import ClaimState, ClearanceState, Part, ShipmentState

S, C, P = ShipmentState, ClaimState, Part

AT_ONCE: Mapping[ShipmentState, frozenset[Part]] = {
    S.PLANNED: frozenset({P.GIVER}),
    S.READY: frozenset({P.GIVER}),
    S.PACKED: frozenset({P.GIVER}),
    S.AT_GATEWAY: frozenset({P.GATEWAY}),
    S.OVERDUE: frozenset({P.GIVER, P.RECEIVER}),
}
"""Who must act in a state; permissions and claims have turns of their own, carriers and authorities none."""
WHEN_DUE: Mapping[ShipmentState, frozenset[Part]] = {S.IN_TRANSIT: frozenset({P.RECEIVER})}
"""Who must look from the day on which the books are expected."""
ASKED_FOR = (ClearanceState.TO_PREPARE, ClearanceState.SUBMITTED)
"""States of a permission in which the library that asks the authority prepares its list or enters the answer."""
CLAIMS: Mapping[ClaimState, Part] = {
    C.OPENED: P.GIVER,
    C.SUBSTITUTE_OFFERED: P.RECEIVER,
    C.RESEND_OFFERED: P.RECEIVER,
    C.REFUSED: P.RECEIVER,
}
"""Whose answer a claim waits for."""
