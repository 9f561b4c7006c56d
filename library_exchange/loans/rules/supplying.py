"""The procedure of the library that is asked for a book, as a table.

Order matters: the first action of a state is the one a librarian is most likely to want next.
"""

from dataclasses import replace

from library_exchange.core.procedure import BACK, STAY, Procedure
from library_exchange.loans.rules.codes import TO_SUPPLYING, Action, DueEvent, DueState, Incoming, Outgoing, State
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.due import RENEWABLE
from library_exchange.loans.rules.loan_steps import (
    ADMINISTRATOR,
    CLOCK,
    NOT_SETTLED,
    PARTNER,
    SETTLEMENT,
    STAFF,
    Event,
    LoanStep,
    by_service,
)
from library_exchange.loans.rules.standard_codes import ReasonUnfilled, ServiceType

A, IN, OUT, DUE = Action, Incoming, Outgoing, DueEvent

REOPENED = LoanStep(BACK, STAFF, message=OUT.NOT_COMPLETED, facts=NOT_SETTLED, without=SETTLEMENT, is_grave=True)
UNSETTLED = replace(REOPENED, needs=SETTLEMENT, without=None)
"""The way back from an end: one that was a settlement is called so, for that is what is forgotten with it."""
OPEN_AGAIN = dict.fromkeys(("answered_at", "item_id", "call_number", "loan_condition"))
"""What a request forgets of an answer that is taken back."""

_steps: dict[tuple[State, Event], LoanStep] = {
    (S.NEW, A.WILL_SUPPLY): LoanStep(S.TO_PICK, STAFF, message=OUT.WILL_SUPPLY),
    (S.NEW, A.SET_CONDITION): LoanStep(S.AWAITING_CONDITION, STAFF, message=OUT.CONDITION, is_grave=True),
    (S.NEW, A.EXPECT): LoanStep(STAY, STAFF, message=OUT.EXPECT),
    (S.NEW, A.RETRY_LATER): LoanStep(S.RETRY, STAFF, message=OUT.RETRY, is_grave=True),
    (S.NEW, A.REFUSE): LoanStep(S.UNFILLED, STAFF, message=OUT.UNFILLED, is_grave=True),
    (S.NEW, IN.CANCEL): LoanStep(S.CANCELLED, PARTNER, message=OUT.CANCEL_YES),
    (S.AWAITING_CONDITION, A.REFUSE): LoanStep(S.UNFILLED, STAFF, message=OUT.UNFILLED_AFTER_ALL, is_grave=True),
    (S.AWAITING_CONDITION, IN.CONDITION_ACCEPTED): LoanStep(S.TO_PICK, PARTNER),
    (S.AWAITING_CONDITION, IN.CONDITION_REJECTED): LoanStep(S.UNFILLED, PARTNER),
    (S.AWAITING_CONDITION, IN.CANCEL): LoanStep(S.CANCELLED, PARTNER, message=OUT.CANCEL_YES),
    (S.TO_PICK, A.FOUND): LoanStep(S.TO_SHIP, STAFF),
    (S.TO_PICK, A.NOT_ON_SHELF): LoanStep(
        S.UNFILLED, STAFF, message=OUT.UNFILLED_AFTER_ALL, facts={"reason": ReasonUnfilled.NOT_ON_SHELF}, is_grave=True
    ),
    (S.TO_PICK, A.RETRY_LATER): LoanStep(S.RETRY, STAFF, message=OUT.RETRY, is_grave=True),
    (S.TO_PICK, A.UNDO_WILL_SUPPLY): LoanStep(S.NEW, STAFF, message=OUT.NOT_PROMISED, facts=OPEN_AGAIN, is_grave=True),
    (S.TO_PICK, IN.CANCEL): LoanStep(S.CANCEL_ASKED, PARTNER),
    (S.TO_SHIP, A.SHIP): LoanStep(S.SHIPPED, STAFF, message=OUT.LOANED, sets_due=DUE.BEGINS),
    (S.TO_SHIP, A.DELIVER_COPY): LoanStep(S.COPY_COMPLETED, STAFF, message=OUT.COPY_COMPLETED),
    (S.TO_SHIP, A.SEND_COPY): LoanStep(S.COPY_COMPLETED, STAFF, message=OUT.COPY_COMPLETED, is_grave=True),
    (S.TO_SHIP, A.REFUSE): LoanStep(S.UNFILLED, STAFF, message=OUT.UNFILLED_AFTER_ALL, is_grave=True),
    (S.TO_SHIP, A.UNDO_FOUND): LoanStep(S.TO_PICK, STAFF, is_grave=True),
    (S.TO_SHIP, IN.CANCEL): LoanStep(S.CANCEL_ASKED, PARTNER),
    (S.CANCEL_ASKED, A.CANCEL_YES): LoanStep(S.CANCELLED, STAFF, message=OUT.CANCEL_YES, is_grave=True),
    (S.CANCEL_ASKED, A.CANCEL_NO): LoanStep(BACK, STAFF, message=OUT.CANCEL_NO, is_grave=True),
    (S.SHIPPED, A.CORRECT_SHIPPING): LoanStep(STAY, STAFF, message=OUT.TRACKING),
    (S.SHIPPED, A.PARCEL_RETURNED): LoanStep(
        S.RETURNING, STAFF, message=OUT.PARCEL_RETURNED, sets_due=DUE.ENDS, is_grave=True
    ),
    (S.SHIPPED, IN.RECEIVED): LoanStep(S.ON_LOAN, PARTNER),
    (S.SHIPPED, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_NO),
    (S.ON_LOAN, IN.NOT_RECEIVED): LoanStep(S.SHIPPED, PARTNER, facts={"received_at": None}),
    (S.ON_LOAN, IN.SHIPPED_FORWARD): LoanStep(
        S.SHIPPED, PARTNER, facts={"received_at": None}, sets_due=DUE.RENEWAL_WITHDRAWN
    ),
    (S.RETURNING, A.CHECK_IN): LoanStep(S.COMPLETED, STAFF, message=OUT.LOAN_COMPLETED),
    (S.RETURNING, A.CHECK_IN_DAMAGED): LoanStep(S.DAMAGE_CLAIMED, STAFF, message=OUT.RETURNED_DAMAGED, is_grave=True),
    (S.RETURNING, A.WRITE_OFF): LoanStep(S.LOST, STAFF, message=OUT.COMPLETED_WITHOUT_RETURN, is_grave=True),
    (S.RETURNING, IN.LOST): LoanStep(S.LOST_CLAIMED, PARTNER),
    (S.RETURNING, IN.NOT_SENT_BACK): LoanStep(
        S.ON_LOAN, PARTNER, facts={"return_shipped_at": None}, sets_due=DUE.BEGINS
    ),
    (S.LOST_CLAIMED, A.SETTLE): LoanStep(S.LOST, STAFF, message=OUT.COMPLETED_WITHOUT_RETURN, is_grave=True),
    (S.LOST_CLAIMED, A.CHECK_IN): LoanStep(S.COMPLETED, STAFF, message=OUT.LOAN_COMPLETED, is_grave=True),
    (S.LOST_CLAIMED, IN.FOUND_AGAIN): LoanStep(S.ON_LOAN, PARTNER, sets_due=DUE.BEGINS),
    # Its parcel came, and the ending was taken back here at the same time.
    (S.LOST_CLAIMED, IN.RECEIVED): LoanStep(S.ON_LOAN, PARTNER, sets_due=DUE.BEGINS),
    (S.DAMAGE_CLAIMED, A.SETTLE): LoanStep(S.COMPLETED, STAFF, message=OUT.LOAN_COMPLETED, is_grave=True),
    (S.DAMAGE_CLAIMED, A.UNDO_CHECK_IN_DAMAGED): LoanStep(
        S.RETURNING, STAFF, message=OUT.NOT_RETURNED_DAMAGED, is_grave=True
    ),
    # What the partner itself gave up has no reason of ours; an answer to a condition may be under way.
    (S.UNFILLED, A.UNDO_REFUSE): LoanStep(
        S.NEW,
        STAFF,
        message=OUT.NOT_REFUSED,
        facts=OPEN_AGAIN | {"reason": None},
        needs="reason",
        without="loan_condition",
        is_grave=True,
    ),
    (S.COMPLETED, A.UNDO_SETTLE): UNSETTLED,
    (S.COMPLETED, A.UNDO_CHECK_IN): REOPENED,
    (S.LOST, A.UNDO_SETTLE): UNSETTLED,
    (S.LOST, A.UNDO_WRITE_OFF): REOPENED,
    # The copy cannot be read, or did not come: it is made once more.
    (S.COPY_COMPLETED, IN.UNREADABLE): LoanStep(S.TO_SHIP, PARTNER, facts={"delivered_at": None}),
    # The copy itself is the answer: a refusal that came after it was found no good would refuse the next cancellation.
    (S.COPY_COMPLETED, IN.CANCEL): LoanStep(STAY, PARTNER),
    # Cancellations that crossed with an ending are answered.
    (S.UNFILLED, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_YES),
    (S.RETRY, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_YES),
    (S.CANCELLED, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_YES),
    (S.CLOSED, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_YES),
    (S.RETURNING, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_NO),
    (S.COMPLETED, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_NO),
    (S.DAMAGE_CLAIMED, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_NO),
    (S.LOST, IN.CANCEL): LoanStep(STAY, PARTNER, message=OUT.CANCEL_NO),
}
for _state in (S.NEW, S.AWAITING_CONDITION, S.TO_PICK, S.TO_SHIP):
    _steps[_state, IN.WITHDRAWN] = LoanStep(S.CANCELLED, PARTNER)
OUT_OF_THE_HOUSE = (S.SHIPPED, S.ON_LOAN)
for _state in OUT_OF_THE_HOUSE:
    _steps[_state, A.RENEW_YES] = LoanStep(STAY, STAFF, message=OUT.RENEW_YES, sets_due=DUE.RENEWED)
    _steps[_state, A.RENEW_NO] = LoanStep(
        STAY, STAFF, message=OUT.RENEW_NO, needs_due=frozenset({DueState.RENEW_ASKED}), sets_due=DUE.RENEWAL_REFUSED
    )
    _steps[_state, A.RECALL] = LoanStep(
        STAY,
        STAFF,
        message=OUT.RECALLED,
        needs_due=frozenset({*RENEWABLE, DueState.RENEW_ASKED, DueState.HOLD_RETURN}),
        sets_due=DUE.IS_RECALLED,
        is_grave=True,
    )
    _steps[_state, A.HOLD_RETURN] = LoanStep(
        STAY,
        STAFF,
        message=OUT.HOLD_RETURN,
        needs_due=frozenset({*RENEWABLE, DueState.RENEW_ASKED}),
        sets_due=DUE.IS_HELD,
        is_grave=True,
    )
    _steps[_state, A.RELEASE_RETURN] = LoanStep(
        STAY, STAFF, message=OUT.RELEASE_RETURN, needs_due=frozenset({DueState.HOLD_RETURN}), sets_due=DUE.RENEWED
    )
    # The book is abroad: the partner moves next, and only a book that came unannounced or never is ended from here.
    _steps[_state, A.CHECK_IN] = LoanStep(
        S.COMPLETED, STAFF, message=OUT.LOAN_COMPLETED, sets_due=DUE.ENDS, is_grave=True
    )
    _steps[_state, A.WRITE_OFF] = LoanStep(
        S.LOST, STAFF, message=OUT.COMPLETED_WITHOUT_RETURN, sets_due=DUE.ENDS, is_grave=True
    )
    _steps[_state, IN.RENEW] = LoanStep(STAY, PARTNER, sets_due=DUE.RENEWAL_ASKED)
    # Nobody waits for an answer any more; whoever closes its side by hand does not say so.
    for _message in (IN.RENEWAL_WITHDRAWN, IN.REQUEST_CLOSED):
        _steps[_state, _message] = LoanStep(STAY, PARTNER, sets_due=DUE.RENEWAL_WITHDRAWN)
    _steps[_state, IN.SHIPPED_RETURN] = LoanStep(S.RETURNING, PARTNER, sets_due=DUE.ENDS)
    _steps[_state, IN.LOST] = LoanStep(S.LOST_CLAIMED, PARTNER, sets_due=DUE.ENDS)
    _steps[_state, DUE.COMES_NEAR] = LoanStep(STAY, CLOCK, sets_due=DUE.COMES_NEAR)
    _steps[_state, DUE.PASSES] = LoanStep(STAY, CLOCK, message=OUT.OVERDUE, sets_due=DUE.PASSES)
_steps[S.ON_LOAN, IN.DAMAGE_WITHDRAWN] = LoanStep(STAY, PARTNER, facts={"damage": None})
# Said after the lender had taken back that it came damaged: the partner has the book, whatever it had said before.
_steps[S.SHIPPED, IN.NOT_SENT_BACK] = LoanStep(S.ON_LOAN, PARTNER)
_steps[S.LOST_CLAIMED, IN.NOT_SENT_BACK] = LoanStep(
    S.ON_LOAN, PARTNER, facts={"return_shipped_at": None}, sets_due=DUE.BEGINS
)
# The partner has the book in its hands: that the parcel came back was wrong.
_steps[S.RETURNING, IN.RECEIVED] = LoanStep(S.ON_LOAN, PARTNER, sets_due=DUE.BEGINS)

for _state in (S.COMPLETED, S.LOST):
    # News of the parcel moves nothing here, but tells where the book is if the ending is taken back.
    for _message, _where in (
        (IN.RECEIVED, S.ON_LOAN),
        (IN.NOT_RECEIVED, S.SHIPPED),
        (IN.SHIPPED_RETURN, S.RETURNING),
        (IN.NOT_SENT_BACK, S.ON_LOAN),
        (IN.SHIPPED_FORWARD, S.SHIPPED),
        (IN.LOST, S.LOST_CLAIMED),
        (IN.FOUND_AGAIN, S.ON_LOAN),
    ):
        _steps[_state, _message] = LoanStep(STAY, PARTNER, facts={"state_before": _where})

CLOSED = frozenset({S.COMPLETED, S.COPY_COMPLETED, S.UNFILLED, S.RETRY, S.CANCELLED, S.LOST, S.CLOSED})
for _state in S:
    if _state not in CLOSED:
        ends = DUE.ENDS if _state in OUT_OF_THE_HOUSE else None
        _steps[_state, A.CLOSE_LOAN] = LoanStep(
            S.CLOSED, ADMINISTRATOR, message=OUT.LOAN_CLOSED, sets_due=ends, is_grave=True
        )
    # Where the request stands is told whenever it is asked for.
    _steps[_state, IN.STATUS_REQUEST] = LoanStep(STAY, PARTNER, message=OUT.STATUS)

NEWS = (
    *(IN.ARRIVED_DAMAGED, IN.DAMAGED_ON_LOAN, IN.DAMAGE_WITHDRAWN, IN.RENEWAL_WITHDRAWN, IN.RETURN_TRACKING),
    *(IN.REQUEST_CLOSED, IN.WITHDRAWN),
)
"""What moves nothing wherever the request stands."""
heard: dict[State, tuple[Incoming, ...]] = {
    S.UNFILLED: (IN.CONDITION_ACCEPTED, IN.CONDITION_REJECTED),
    S.ON_LOAN: (IN.NOT_SENT_BACK, IN.RECEIVED),
    S.RETURNING: (IN.RENEW, IN.SHIPPED_RETURN, IN.NOT_RECEIVED, IN.FOUND_AGAIN, IN.SHIPPED_FORWARD),
    S.LOST_CLAIMED: (IN.RENEW, IN.LOST),
    S.DAMAGE_CLAIMED: (
        *(IN.RECEIVED, IN.NOT_RECEIVED, IN.NOT_SENT_BACK, IN.LOST, IN.FOUND_AGAIN, IN.SHIPPED_RETURN, IN.RENEW),
        IN.SHIPPED_FORWARD,
    ),
    S.COPY_COMPLETED: (IN.RECEIVED,),
    S.COMPLETED: (IN.RENEW,),
    S.LOST: (IN.RENEW,),
    S.CLOSED: tuple(message for message in TO_SUPPLYING if message is not IN.REQUEST),
}
"""What moves nothing where it comes late."""
for _state in S:
    for _message in (*NEWS, *heard.get(_state, ())):
        _steps.setdefault((_state, _message), LoanStep(STAY, PARTNER))

SERVICE_OF_STATE: dict[State, ServiceType] = {
    **dict.fromkeys((*OUT_OF_THE_HOUSE, S.RETURNING, S.LOST_CLAIMED, S.DAMAGE_CLAIMED), ServiceType.LOAN),
    **dict.fromkeys((S.COMPLETED, S.LOST), ServiceType.LOAN),
    S.COPY_COMPLETED: ServiceType.COPY,
}
"""The states that only one service knows."""
SUPPLYING: Procedure[State, Event] = Procedure(by_service(_steps, SERVICE_OF_STATE))
