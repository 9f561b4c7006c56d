"""The procedure of a loan as two tables, one for each side, and a third for the due date of either.

Order matters: the first action of a state is the one a librarian is most likely to want next.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from library_exchange.core.procedure import BACK, STAY, Part, Procedure, Step, by
from library_exchange.loans.rules.codes import (
    Action,
    DueEvent,
    DueState,
    Incoming,
    Outgoing,
    ReasonUnfilled,
    RequestingState,
    Side,
    State,
    SupplyingState,
)

EVERY_DUE = frozenset(DueState)


@dataclass(frozen=True)
class LoanStep(Step[State]):
    """A step of a loan: it may need the due date to stand as `needs_due` says, and may set it by the event `sets_due`.

    `message` is an `Outgoing`; `facts` are columns that the step writes, whether it moves the book or not.
    """

    needs_due: frozenset[DueState] = EVERY_DUE
    sets_due: DueEvent | None = None


Event = Action | Incoming
R, S, A, IN, OUT = RequestingState, SupplyingState, Action, Incoming, Outgoing
BEGINS, ENDS = DueEvent.BEGINS, DueEvent.ENDS
STAFF, STAFF_OR_READER, PARTNER = by(Part.OWNER), by(Part.OWNER, Part.AUTHOR), by(Part.PARTNER)

_requesting: dict[tuple[State, Event], LoanStep] = {
    (R.REVIEW, A.SEND): LoanStep(R.SENT, STAFF, message=OUT.REQUEST),
    (R.REVIEW, A.DECLINE): LoanStep(R.DECLINED, STAFF, is_grave=True),
    (R.REVIEW, A.CANCEL): LoanStep(R.CANCELLED, STAFF_OR_READER, is_grave=True),
    (R.SENT, A.CANCEL): LoanStep(R.CANCEL_PENDING, STAFF_OR_READER, message=OUT.CANCEL, is_grave=True),
    (R.SENT, IN.WILL_SUPPLY): LoanStep(R.WILL_SUPPLY, PARTNER),
    (R.SENT, IN.UNFILLED): LoanStep(R.REFUSED, PARTNER),
    (R.SENT, IN.LOANED): LoanStep(R.SHIPPED, PARTNER, sets_due=BEGINS),
    (R.WILL_SUPPLY, A.CANCEL): LoanStep(R.CANCEL_PENDING, STAFF_OR_READER, message=OUT.CANCEL, is_grave=True),
    (R.WILL_SUPPLY, IN.UNFILLED): LoanStep(R.REFUSED, PARTNER),
    (R.WILL_SUPPLY, IN.LOANED): LoanStep(R.SHIPPED, PARTNER, sets_due=BEGINS),
    (R.REFUSED, A.ASK_NEXT): LoanStep(R.SENT, STAFF, message=OUT.REQUEST),
    (R.REFUSED, A.CLOSE_UNFILLED): LoanStep(R.UNFILLED, STAFF, is_grave=True),
    (R.REFUSED, A.CANCEL): LoanStep(R.CANCELLED, STAFF_OR_READER, is_grave=True),
    (R.CANCEL_PENDING, IN.CANCEL_YES): LoanStep(R.CANCELLED, PARTNER),
    (R.CANCEL_PENDING, IN.CANCEL_NO): LoanStep(BACK, PARTNER),
    (R.CANCEL_PENDING, IN.UNFILLED): LoanStep(R.CANCELLED, PARTNER),
    (R.CANCEL_PENDING, IN.LOANED): LoanStep(R.SHIPPED, PARTNER, sets_due=BEGINS),
    # The promise crossed with the cancellation: if that is refused, the promise is what stands.
    (R.CANCEL_PENDING, IN.WILL_SUPPLY): LoanStep(STAY, PARTNER, facts={"state_before": R.WILL_SUPPLY}),
    (R.SHIPPED, A.RECEIVE): LoanStep(R.RECEIVED, STAFF, message=OUT.RECEIVED),
    (R.RECEIVED, A.CHECK_OUT): LoanStep(R.WITH_READER, STAFF),
    (R.RECEIVED, A.SHIP_RETURN): LoanStep(
        R.RETURN_SHIPPED, STAFF, message=OUT.SHIPPED_RETURN, sets_due=ENDS, is_grave=True
    ),
    (R.RECEIVED, A.UNDO_RECEIVE): LoanStep(
        R.SHIPPED, STAFF, message=OUT.NOT_RECEIVED, facts={"received_at": None}, is_grave=True
    ),
    (R.WITH_READER, A.PATRON_RETURNED): LoanStep(R.TO_RETURN, STAFF),
    (R.WITH_READER, A.UNDO_CHECK_OUT): LoanStep(R.RECEIVED, STAFF, facts={"lent_at": None}, is_grave=True),
    (R.TO_RETURN, A.SHIP_RETURN): LoanStep(R.RETURN_SHIPPED, STAFF, message=OUT.SHIPPED_RETURN, sets_due=ENDS),
    (R.TO_RETURN, A.UNDO_PATRON_RETURNED): LoanStep(R.WITH_READER, STAFF, is_grave=True),
    (R.RETURN_SHIPPED, IN.LOAN_COMPLETED): LoanStep(R.COMPLETED, PARTNER),
    (R.RETURN_SHIPPED, IN.COMPLETED_WITHOUT_RETURN): LoanStep(R.LOST, PARTNER),
    # The supplying library ended it by mistake: the book is where it was.
    (R.COMPLETED, IN.NOT_COMPLETED): LoanStep(BACK, PARTNER),
    (R.LOST, IN.NOT_COMPLETED): LoanStep(BACK, PARTNER),
}

_supplying: dict[tuple[State, Event], LoanStep] = {
    (S.NEW, A.WILL_SUPPLY): LoanStep(S.TO_PICK, STAFF, message=OUT.WILL_SUPPLY),
    (S.NEW, A.REFUSE): LoanStep(S.UNFILLED, STAFF, message=OUT.UNFILLED, is_grave=True),
    (S.NEW, IN.CANCEL): LoanStep(S.CANCELLED, PARTNER, message=OUT.CANCEL_YES),
    (S.TO_PICK, A.FOUND): LoanStep(S.TO_SHIP, STAFF),
    (S.TO_PICK, A.NOT_ON_SHELF): LoanStep(
        S.UNFILLED,
        STAFF,
        message=OUT.UNFILLED_AFTER_ALL,
        facts={"reason": ReasonUnfilled.NOT_ON_SHELF},
        is_grave=True,
    ),
    (S.TO_PICK, IN.CANCEL): LoanStep(S.CANCEL_ASKED, PARTNER),
    (S.TO_SHIP, A.SHIP): LoanStep(S.SHIPPED, STAFF, message=OUT.LOANED, sets_due=BEGINS),
    (S.TO_SHIP, A.REFUSE): LoanStep(S.UNFILLED, STAFF, message=OUT.UNFILLED_AFTER_ALL, is_grave=True),
    (S.TO_SHIP, IN.CANCEL): LoanStep(S.CANCEL_ASKED, PARTNER),
    (S.CANCEL_ASKED, A.CANCEL_YES): LoanStep(S.CANCELLED, STAFF, message=OUT.CANCEL_YES, is_grave=True),
    (S.CANCEL_ASKED, A.CANCEL_NO): LoanStep(BACK, STAFF, message=OUT.CANCEL_NO),
    (S.SHIPPED, IN.RECEIVED): LoanStep(S.ON_LOAN, PARTNER),
    (S.SHIPPED, IN.SHIPPED_RETURN): LoanStep(S.RETURNING, PARTNER, sets_due=ENDS),
    (S.SHIPPED, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_NO),
    (S.ON_LOAN, IN.NOT_RECEIVED): LoanStep(S.SHIPPED, PARTNER, facts={"received_at": None}),
    (S.ON_LOAN, IN.SHIPPED_RETURN): LoanStep(S.RETURNING, PARTNER, sets_due=ENDS),
    (S.RETURNING, A.CHECK_IN): LoanStep(S.COMPLETED, STAFF, message=OUT.LOAN_COMPLETED),
    (S.RETURNING, A.WRITE_OFF): LoanStep(S.LOST, STAFF, message=OUT.COMPLETED_WITHOUT_RETURN, is_grave=True),
    (S.COMPLETED, A.UNDO_CHECK_IN): LoanStep(BACK, STAFF, message=OUT.NOT_COMPLETED, is_grave=True),
    (S.LOST, A.UNDO_WRITE_OFF): LoanStep(BACK, STAFF, message=OUT.NOT_COMPLETED, is_grave=True),
    # Cancellations that crossed with an ending are answered.
    (S.UNFILLED, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_YES),
    (S.CANCELLED, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_YES),
    (S.COMPLETED, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_NO),
    (S.LOST, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_NO),
}
for _abroad in (S.SHIPPED, S.ON_LOAN):
    # The book is abroad: the partner moves next, and only a book that came unannounced or never is ended from here.
    _supplying[_abroad, A.CHECK_IN] = LoanStep(
        S.COMPLETED, STAFF, message=OUT.LOAN_COMPLETED, sets_due=ENDS, is_grave=True
    )
    _supplying[_abroad, A.WRITE_OFF] = LoanStep(
        S.LOST, STAFF, message=OUT.COMPLETED_WITHOUT_RETURN, sets_due=ENDS, is_grave=True
    )
for _ended in (S.COMPLETED, S.LOST):
    # News of the parcel moves nothing here, but tells where the book is if the ending is taken back.
    _supplying[_ended, IN.RECEIVED] = LoanStep(STAY, PARTNER, facts={"state_before": S.ON_LOAN})
    _supplying[_ended, IN.NOT_RECEIVED] = LoanStep(
        STAY, PARTNER, facts={"state_before": S.SHIPPED, "received_at": None}
    )
    _supplying[_ended, IN.SHIPPED_RETURN] = LoanStep(STAY, PARTNER, facts={"state_before": S.RETURNING})

HAS_IT_TO_RETURN = (R.SHIPPED, R.RECEIVED, R.WITH_READER, R.TO_RETURN)
AFTER_SHIPPING = (*HAS_IT_TO_RETURN, R.RETURN_SHIPPED)
for _state in HAS_IT_TO_RETURN:
    # The supplying library has the last word on where its book is.
    _requesting[_state, IN.LOAN_COMPLETED] = LoanStep(R.COMPLETED, PARTNER, sets_due=ENDS)
    _requesting[_state, IN.COMPLETED_WITHOUT_RETURN] = LoanStep(R.LOST, PARTNER, sets_due=ENDS)
for _state in (*AFTER_SHIPPING, R.COMPLETED, R.LOST, R.CANCELLED):
    # The answer to a cancellation that crossed with the parcel or with a refusal.
    _requesting[_state, IN.CANCEL_NO] = LoanStep(STAY, PARTNER)
    _requesting[_state, IN.CANCEL_YES] = LoanStep(STAY, PARTNER)

REQUESTING: Procedure[State, Event] = Procedure(_requesting)
SUPPLYING: Procedure[State, Event] = Procedure(_supplying)

DUE: Procedure[DueState, DueEvent] = Procedure(
    {
        (DueState.NONE, BEGINS): Step(DueState.OK, by(Part.OWNER, Part.PARTNER)),
        (DueState.OK, DueEvent.COMES_NEAR): Step(DueState.DUE_SOON, by(Part.CLOCK)),
        (DueState.OK, DueEvent.PASSES): Step(DueState.OVERDUE, by(Part.CLOCK)),
        (DueState.OK, ENDS): Step(DueState.NONE, by(Part.OWNER, Part.PARTNER)),
        (DueState.DUE_SOON, DueEvent.PASSES): Step(DueState.OVERDUE, by(Part.CLOCK)),
        (DueState.DUE_SOON, ENDS): Step(DueState.NONE, by(Part.OWNER, Part.PARTNER)),
        (DueState.OVERDUE, ENDS): Step(DueState.NONE, by(Part.OWNER, Part.PARTNER)),
    }
)
"""How the due date of either side's row comes; it has no end of its own but that of the loan."""

TABLES: dict[Side, Procedure[State, Event]] = {Side.REQUESTING: REQUESTING, Side.SUPPLYING: SUPPLYING}
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
IS_DUE: dict[Side, frozenset[State]] = {
    Side.REQUESTING: frozenset(HAS_IT_TO_RETURN),
    Side.SUPPLYING: frozenset({S.SHIPPED, S.ON_LOAN}),
}
"""States in which there is a due date to keep."""
LEADS_BACK: dict[Side, frozenset[State]] = {
    side: frozenset(state for (state, _), found in table.steps.items() if found.target is BACK)
    for side, table in TABLES.items()
}
"""States from which a step leads back: the state before is kept as long as the row stands there."""
MUST_LEAD_BACK: dict[Side, frozenset[State]] = {side: LEADS_BACK[side] - CLOSED[side] for side in Side}
"""Those that cannot do without; what was closed before the state before was kept has no way back."""
OPEN_FOR_READER = tuple(
    state for state in ACTIVE_STATES[Side.REQUESTING] if state not in (R.TO_RETURN, R.RETURN_SHIPPED)
)
"""States in which a reader may not ask for the same record again; once she has brought it back, she may."""
ASKED_FOR_READER = tuple(state for state in OPEN_FOR_READER if state not in HAS_IT_TO_RETURN)
"""States in which the database lets a reader have one request for a record: later, a loan that was ended by mistake may
come back while she has asked again."""
UNDOING = frozenset({A.UNDO_RECEIVE, A.UNDO_CHECK_OUT, A.UNDO_PATRON_RETURNED, A.UNDO_CHECK_IN, A.UNDO_WRITE_OFF})
"""Actions that take a step back which was taken by mistake."""

TO_REQUESTING = (
    *(IN.WILL_SUPPLY, IN.UNFILLED, IN.LOANED, IN.CANCEL_YES, IN.CANCEL_NO),
    *(IN.LOAN_COMPLETED, IN.COMPLETED_WITHOUT_RETURN, IN.NOT_COMPLETED),
)
TO_SUPPLYING = (IN.REQUEST, IN.CANCEL, IN.RECEIVED, IN.NOT_RECEIVED, IN.SHIPPED_RETURN)
READ_BY: dict[Side, tuple[Incoming, ...]] = {Side.REQUESTING: TO_REQUESTING, Side.SUPPLYING: TO_SUPPLYING}


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


def actions_from(side: Side, state: State, due: DueState | None = None) -> tuple[Action, ...]:
    """Return the actions possible from `state`, the likeliest first; with `due`, those that the due date allows."""
    acts = (act for at, act in TABLES[side].steps if at is state and isinstance(act, Action))
    return tuple(act for act in acts if find(side, state, act, due))


def find(side: Side, state: State, event: Event, due: DueState | None = None) -> LoanStep | None:
    """Return the step that `event` makes in `state`, None if there is none or the due date does not allow it.

    Raises TypeError for a state of the other side's machine.
    """
    found = cast(LoanStep | None, TABLES[side].find(state, event))
    return None if found is None or (due is not None and due not in found.needs_due) else found


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
        return BEGINS
    return found.sets_due


def state_to_keep(side: Side, before: State, target: State, kept: State | None) -> State | None:
    """Return the state that a row which went from `before` to `target`, and kept `kept` until then, may go back to."""
    if target not in LEADS_BACK[side]:
        return None
    return kept if target is before else before
