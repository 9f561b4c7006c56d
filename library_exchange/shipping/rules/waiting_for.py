"""Whose turn it is: which library must do something for a consignment to go on."""

from collections.abc import Mapping

from library_exchange.core.procedure import Part
from library_exchange.shipping.rules.codes import ClaimState, ClearanceState, LineState, ShipmentState

S, C, P = ShipmentState, ClaimState, Part

AT_ONCE: Mapping[ShipmentState, frozenset[Part]] = {
    S.PLANNED: frozenset({P.CONSIGNOR}),
    S.READY: frozenset({P.CONSIGNOR}),
    S.PACKED: frozenset({P.CONSIGNOR}),
    S.AT_GATEWAY: frozenset({P.GATEWAY}),
    S.OVERDUE: frozenset({P.CONSIGNOR, P.CONSIGNEE}),
}
"""Who must act in a state; permissions and claims have turns of their own, carriers and authorities none."""
WHEN_DUE: Mapping[ShipmentState, frozenset[Part]] = {S.IN_TRANSIT: frozenset({P.CONSIGNEE})}
"""Who must look from the day on which the books are expected."""
WHEN_FIGURES_LACK: Mapping[ShipmentState, frozenset[Part]] = {S.AWAITING_CLEARANCE: frozenset({P.CONSIGNOR})}
"""Who must act as long as a title has no weight or value, while others wait for an authority."""
WHEN_NOTES_LACK: Mapping[ShipmentState, frozenset[Part]] = {S.AWAITING_CLEARANCE: frozenset({P.CONSIGNOR})}
"""Who must act as long as a title has an annotation in no language: the consignor writes its own text first."""
ASKED_FOR = (ClearanceState.TO_PREPARE, ClearanceState.SUBMITTED)
"""States of a permission in which the library that asks the authority prepares its list or enters the answer."""
CAME_BADLY = (LineState.MISSING, LineState.DAMAGED, LineState.WRONG)
"""States of a title that did not come as it should: a room that settles that by itself says what is to be done."""
CLAIMS: Mapping[ClaimState, Part] = {
    C.OPENED: P.CONSIGNOR,
    C.SUBSTITUTE_OFFERED: P.CONSIGNEE,
    C.RESEND_OFFERED: P.CONSIGNEE,
    C.REFUSED: P.CONSIGNEE,
}
"""Whose answer a claim waits for."""
