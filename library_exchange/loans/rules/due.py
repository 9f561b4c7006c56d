"""The due date as an axis of its own: it moves no book, and where the book is does not tell how the date stands."""

from library_exchange.core.procedure import Part, Procedure, Step, by
from library_exchange.loans.rules.codes import DueEvent, DueState

EITHER = by(Part.OWNER, Part.AUTHOR, Part.PARTNER)
CLOCK = by(Part.CLOCK)
D, E = DueState, DueEvent

_due: dict[tuple[DueState, DueEvent], Step[DueState]] = {
    (D.NONE, E.BEGINS): Step(D.OK, EITHER),
    (D.OK, E.COMES_NEAR): Step(D.DUE_SOON, CLOCK),
    (D.OK, E.PASSES): Step(D.OVERDUE, by(Part.CLOCK, Part.PARTNER)),
    (D.DUE_SOON, E.PASSES): Step(D.OVERDUE, by(Part.CLOCK, Part.PARTNER)),
    # Whether it was near or past its day before, the next night tells anew.
    (D.RENEW_ASKED, E.RENEWAL_REFUSED): Step(D.OK, EITHER),
    (D.RENEW_ASKED, E.RENEWAL_WITHDRAWN): Step(D.OK, EITHER),
}
RENEWABLE = (D.OK, D.DUE_SOON, D.OVERDUE)
"""How a due date stands that a renewal may be asked for: one that is recalled, or held, may not be put off."""
for _state in RENEWABLE:
    _due[_state, E.RENEWAL_ASKED] = Step(D.RENEW_ASKED, EITHER)
for _state in (*RENEWABLE, D.RENEW_ASKED, D.RECALLED, D.HOLD_RETURN):
    # The supplying library may give a later day when it likes, after a recall too, and call for its book.
    _due[_state, E.RENEWED] = Step(D.OK, EITHER)
    _due[_state, E.ENDS] = Step(D.NONE, EITHER)
for _state in (*RENEWABLE, D.RENEW_ASKED, D.HOLD_RETURN):
    _due[_state, E.IS_RECALLED] = Step(D.RECALLED, EITHER)
for _state in (*RENEWABLE, D.RENEW_ASKED):
    _due[_state, E.IS_HELD] = Step(D.HOLD_RETURN, EITHER)

DUE: Procedure[DueState, DueEvent] = Procedure(_due)
"""How the due date of either side's row comes and changes; it has no end of its own but that of the loan."""
