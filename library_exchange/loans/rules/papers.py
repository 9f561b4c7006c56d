"""The papers that go with a book: which there are, and where a request stands when each is needed."""

from enum import StrEnum

from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import Side, State
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.standard_codes import ServiceType


class Paper(StrEnum):
    """A paper that a librarian prints for one request."""

    PULL_SLIP = "pull-slip"
    STRAP = "strap"
    DESK_SLIP = "desk-slip"
    PACKING_NOTE = "packing-note"
    LABEL = "label"


_LEAVES = frozenset[State]({S.TO_PICK, S.TO_SHIP, S.SHIPPED})
_IS_HERE = frozenset[State]({R.RECEIVED, R.WITH_READER, R.TO_RETURN})
_GOES_BACK = frozenset[State]({R.RECEIVED, R.TO_RETURN, R.RETURN_SHIPPED})
NEEDED: dict[Paper, dict[Side, frozenset[State]]] = {
    Paper.PULL_SLIP: {Side.SUPPLYING: frozenset({S.TO_PICK})},
    Paper.STRAP: {Side.SUPPLYING: _LEAVES, Side.REQUESTING: _IS_HERE},
    Paper.DESK_SLIP: {Side.REQUESTING: frozenset({R.RECEIVED, R.WITH_READER})},
    Paper.PACKING_NOTE: {Side.SUPPLYING: _LEAVES, Side.REQUESTING: _GOES_BACK},
    Paper.LABEL: {Side.SUPPLYING: _LEAVES, Side.REQUESTING: _GOES_BACK},
}
"""By paper and side, the states of a request in which it is printed.

Only the slip for the reader's desk, which stays in the library that borrows, bears the reader's name.
"""


OF_COPIES = (Paper.PULL_SLIP, Paper.LABEL)
"""The papers that are needed where pages are copied: nothing goes with a book that stays."""


def papers_in(side: Side, state: State, service: ServiceType = ServiceType.LOAN) -> tuple[Paper, ...]:
    """Return the papers that are needed for a request that stands in `state`, in the order of the work."""
    needed = tuple(paper for paper, states in NEEDED.items() if state in states.get(side, ()))
    return needed if service is ServiceType.LOAN else tuple(paper for paper in needed if paper in OF_COPIES)


def has_slip(side: Side, state: State) -> bool:
    """Whether a slip may go with the book: it is to be sent, is under way, or is here and goes back."""
    return any(state in NEEDED[paper][side] for paper in (Paper.STRAP, Paper.PACKING_NOTE))
