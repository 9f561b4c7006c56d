"""What a step of a loan is: a step of the one machine that may need the due date to stand in a way, and may set it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from library_exchange.core.procedure import BACK, Part, Step, by
from library_exchange.loans.rules.codes import Action, DueEvent, DueState, Incoming, State
from library_exchange.loans.rules.standard_codes import ServiceType

EVERY_DUE = frozenset(DueState)
EVERY_SERVICE = frozenset(ServiceType)
LOANS = frozenset({ServiceType.LOAN})
COPIES = frozenset({ServiceType.COPY})
Event = Action | Incoming | DueEvent
"""What moves a row: somebody's action, the partner's message, the coming of the due date."""


@dataclass(frozen=True)
class LoanStep(Step[State]):
    """A step of a loan: it may need the due date to stand as `needs_due` says, and may set it by the event `sets_due`.

    `services` tells whether it is a step of a loan, of a copy, or of both. `message` is an `Outgoing`; `facts` are
    columns that the step writes, whether it moves the book or not. One that `asks_reader` needs a reader, and something
    that her request lacks; one that `needs` a column needs something in it, one that
    is `without` a column nothing.
    """

    needs_due: frozenset[DueState] = EVERY_DUE
    sets_due: DueEvent | None = None
    services: frozenset[ServiceType] = EVERY_SERVICE
    asks_reader: bool = False
    needs: str | None = None
    without: str | None = None


def by_service(
    steps: Mapping[tuple[State, Event], LoanStep], services: Mapping[State, ServiceType]
) -> dict[tuple[State, Event], LoanStep]:
    """Return `steps`, those from and to a state that only one service knows as steps of that service alone."""
    found = {}
    for (state, event), step in steps.items():
        ends = (state,) if step.target is BACK else (state, step.leads_to(state))
        only = frozenset(services[end] for end in ends if end in services)
        found[state, event] = replace(step, services=step.services & only) if only else step
    return found


SETTLEMENT = "settlement"
NOT_SETTLED = dict.fromkeys((SETTLEMENT, "settlement_minor", "settlement_currency"))
"""What a request forgets whose ending is taken back."""
STAFF = by(Part.OWNER)
READER = by(Part.AUTHOR)
STAFF_OR_READER = by(Part.OWNER, Part.AUTHOR)
STAFF_READER_OR_CLOCK = by(Part.OWNER, Part.AUTHOR, Part.CLOCK)
STAFF_OR_CLOCK = by(Part.OWNER, Part.CLOCK)
ADMINISTRATOR = by(Part.ADMINISTRATOR)
PARTNER = by(Part.PARTNER)
CLOCK = by(Part.CLOCK)
