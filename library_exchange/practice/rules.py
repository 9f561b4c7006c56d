"""What is practised of the two procedures of a loan, and what the library that is played says to it."""

from collections.abc import Mapping
from datetime import timedelta

from library_exchange.loans.rules.codes import Action, Incoming, Outgoing, RequestingState, Side, State, SupplyingState
from library_exchange.loans.rules.loan_steps import LoanStep
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import find

A, R, S = Action, RequestingState, SupplyingState

PRACTISED: Mapping[Side, Mapping[State, tuple[Action, ...]]] = {
    Side.REQUESTING: {
        R.REVIEW: (A.SEND,),
        R.SHIPPED: (A.RECEIVE,),
        R.RECEIVED: (A.CHECK_OUT,),
        R.WITH_READER: (A.PATRON_RETURNED, A.UNDO_CHECK_OUT),
        R.TO_RETURN: (A.SHIP_RETURN, A.UNDO_PATRON_RETURNED),
    },
    Side.SUPPLYING: {
        S.NEW: (A.WILL_SUPPLY,),
        S.TO_PICK: (A.FOUND,),
        S.TO_SHIP: (A.SHIP, A.UNDO_FOUND),
        S.RETURNING: (A.CHECK_IN,),
    },
}
"""The steps of the usual way, the next one first, and those that take back what only concerns the own library."""
REACHED: Mapping[Side, tuple[State, ...]] = {
    Side.REQUESTING: (
        *(R.REVIEW, R.SENT, R.WILL_SUPPLY, R.SHIPPED, R.RECEIVED, R.WITH_READER, R.TO_RETURN, R.RETURN_SHIPPED),
        R.COMPLETED,
    ),
    Side.SUPPLYING: (S.NEW, S.TO_PICK, S.TO_SHIP, S.SHIPPED, S.ON_LOAN, S.RETURNING, S.COMPLETED),
}
"""The states that a practice loan comes to."""
PLAYED: Mapping[Outgoing, tuple[Incoming, ...]] = {
    Outgoing.REQUEST: (Incoming.WILL_SUPPLY, Incoming.LOANED),
    Outgoing.SHIPPED_RETURN: (Incoming.LOAN_COMPLETED,),
    Outgoing.LOANED: (Incoming.RECEIVED, Incoming.SHIPPED_RETURN),
}
"""What the library that is played answers, by what it is told; it does not refuse, damage or lose anything."""
FINISHED: Mapping[Side, str] = {Side.REQUESTING: "practised_borrowing", Side.SUPPLYING: "practised_lending"}
"""What the audit of the library notes once a practice loan is completed; the first steps ask for it."""
KEPT = timedelta(days=30)
"""So long after it was begun a practice loan is removed, wherever it stands."""


def open_actions(side: Side, state: State) -> tuple[Action, ...]:
    """Return what is practised from `state`, the next step first; nothing while the other library is to act."""
    return PRACTISED[side].get(state, ())


def find_step(side: Side, state: State, event: Action | Incoming) -> LoanStep | None:
    """Return the step of the true procedure that `event` makes; None if there is none, or it is not practised."""
    if isinstance(event, Action) and event not in open_actions(side, state):
        return None
    return find(side, state, event, None, ServiceType.LOAN)
