"""The procedure of a loan as two tables, one for each side.

Order matters: the first action of a state is the one a librarian is most likely to want next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.loans.rules.codes import (
    Action,
    Incoming,
    ReasonUnfilled,
    RequestingState,
    Side,
    State,
    SupplyingState,
)


@dataclass(frozen=True)
class Step:
    """One step: the state it leads to (None: stay) and what the partner is told (None: nothing)."""

    target: State | None
    message: Incoming | None = None
    reason: ReasonUnfilled | None = None


R, S, A, IN = RequestingState, SupplyingState, Action, Incoming

Table = Mapping[tuple[State, Action | Incoming], Step]

REQUESTING: dict[tuple[State, Action | Incoming], Step] = {
    (R.REVIEW, A.SEND): Step(R.SENT, IN.REQUEST),
    (R.REVIEW, A.DECLINE): Step(R.DECLINED),
    (R.REVIEW, A.CANCEL): Step(R.CANCELLED),
    (R.SENT, A.CANCEL): Step(R.CANCEL_PENDING, IN.CANCEL),
    (R.SENT, IN.WILL_SUPPLY): Step(R.WILL_SUPPLY),
    (R.SENT, IN.UNFILLED): Step(R.REFUSED),
    (R.SENT, IN.LOANED): Step(R.SHIPPED),
    (R.WILL_SUPPLY, A.CANCEL): Step(R.CANCEL_PENDING, IN.CANCEL),
    (R.WILL_SUPPLY, IN.UNFILLED): Step(R.REFUSED),
    (R.WILL_SUPPLY, IN.LOANED): Step(R.SHIPPED),
    (R.REFUSED, A.ASK_NEXT): Step(R.SENT, IN.REQUEST),
    (R.REFUSED, A.CLOSE_UNFILLED): Step(R.UNFILLED),
    (R.REFUSED, A.CANCEL): Step(R.CANCELLED),
    (R.CANCEL_PENDING, IN.CANCEL_YES): Step(R.CANCELLED),
    (R.CANCEL_PENDING, IN.CANCEL_NO): Step(R.WILL_SUPPLY),
    (R.CANCEL_PENDING, IN.UNFILLED): Step(R.CANCELLED),
    (R.CANCEL_PENDING, IN.LOANED): Step(R.SHIPPED),
    (R.CANCEL_PENDING, IN.WILL_SUPPLY): Step(None),
    (R.SHIPPED, A.RECEIVE): Step(R.RECEIVED, IN.RECEIVED),
    (R.RECEIVED, A.LEND): Step(R.WITH_READER),
    (R.RECEIVED, A.SHIP_RETURN): Step(R.RETURN_SHIPPED, IN.SHIPPED_RETURN),
    (R.WITH_READER, A.TAKE_BACK): Step(R.TO_RETURN),
    (R.TO_RETURN, A.SHIP_RETURN): Step(R.RETURN_SHIPPED, IN.SHIPPED_RETURN),
}

SUPPLYING: dict[tuple[State, Action | Incoming], Step] = {
    (S.NEW, A.WILL_SUPPLY): Step(S.TO_PICK, IN.WILL_SUPPLY),
    (S.NEW, A.REFUSE): Step(S.UNFILLED, IN.UNFILLED),
    (S.NEW, IN.CANCEL): Step(S.CANCELLED, IN.CANCEL_YES),
    (S.TO_PICK, A.FOUND): Step(S.TO_SHIP),
    (S.TO_PICK, A.NOT_ON_SHELF): Step(S.UNFILLED, IN.UNFILLED, ReasonUnfilled.NOT_ON_SHELF),
    (S.TO_PICK, IN.CANCEL): Step(S.CANCEL_ASKED),
    (S.TO_SHIP, A.SHIP): Step(S.SHIPPED, IN.LOANED),
    (S.TO_SHIP, A.REFUSE): Step(S.UNFILLED, IN.UNFILLED),
    (S.TO_SHIP, IN.CANCEL): Step(S.CANCEL_ASKED),
    (S.CANCEL_ASKED, A.CANCEL_YES): Step(S.CANCELLED, IN.CANCEL_YES),
    (S.CANCEL_ASKED, A.CANCEL_NO): Step(S.TO_SHIP, IN.CANCEL_NO),
    (S.SHIPPED, A.CHECK_IN): Step(S.COMPLETED, IN.LOAN_COMPLETED),
    (S.SHIPPED, A.WRITE_OFF): Step(S.LOST, IN.COMPLETED_WITHOUT_RETURN),
    (S.SHIPPED, IN.RECEIVED): Step(S.ON_LOAN),
    (S.SHIPPED, IN.SHIPPED_RETURN): Step(S.RETURNING),
    (S.SHIPPED, IN.CANCEL): Step(None, IN.CANCEL_NO),
    (S.ON_LOAN, A.CHECK_IN): Step(S.COMPLETED, IN.LOAN_COMPLETED),
    (S.ON_LOAN, A.WRITE_OFF): Step(S.LOST, IN.COMPLETED_WITHOUT_RETURN),
    (S.ON_LOAN, IN.SHIPPED_RETURN): Step(S.RETURNING),
    (S.RETURNING, A.CHECK_IN): Step(S.COMPLETED, IN.LOAN_COMPLETED),
    (S.RETURNING, A.WRITE_OFF): Step(S.LOST, IN.COMPLETED_WITHOUT_RETURN),
    # Messages that crossed with an ending: a late cancellation is answered, news of the parcel changes nothing.
    (S.UNFILLED, IN.CANCEL): Step(None, IN.CANCEL_YES),
    (S.CANCELLED, IN.CANCEL): Step(None, IN.CANCEL_YES),
    (S.COMPLETED, IN.CANCEL): Step(None, IN.CANCEL_NO),
    (S.LOST, IN.CANCEL): Step(None, IN.CANCEL_NO),
    (S.COMPLETED, IN.RECEIVED): Step(None),
    (S.COMPLETED, IN.SHIPPED_RETURN): Step(None),
    (S.LOST, IN.RECEIVED): Step(None),
    (S.LOST, IN.SHIPPED_RETURN): Step(None),
}

AFTER_SHIPPING = (R.SHIPPED, R.RECEIVED, R.WITH_READER, R.TO_RETURN, R.RETURN_SHIPPED)
for _state in AFTER_SHIPPING:
    # The supplying library has the last word on where its book is.
    REQUESTING[_state, IN.LOAN_COMPLETED] = Step(R.COMPLETED)
    REQUESTING[_state, IN.COMPLETED_WITHOUT_RETURN] = Step(R.LOST)
for _state in (*AFTER_SHIPPING, R.COMPLETED, R.LOST, R.CANCELLED):
    # The answer to a cancellation that crossed with the parcel or with a refusal.
    REQUESTING[_state, IN.CANCEL_NO] = Step(None)
    REQUESTING[_state, IN.CANCEL_YES] = Step(None)

TABLES: dict[Side, Table] = {Side.REQUESTING: REQUESTING, Side.SUPPLYING: SUPPLYING}
STATES: dict[Side, type[RequestingState] | type[SupplyingState]] = {
    Side.REQUESTING: RequestingState,
    Side.SUPPLYING: SupplyingState,
}
FIRST: dict[Side, State] = {Side.REQUESTING: R.REVIEW, Side.SUPPLYING: S.NEW}
CLOSED: dict[Side, frozenset[State]] = {
    Side.REQUESTING: frozenset({R.COMPLETED, R.DECLINED, R.UNFILLED, R.CANCELLED, R.LOST}),
    Side.SUPPLYING: frozenset({S.COMPLETED, S.UNFILLED, S.CANCELLED, S.LOST}),
}
HOLDS_ITEM = (S.TO_PICK, S.TO_SHIP, S.CANCEL_ASKED, S.SHIPPED, S.ON_LOAN, S.RETURNING)
"""States in which a supplying library's copy is promised or away."""
ACTIVE_STATES: dict[Side, tuple[State, ...]] = {
    side: tuple(state for state in states if state not in CLOSED[side]) for side, states in STATES.items()
}
OPEN_FOR_READER = tuple(
    state for state in ACTIVE_STATES[Side.REQUESTING] if state not in (R.TO_RETURN, R.RETURN_SHIPPED)
)
"""States in which a reader may not ask for the same record again; once she has brought it back, she may."""

TO_REQUESTING = (
    *(IN.WILL_SUPPLY, IN.UNFILLED, IN.LOANED, IN.CANCEL_YES, IN.CANCEL_NO),
    *(IN.LOAN_COMPLETED, IN.COMPLETED_WITHOUT_RETURN),
)
TO_SUPPLYING = (IN.REQUEST, IN.CANCEL, IN.RECEIVED, IN.SHIPPED_RETURN)
READ_BY: dict[Side, tuple[Incoming, ...]] = {Side.REQUESTING: TO_REQUESTING, Side.SUPPLYING: TO_SUPPLYING}


class NoSuchStep(Exception):
    """The table has no such step from this state; `instead` tells what to do."""

    def __init__(self, side: Side, state: State, action: Action, instead: "Instead") -> None:
        super().__init__(f"{side}: {action} from {state}: {instead}")
        self.side, self.state, self.action, self.instead = side, state, action, instead


class Instead(StrEnum):
    """Why an action is no step from a state, as advice."""

    WAIT_FOR_ANSWER = "wait_for_answer"
    RECEIVE_AND_RETURN = "receive_and_return"
    SHIP_BACK = "ship_back"
    TAKE_BACK_FIRST = "take_back_first"
    ON_ITS_WAY_BACK = "on_its_way_back"
    CLOSED = "closed"
    OTHER_SIDE = "other_side"
    NOT_NOW = "not_now"


CANCEL_INSTEAD: dict[State, Instead] = {
    R.CANCEL_PENDING: Instead.WAIT_FOR_ANSWER,
    R.SHIPPED: Instead.RECEIVE_AND_RETURN,
    R.RECEIVED: Instead.SHIP_BACK,
    R.WITH_READER: Instead.TAKE_BACK_FIRST,
    R.TO_RETURN: Instead.SHIP_BACK,
    R.RETURN_SHIPPED: Instead.ON_ITS_WAY_BACK,
}


def state_of(side: Side, value: str) -> State:
    """Return the state named `value` of the machine of `side`; raises ValueError for a name it has not."""
    return STATES[side](value)


def is_closed(side: Side, state: State) -> bool:
    """Whether nothing more can happen on this side."""
    return state in CLOSED[side]


def actions_of(side: Side) -> tuple[Action, ...]:
    """Return every action the machine of `side` knows."""
    return tuple(dict.fromkeys(act for _state, act in TABLES[side] if isinstance(act, Action)))


def actions_from(side: Side, state: State) -> tuple[Action, ...]:
    """Return the actions possible from `state`, the likeliest first."""
    return tuple(act for at, act in TABLES[side] if at == state and isinstance(act, Action))


def step(side: Side, state: State, action: Action) -> Step:
    """Return the step of `action` from `state`; raises `NoSuchStep` with advice if there is none."""
    found = TABLES[side].get((state, action))
    if found is None:
        raise NoSuchStep(side, state, action, why_not(side, state, action))
    return found


def why_not(side: Side, state: State, action: Action) -> Instead:
    """Return the advice for an `action` that is no step from `state`."""
    if action not in actions_of(side):
        return Instead.OTHER_SIDE
    if is_closed(side, state):
        return Instead.CLOSED
    if action is Action.CANCEL:
        return CANCEL_INSTEAD[state]
    return Instead.NOT_NOW


def incoming_step(side: Side, state: State, said: Incoming) -> Step | None:
    """Return the step that a partner's message makes in `state`; None if it is unexpected and must change nothing."""
    return TABLES[side].get((state, said))
