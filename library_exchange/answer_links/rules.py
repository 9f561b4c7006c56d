"""What a library without accounts is asked by letter: for each state that waits for it, the steps to answer with."""

from library_exchange.loans.rules.codes import Action, DueState, Side, State
from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import OUT_OF_THE_HOUSE, find

A = Action

QUESTIONS: dict[Side, dict[State, tuple[Action, ...]]] = {
    Side.SUPPLYING: {
        S.NEW: (A.WILL_SUPPLY, A.SET_CONDITION, A.RETRY_LATER, A.REFUSE),
        S.TO_PICK: (A.FOUND, A.NOT_ON_SHELF, A.RETRY_LATER),
        S.TO_SHIP: (A.SHIP, A.SEND_COPY, A.REFUSE),
        S.CANCEL_ASKED: (A.CANCEL_YES, A.CANCEL_NO),
        S.RETURNING: (A.CHECK_IN, A.CHECK_IN_DAMAGED),
        S.LOST_CLAIMED: (A.SETTLE, A.CHECK_IN),
        S.DAMAGE_CLAIMED: (A.SETTLE,),
    },
    Side.REQUESTING: {
        R.REVIEW: (A.SEND, A.DECLINE),
        R.CONDITION_PENDING: (A.ACCEPT_CONDITION, A.REJECT_CONDITION),
        R.RETRY_PENDING: (A.ASK_AGAIN, A.ASK_NEXT, A.CLOSE_UNFILLED),
        R.REFUSED: (A.ASK_NEXT, A.CLOSE_UNFILLED),
        R.SHIPPED: (A.RECEIVE, A.REPORT_LOST),
        R.RECEIVED: (A.SHIP_RETURN, A.RENEW, A.REPORT_LOST),
        R.WITH_READER: (A.PATRON_RETURNED, A.RENEW, A.REPORT_LOST),
        R.TO_RETURN: (A.SHIP_RETURN, A.REPORT_LOST),
        R.DELIVERED: (A.ACCEPT_COPY, A.REPORT_UNREADABLE),
    },
}
"""The likeliest answer comes first. What staff undo, close or correct by hand is not asked by letter."""
PROMISES = (A.WILL_SUPPLY, A.SET_CONDITION)
"""Answers that promise a copy of the book. Which one is not asked: any free one is."""
RENEWAL = (A.RENEW_YES, A.RENEW_NO)
"""What is asked of a library whose book is abroad, once the other one would like to keep it longer."""


def answers(side: Side, state: State, due: DueState, service: ServiceType) -> tuple[Action, ...]:
    """Return the steps that the library may answer with now, of those that the procedure has; none if it waits."""
    is_renewal = side is Side.SUPPLYING and state in OUT_OF_THE_HOUSE and due is DueState.RENEW_ASKED
    asked = RENEWAL if is_renewal else QUESTIONS[side].get(state, ())
    return tuple(action for action in asked if find(side, state, action, due, service))
