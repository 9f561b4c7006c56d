"""What a step of a loan is: a step of the one machine that may need the due date to stand in a way, and may set it."""

from dataclasses import dataclass

from library_exchange.core.procedure import Part, Step, by
from library_exchange.loans.rules.codes import Action, DueEvent, DueState, Incoming, State

EVERY_DUE = frozenset(DueState)
Event = Action | Incoming | DueEvent
"""What moves a row: somebody's action, the partner's message, the coming of the due date."""


@dataclass(frozen=True)
class LoanStep(Step[State]):
    """A step of a loan: it may need the due date to stand as `needs_due` says, and may set it by the event `sets_due`.

    `message` is an `Outgoing`; `facts` are columns that the step writes, whether it moves the book or not.
    """

    needs_due: frozenset[DueState] = EVERY_DUE
    sets_due: DueEvent | None = None


STAFF = by(Part.OWNER)
STAFF_OR_READER = by(Part.OWNER, Part.AUTHOR)
STAFF_OR_CLOCK = by(Part.OWNER, Part.CLOCK)
ADMINISTRATOR = by(Part.ADMINISTRATOR)
PARTNER = by(Part.PARTNER)
CLOCK = by(Part.CLOCK)
