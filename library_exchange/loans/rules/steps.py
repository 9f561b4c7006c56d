"""Both procedures of a loan asked: which steps there are, what is open, held, due or undone, what to do instead."""

from enum import StrEnum
from typing import cast

from library_exchange.core.procedure import BACK, Part, Procedure
from library_exchange.loans.rules import requesting, supplying
from library_exchange.loans.rules.codes import (
    Action,
    DueEvent,
    DueState,
    Incoming,
    RequestingState,
    Side,
    State,
    SupplyingState,
)
from library_exchange.loans.rules.loan_steps import Event, LoanStep
from library_exchange.loans.rules.requesting import HAS_IT_TO_RETURN, REQUESTING
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.supplying import SUPPLYING

R, S, A, IN = RequestingState, SupplyingState, Action, Incoming

TABLES: dict[Side, Procedure[State, Event]] = {Side.REQUESTING: REQUESTING, Side.SUPPLYING: SUPPLYING}
STATES: dict[Side, type[RequestingState] | type[SupplyingState]] = {
    Side.REQUESTING: RequestingState,
    Side.SUPPLYING: SupplyingState,
}
FIRST: dict[Side, State] = {Side.REQUESTING: R.REVIEW, Side.SUPPLYING: S.NEW}
CLOSED: dict[Side, frozenset[State]] = {Side.REQUESTING: requesting.CLOSED, Side.SUPPLYING: supplying.CLOSED}
HOLDS_ITEM = (
    *(S.AWAITING_CONDITION, S.TO_PICK, S.TO_SHIP, S.CANCEL_ASKED, S.SHIPPED, S.ON_LOAN),
    *(S.RETURNING, S.LOST_CLAIMED, S.DAMAGE_CLAIMED),
)
"""States in which a supplying library's copy is promised, away or not fit to be lent."""
NEVER_SENT = (R.REVIEW, R.READER_ASKED, R.DECLINED, R.CANCELLED, R.CLOSED)
"""States in which no library may have been asked yet."""
OUT_OF_THE_HOUSE = supplying.OUT_OF_THE_HOUSE
MAY_STILL_GO: dict[Side, tuple[State, ...]] = {
    Side.REQUESTING: (R.RECEIVED, R.WITH_READER, R.TO_RETURN),
    Side.SUPPLYING: (S.TO_PICK, S.TO_SHIP, S.CANCEL_ASKED),
}
"""Where the book is in the house and may be sent to the partner; everywhere else it leaves what it was to travel in."""
WENT: dict[Side, tuple[State, ...]] = {
    Side.REQUESTING: (R.RETURN_SHIPPED, R.FORWARDED, R.LOST_CLAIMED, R.DAMAGE_CLAIMED),
    Side.SUPPLYING: (S.SHIPPED, S.ON_LOAN, S.RETURNING, S.LOST_CLAIMED, S.DAMAGE_CLAIMED),
}
"""Where the book has been sent to the partner before."""
AWAY = (S.SHIPPED, S.ON_LOAN, S.RETURNING, S.LOST_CLAIMED)
"""States in which a supplying library's copy is not in the house."""
ACTIVE_STATES: dict[Side, tuple[State, ...]] = {
    side: tuple(state for state in states if state not in CLOSED[side]) for side, states in STATES.items()
}
SERVICE_OF_STATE: dict[Side, dict[State, ServiceType]] = {
    Side.REQUESTING: requesting.SERVICE_OF_STATE,
    Side.SUPPLYING: supplying.SERVICE_OF_STATE,
}
"""The states that only a loan, or only a copy, comes to."""
FULFILLED: dict[Side, frozenset[State]] = {
    Side.REQUESTING: frozenset({R.DELIVERED, R.COMPLETED}),
    Side.SUPPLYING: frozenset({S.COPY_COMPLETED, S.COMPLETED}),
}
"""States in which the requesting library has had what it asked for, so that the fee is owed."""
COSTS_NOTHING: dict[Side, frozenset[State]] = {
    Side.REQUESTING: CLOSED[Side.REQUESTING] - FULFILLED[Side.REQUESTING] | {R.REFUSED, R.RETRY_PENDING},
    Side.SUPPLYING: CLOSED[Side.SUPPLYING] - FULFILLED[Side.SUPPLYING],
}
"""States in which the library that was asked gets no fee any more: it did not supply."""
IS_DUE: dict[Side, frozenset[State]] = {
    Side.REQUESTING: frozenset(HAS_IT_TO_RETURN),
    Side.SUPPLYING: frozenset(supplying.OUT_OF_THE_HOUSE),
}
"""States in which there is a due date to keep."""
LEADS_BACK: dict[Side, frozenset[State]] = {
    side: frozenset(state for (state, _), found in table.steps.items() if found.target is BACK)
    for side, table in TABLES.items()
}
"""States from which a step leads back: the state before is kept as long as the row stands there."""
MUST_LEAD_BACK: dict[Side, frozenset[State]] = {side: LEADS_BACK[side] - CLOSED[side] for side in Side}
"""Those that cannot do without; what was closed before the state before was kept has no way back."""
GIVEN_BACK = (R.TO_RETURN, R.RETURN_SHIPPED, R.FORWARDED, R.LOST_CLAIMED, R.DAMAGE_CLAIMED)
OPEN_FOR_READER = tuple(state for state in ACTIVE_STATES[Side.REQUESTING] if state not in (*GIVEN_BACK, R.DELIVERED))
"""States in which a reader may not ask for the same record again; once she has brought it back, she may."""
ASKED_FOR_READER = tuple(state for state in OPEN_FOR_READER if state not in (*HAS_IT_TO_RETURN, R.RETRY_PENDING))
"""States in which the database lets a reader have one request for a record: later, a loan that was ended by mistake may
come back, and its parcel be stopped, while she has asked again."""
ENDED_WITHOUT = (R.DECLINED, R.UNFILLED, R.CANCELLED)
"""States in which a request has ended without the book and may be made anew."""
UNDOING = frozenset(action for action in Action if action.startswith("undo_"))
"""Actions that take a step back which was taken by mistake."""
TAKEN_BACK = UNDOING | {IN.NOT_RECEIVED, IN.NOT_SENT_BACK, IN.NOT_RETURNED_DAMAGED, IN.NOT_COMPLETED}
"""What takes a step back, told by the partner too."""
STANDS_SINCE: dict[Side, dict[State, str]] = {
    Side.REQUESTING: {
        R.SHIPPED: "shipped_at",
        R.RECEIVED: "received_at",
        R.WITH_READER: "lent_at",
        R.RETURN_SHIPPED: "return_shipped_at",
    },
    Side.SUPPLYING: {S.SHIPPED: "shipped_at", S.ON_LOAN: "received_at", S.RETURNING: "return_shipped_at"},
}
"""Where the book has been since an instant that the row keeps: a step back does not let that time begin anew."""
CLOSING = frozenset({A.CLOSE_REQUEST, A.CLOSE_LOAN})
"""Actions by which an administrator ends what nobody else can end any more."""


class Instead(StrEnum):
    """Why an action is no step from a state, as advice."""

    WAIT_FOR_ANSWER = "wait_for_answer"
    RECEIVE_AND_RETURN = "receive_and_return"
    SHIP_BACK = "ship_back"
    PATRON_RETURNS_FIRST = "patron_returns_first"
    ON_ITS_WAY_BACK = "on_its_way_back"
    CLOSED = "closed"
    OTHER_SIDE = "other_side"
    NOT_NOW = "not_now"


CANCEL_INSTEAD: dict[State, Instead] = {
    R.CANCEL_PENDING: Instead.WAIT_FOR_ANSWER,
    R.SHIPPED: Instead.RECEIVE_AND_RETURN,
    R.RECEIVED: Instead.SHIP_BACK,
    R.WITH_READER: Instead.PATRON_RETURNS_FIRST,
    R.TO_RETURN: Instead.SHIP_BACK,
    R.RETURN_SHIPPED: Instead.ON_ITS_WAY_BACK,
    R.FORWARDED: Instead.ON_ITS_WAY_BACK,
    R.DAMAGE_CLAIMED: Instead.ON_ITS_WAY_BACK,
}


def state_of(side: Side, value: str) -> State:
    """Return the state named `value` of the machine of `side`; raises ValueError for a name it has not."""
    return STATES[side](value)


def is_closed(side: Side, state: State) -> bool:
    """Whether nothing more can happen on this side, but that an ending by mistake is taken back."""
    return state in CLOSED[side]


def actions_of(side: Side) -> tuple[Action, ...]:
    """Return every action the machine of `side` knows."""
    return tuple(dict.fromkeys(act for _state, act in TABLES[side].steps if isinstance(act, Action)))


def parts_in(action: Action) -> frozenset[Part]:
    """Return who may take `action` where there is such a step."""
    steps = (found for table in TABLES.values() for (_, event), found in table.steps.items() if event is action)
    return frozenset[Part]().union(*(found.by for found in steps))


def actions_from(
    side: Side, state: State, due: DueState | None = None, service: ServiceType | None = None
) -> tuple[Action, ...]:
    """Return the actions possible from `state`, the likeliest first; those that `due` and `service` allow, if given."""
    acts = (act for at, act in TABLES[side].steps if at is state and isinstance(act, Action))
    return tuple(act for act in acts if find(side, state, act, due, service))


def find(
    side: Side, state: State, event: Event, due: DueState | None = None, service: ServiceType | None = None
) -> LoanStep | None:
    """Return the step that `event` makes in `state`, None if there is none, or the due date or service has none.

    Raises TypeError for a state of the other side's machine.
    """
    found = cast(LoanStep | None, TABLES[side].find(state, event))
    if found is None or (due is not None and due not in found.needs_due):
        return None
    return None if service is not None and service not in found.services else found


def states_of(side: Side, service: ServiceType) -> tuple[State, ...]:
    """Return the states that a request for `service` comes to."""
    return tuple(state for state in STATES[side] if SERVICE_OF_STATE[side].get(state, service) is service)


def why_not(side: Side, state: State, action: Action) -> Instead:
    """Return the advice for an `action` that is no step from `state`."""
    if action not in actions_of(side):
        return Instead.OTHER_SIDE
    if is_closed(side, state):
        return Instead.CLOSED
    if action is Action.CANCEL:
        return CANCEL_INSTEAD.get(state, Instead.NOT_NOW)
    return Instead.NOT_NOW


def due_change(side: Side, found: LoanStep, before: State, target: State) -> DueEvent | None:
    """Return what a step from `before` to `target` does to the due date; one that leads back lets it begin again."""
    if found.target is BACK and target in IS_DUE[side] and before not in IS_DUE[side]:
        return DueEvent.BEGINS
    return found.sets_due


def state_to_keep(side: Side, before: State, target: State, kept: State | None) -> State | None:
    """Return the state that a row which went from `before` to `target`, and kept `kept` until then, may go back to."""
    if target not in LEADS_BACK[side]:
        return None
    return kept if target is before else before
