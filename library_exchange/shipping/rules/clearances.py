"""The permission of one direction as a table; which title needs one is decided in `services/permits.py`."""

from collections.abc import Mapping

from library_exchange.core.procedure import Part, Procedure, Step, by
from library_exchange.shipping.rules.codes import ClearanceEvent, ClearanceState, Direction, Effect, Guard, Purpose

S, E, P = ClearanceState, ClearanceEvent, Part

APPLICANT = {Direction.EXPORT: Part.CONSIGNOR, Direction.IMPORT: Part.CONSIGNEE}
"""Who asks the authority: the library in whose country it is. Only this library sees what was said of each title."""

_ASKING = by(P.CONSIGNOR, P.CONSIGNEE)
_DROP = (Effect.DROP_REFUSED_LINES,)

_CLEARANCE: Mapping[tuple[ClearanceState, ClearanceEvent], Step[ClearanceState]] = {
    (S.NOT_NEEDED, E.NEED): Step(S.TO_PREPARE, by(P.SERVICE)),
    (S.TO_PREPARE, E.SUBMIT): Step(S.SUBMITTED, _ASKING, (Guard.LIST_COMPLETE,)),
    (S.SUBMITTED, E.GRANT): Step(S.GRANTED, _ASKING, is_grave=True),
    (S.SUBMITTED, E.GRANT_PART): Step(S.PARTLY_GRANTED, _ASKING, effects=_DROP, is_grave=True),
    (S.SUBMITTED, E.REFUSE): Step(S.REFUSED, _ASKING, effects=_DROP, is_grave=True),
    (S.SUBMITTED, E.QUESTION): Step(S.TO_PREPARE, _ASKING),
    (S.GRANTED, E.LAPSE): Step(S.TO_PREPARE, by(P.CLOCK)),
    (S.PARTLY_GRANTED, E.LAPSE): Step(S.TO_PREPARE, by(P.CLOCK)),
}
CLEARANCE: Procedure[ClearanceState, ClearanceEvent] = Procedure(_CLEARANCE)

DECIDED = (S.NOT_NEEDED, S.GRANTED, S.PARTLY_GRANTED, S.REFUSED)
"""States in which nobody waits for an authority."""
FINAL = (S.NOT_NEEDED, S.GRANTED, S.PARTLY_GRANTED, S.REFUSED)


def rule_code(direction: Direction, country: str, purpose: Purpose) -> str:
    """Return the code of the threshold that says (1 or 0) whether a permission is needed."""
    return f"clearance_{direction}_{country.lower()}_{purpose}"


def answer(granted: int, asked: int) -> ClearanceEvent:
    """Return the event of an authority that granted `granted` of the `asked` titles."""
    if granted >= asked:
        return E.GRANT
    return E.GRANT_PART if granted else E.REFUSE
