"""The procedure of the library that asks for a book, as a table.

Order matters: the first action of a state is the one a librarian is most likely to want next.
"""

from library_exchange.core.procedure import BACK, STAY, Procedure
from library_exchange.loans.rules.codes import TO_REQUESTING, Action, DueEvent, DueState, Incoming, Outgoing, State
from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.due import RENEWABLE
from library_exchange.loans.rules.loan_steps import (
    ADMINISTRATOR,
    CLOCK,
    EVERY_DUE,
    LOANS,
    NOT_SETTLED,
    PARTNER,
    READER,
    STAFF,
    STAFF_OR_CLOCK,
    STAFF_OR_READER,
    STAFF_READER_OR_CLOCK,
    Event,
    LoanStep,
    by_service,
)
from library_exchange.loans.rules.standard_codes import ServiceType

A, IN, OUT, DUE = Action, Incoming, Outgoing, DueEvent
NOT_DELIVERED = dict.fromkeys(("delivered_at", "delivered_url", "copy_until", "copy_openings")) | {"copy_opened": 0}
"""What a request forgets of a copy that was no good."""
NOTHING_ASKED = {"asked_of_reader": None, "reader_answer": None}
"""What a request forgets of a question to its reader that nobody answered."""
MAY_GO_BACK = EVERY_DUE - {DueState.HOLD_RETURN}

_steps: dict[tuple[State, Event], LoanStep] = {
    (R.REVIEW, A.SEND): LoanStep(R.SENT, STAFF_OR_CLOCK, message=OUT.REQUEST),
    (R.REVIEW, A.ASK_READER): LoanStep(R.READER_ASKED, STAFF, asks_reader=True),
    (R.REVIEW, A.DECLINE): LoanStep(R.DECLINED, STAFF, is_grave=True),
    (R.REVIEW, A.CANCEL): LoanStep(R.CANCELLED, STAFF_OR_READER, is_grave=True),
    # What the citation lacks the reader may know; who does not answer in time is waited for no longer.
    (R.READER_ASKED, A.ANSWER_LIBRARY): LoanStep(R.REVIEW, READER),
    (R.READER_ASKED, A.NOTE_ANSWER): LoanStep(R.REVIEW, STAFF),
    (R.READER_ASKED, A.GO_ON_WITHOUT): LoanStep(R.REVIEW, STAFF_OR_CLOCK, facts=NOTHING_ASKED),
    (R.READER_ASKED, A.DECLINE): LoanStep(R.DECLINED, STAFF, is_grave=True),
    (R.READER_ASKED, A.CANCEL): LoanStep(R.CANCELLED, STAFF_OR_READER, is_grave=True),
    (R.SENT, A.CANCEL): LoanStep(R.CANCEL_PENDING, STAFF_OR_READER, message=OUT.CANCEL, is_grave=True),
    # A library that does not answer is asked no more; whatever it promised before it hears of that, it gives up.
    (R.SENT, A.WITHDRAW): LoanStep(R.REFUSED, STAFF_OR_CLOCK, message=OUT.WITHDRAWN, is_grave=True),
    (R.SENT, IN.WILL_SUPPLY): LoanStep(R.WILL_SUPPLY, PARTNER),
    (R.SENT, IN.CONDITION): LoanStep(R.CONDITION_PENDING, PARTNER),
    (R.SENT, IN.RETRY): LoanStep(R.RETRY_PENDING, PARTNER),
    (R.SENT, IN.UNFILLED): LoanStep(R.REFUSED, PARTNER),
    (R.SENT, IN.LOANED): LoanStep(R.SHIPPED, PARTNER, sets_due=DUE.BEGINS),
    (R.CONDITION_PENDING, A.ACCEPT_CONDITION): LoanStep(R.WILL_SUPPLY, STAFF, message=OUT.CONDITION_ACCEPTED),
    (R.CONDITION_PENDING, A.REJECT_CONDITION): LoanStep(
        R.REFUSED, STAFF, message=OUT.CONDITION_REJECTED, is_grave=True
    ),
    (R.CONDITION_PENDING, A.CANCEL): LoanStep(R.CANCEL_PENDING, STAFF_OR_READER, message=OUT.CANCEL, is_grave=True),
    (R.CONDITION_PENDING, IN.WILL_SUPPLY): LoanStep(R.WILL_SUPPLY, PARTNER, facts={"loan_condition": None}),
    (R.CONDITION_PENDING, IN.RETRY): LoanStep(R.RETRY_PENDING, PARTNER),
    (R.CONDITION_PENDING, IN.UNFILLED): LoanStep(R.REFUSED, PARTNER),
    (R.CONDITION_PENDING, IN.LOANED): LoanStep(R.SHIPPED, PARTNER, sets_due=DUE.BEGINS),
    (R.WILL_SUPPLY, A.CANCEL): LoanStep(R.CANCEL_PENDING, STAFF_OR_READER, message=OUT.CANCEL, is_grave=True),
    (R.WILL_SUPPLY, IN.CONDITION): LoanStep(R.CONDITION_PENDING, PARTNER),
    (R.WILL_SUPPLY, IN.RETRY): LoanStep(R.RETRY_PENDING, PARTNER),
    (R.WILL_SUPPLY, IN.NOT_PROMISED): LoanStep(R.SENT, PARTNER, facts={"answered_at": None, "loan_condition": None}),
    (R.WILL_SUPPLY, IN.UNFILLED): LoanStep(R.REFUSED, PARTNER),
    (R.WILL_SUPPLY, IN.LOANED): LoanStep(R.SHIPPED, PARTNER, sets_due=DUE.BEGINS),
    (R.RETRY_PENDING, A.ASK_AGAIN): LoanStep(R.SENT, STAFF, message=OUT.REQUEST),
    (R.RETRY_PENDING, A.ASK_NEXT): LoanStep(R.SENT, STAFF, message=OUT.REQUEST),
    (R.RETRY_PENDING, A.CLOSE_UNFILLED): LoanStep(R.UNFILLED, STAFF, is_grave=True),
    (R.RETRY_PENDING, A.CANCEL): LoanStep(R.CANCELLED, STAFF_OR_READER, is_grave=True),
    (R.REFUSED, A.ASK_NEXT): LoanStep(R.SENT, STAFF_OR_CLOCK, message=OUT.REQUEST),
    (R.REFUSED, A.CLOSE_UNFILLED): LoanStep(R.UNFILLED, STAFF, is_grave=True),
    (R.REFUSED, A.CANCEL): LoanStep(R.CANCELLED, STAFF_OR_READER, is_grave=True),
    (R.REFUSED, IN.LOANED): LoanStep(R.SHIPPED, PARTNER, sets_due=DUE.BEGINS),
    # The library that refused by mistake looks at the request again.
    (R.REFUSED, IN.NOT_REFUSED): LoanStep(R.SENT, PARTNER, facts={"answered_at": None, "reason": None}),
    (R.DECLINED, A.UNDO_DECLINE): LoanStep(BACK, STAFF, facts={"answered_at": None}, is_grave=True),
    (R.UNFILLED, A.UNDO_CLOSE_UNFILLED): LoanStep(BACK, STAFF, is_grave=True),
    (R.CANCEL_PENDING, IN.CANCEL_YES): LoanStep(R.CANCELLED, PARTNER),
    (R.CANCEL_PENDING, IN.CANCEL_NO): LoanStep(BACK, PARTNER),
    (R.CANCEL_PENDING, IN.UNFILLED): LoanStep(R.CANCELLED, PARTNER),
    (R.CANCEL_PENDING, IN.RETRY): LoanStep(R.CANCELLED, PARTNER),
    (R.CANCEL_PENDING, IN.LOANED): LoanStep(R.SHIPPED, PARTNER, sets_due=DUE.BEGINS),
    # An answer crossed with the cancellation: if that is refused, the answer is what stands.
    (R.CANCEL_PENDING, IN.WILL_SUPPLY): LoanStep(STAY, PARTNER, facts={"state_before": R.WILL_SUPPLY}),
    (R.CANCEL_PENDING, IN.CONDITION): LoanStep(STAY, PARTNER, facts={"state_before": R.CONDITION_PENDING}),
    (R.CANCEL_PENDING, IN.NOT_PROMISED): LoanStep(STAY, PARTNER, facts={"state_before": R.SENT}),
    # A copy is delivered; who cannot read it says so, and the supplying library takes it up again.
    (R.DELIVERED, A.ACCEPT_COPY): LoanStep(R.COMPLETED, STAFF_READER_OR_CLOCK),
    (R.DELIVERED, A.REPORT_UNREADABLE): LoanStep(
        R.WILL_SUPPLY, STAFF_OR_READER, message=OUT.UNREADABLE, facts=NOT_DELIVERED, is_grave=True
    ),
    (R.SHIPPED, A.RECEIVE): LoanStep(R.RECEIVED, STAFF, message=OUT.RECEIVED),
    # The parcel goes back without having come: the same library can be asked again, or another one at once.
    (R.SHIPPED, IN.PARCEL_RETURNED): LoanStep(R.RETRY_PENDING, PARTNER, facts={"due_on": None}, sets_due=DUE.ENDS),
    (R.RECEIVED, A.CHECK_OUT): LoanStep(R.WITH_READER, STAFF),
    (R.RECEIVED, A.UNDO_RECEIVE): LoanStep(
        R.SHIPPED, STAFF, message=OUT.NOT_RECEIVED, facts={"received_at": None, "lent_at": None}, is_grave=True
    ),
    (R.WITH_READER, A.PATRON_RETURNED): LoanStep(R.TO_RETURN, STAFF),
    (R.WITH_READER, A.UNDO_CHECK_OUT): LoanStep(R.RECEIVED, STAFF, facts={"lent_at": None}, is_grave=True),
    (R.TO_RETURN, A.SHIP_RETURN): LoanStep(
        R.RETURN_SHIPPED, STAFF, message=OUT.SHIPPED_RETURN, needs_due=MAY_GO_BACK, sets_due=DUE.ENDS
    ),
    (R.TO_RETURN, A.UNDO_PATRON_RETURNED): LoanStep(R.WITH_READER, STAFF, is_grave=True),
    (R.RECEIVED, A.SHIP_RETURN): LoanStep(
        R.RETURN_SHIPPED, STAFF, message=OUT.SHIPPED_RETURN, needs_due=MAY_GO_BACK, sets_due=DUE.ENDS, is_grave=True
    ),
    (R.RETURN_SHIPPED, A.UNDO_SHIP_RETURN): LoanStep(
        R.TO_RETURN,
        STAFF,
        message=OUT.NOT_SENT_BACK,
        facts={"return_shipped_at": None},
        sets_due=DUE.BEGINS,
        is_grave=True,
    ),
    (R.RETURN_SHIPPED, A.CORRECT_RETURN): LoanStep(STAY, STAFF, message=OUT.RETURN_TRACKING),
    (R.LOST_CLAIMED, A.FOUND_AGAIN): LoanStep(
        R.RECEIVED, STAFF, message=OUT.FOUND_AGAIN, sets_due=DUE.BEGINS, is_grave=True
    ),
    # The lender looks at the book again: until it is checked in, it counts as on its way.
    (R.DAMAGE_CLAIMED, IN.NOT_RETURNED_DAMAGED): LoanStep(R.RETURN_SHIPPED, PARTNER),
    # Its parcel came after the supplying library had written it off: that goes on from here once it takes that back.
    (R.LOST, A.TURNED_UP): LoanStep(
        STAY, STAFF, message=OUT.RECEIVED, facts={"state_before": R.RECEIVED}, without="received_at", is_grave=True
    ),
    # The supplying library ended it by mistake: the book is where it was.
    (R.COMPLETED, IN.NOT_COMPLETED): LoanStep(BACK, PARTNER, facts=NOT_SETTLED, services=LOANS),
    (R.LOST, IN.NOT_COMPLETED): LoanStep(BACK, PARTNER, facts=NOT_SETTLED),
}

for _state in (R.SENT, R.CONDITION_PENDING, R.WILL_SUPPLY, R.REFUSED, R.CANCEL_PENDING):
    _steps[_state, IN.COPY_COMPLETED] = LoanStep(R.DELIVERED, PARTNER)
for _message in (IN.LOAN_COMPLETED, IN.COMPLETED_WITHOUT_RETURN):
    # A partner that ends the loan before it has sent anything sends nothing any more: another one may be asked.
    for _state in (R.SENT, R.CONDITION_PENDING, R.WILL_SUPPLY):
        _steps[_state, _message] = LoanStep(R.REFUSED, PARTNER)
    _steps[R.CANCEL_PENDING, _message] = LoanStep(R.CANCELLED, PARTNER)

HAS_IT_TO_RETURN = (R.SHIPPED, R.RECEIVED, R.WITH_READER, R.TO_RETURN)
AFTER_SHIPPING = (*HAS_IT_TO_RETURN, R.RETURN_SHIPPED, R.FORWARDED, R.LOST_CLAIMED, R.DAMAGE_CLAIMED)
for _state in (R.SENT, R.WILL_SUPPLY, R.SHIPPED, R.RETURN_SHIPPED):
    _steps[_state, A.ASK_STATUS] = LoanStep(STAY, STAFF, message=OUT.STATUS_REQUEST)
# A reader who has not fetched the book has nothing to keep longer; a library that is written to notes no hand-out.
for _state, _who in ((R.RECEIVED, STAFF), (R.WITH_READER, STAFF_OR_READER)):
    _steps[_state, A.RENEW] = LoanStep(
        STAY, _who, message=OUT.RENEW, needs_due=frozenset(RENEWABLE), sets_due=DUE.RENEWAL_ASKED
    )
for _state in HAS_IT_TO_RETURN:
    _steps[_state, A.UNDO_RENEW] = LoanStep(
        STAY,
        STAFF_OR_READER if _state is R.WITH_READER else STAFF,
        message=OUT.RENEWAL_WITHDRAWN,
        needs_due=frozenset({DueState.RENEW_ASKED}),
        sets_due=DUE.RENEWAL_WITHDRAWN,
        is_grave=True,
    )
for _state in (R.RECEIVED, R.TO_RETURN):
    _steps[_state, A.FORWARD] = LoanStep(
        R.FORWARDED, STAFF, message=OUT.SHIPPED_FORWARD, sets_due=DUE.ENDS, is_grave=True
    )
# Damage seen on unpacking is told otherwise than what came to light afterwards: it decides who pays.
_steps[R.RECEIVED, A.REPORT_DAMAGE] = LoanStep(STAY, STAFF, message=OUT.ARRIVED_DAMAGED, is_grave=True)
for _state in (R.WITH_READER, R.TO_RETURN):
    _steps[_state, A.REPORT_DAMAGE] = LoanStep(STAY, STAFF, message=OUT.DAMAGED_ON_LOAN, is_grave=True)
for _state in (R.RECEIVED, R.WITH_READER, R.TO_RETURN):
    _steps[_state, A.UNDO_REPORT_DAMAGE] = LoanStep(
        STAY, STAFF, message=OUT.DAMAGE_WITHDRAWN, facts={"damage": None}, needs="damage", is_grave=True
    )
for _state in HAS_IT_TO_RETURN:
    _steps[_state, A.REPORT_LOST] = LoanStep(R.LOST_CLAIMED, STAFF, message=OUT.LOST, sets_due=DUE.ENDS, is_grave=True)
    # The supplying library has the last word on where its book is, and on its day.
    _steps[_state, IN.LOAN_COMPLETED] = LoanStep(R.COMPLETED, PARTNER, sets_due=DUE.ENDS)
    _steps[_state, IN.COMPLETED_WITHOUT_RETURN] = LoanStep(R.LOST, PARTNER, sets_due=DUE.ENDS)
    _steps[_state, IN.RETURNED_DAMAGED] = LoanStep(R.DAMAGE_CLAIMED, PARTNER, sets_due=DUE.ENDS)
    _steps[_state, IN.RENEW_YES] = LoanStep(STAY, PARTNER, sets_due=DUE.RENEWED)
    _steps[_state, IN.RENEW_NO] = LoanStep(STAY, PARTNER, sets_due=DUE.RENEWAL_REFUSED)
    _steps[_state, IN.OVERDUE] = LoanStep(STAY, PARTNER, sets_due=DUE.PASSES)
    _steps[_state, IN.RECALLED] = LoanStep(STAY, PARTNER, sets_due=DUE.IS_RECALLED)
    _steps[_state, IN.HOLD_RETURN] = LoanStep(STAY, PARTNER, sets_due=DUE.IS_HELD)
    _steps[_state, IN.RELEASE_RETURN] = LoanStep(STAY, PARTNER, sets_due=DUE.RENEWED)
    _steps[_state, DUE.COMES_NEAR] = LoanStep(STAY, CLOCK, sets_due=DUE.COMES_NEAR)
    _steps[_state, DUE.PASSES] = LoanStep(STAY, CLOCK, sets_due=DUE.PASSES)
_steps[R.RETURN_SHIPPED, A.REPORT_LOST] = LoanStep(R.LOST_CLAIMED, STAFF, message=OUT.LOST, is_grave=True)
for _state in (R.RETURN_SHIPPED, R.FORWARDED, R.LOST_CLAIMED, R.DAMAGE_CLAIMED):
    _steps[_state, IN.LOAN_COMPLETED] = LoanStep(R.COMPLETED, PARTNER)
    _steps[_state, IN.COMPLETED_WITHOUT_RETURN] = LoanStep(R.LOST, PARTNER)
for _state in (R.RETURN_SHIPPED, R.LOST_CLAIMED):
    _steps[_state, IN.RETURNED_DAMAGED] = LoanStep(R.DAMAGE_CLAIMED, PARTNER)

WITHOUT_PARTNER = (R.REVIEW, R.READER_ASKED, R.REFUSED, R.RETRY_PENDING)
"""Open states in which no library is being asked."""
CLOSED = frozenset({R.COMPLETED, R.DECLINED, R.UNFILLED, R.CANCELLED, R.LOST, R.CLOSED})
for _state in R:
    if _state not in CLOSED:
        told = None if _state in WITHOUT_PARTNER else OUT.REQUEST_CLOSED
        ends = DUE.ENDS if _state in HAS_IT_TO_RETURN else None
        _steps[_state, A.CLOSE_REQUEST] = LoanStep(R.CLOSED, ADMINISTRATOR, message=told, sets_due=ends, is_grave=True)

# Who has given up, or gone elsewhere, says so to a library that takes its refusal back too late.
for _state in (R.UNFILLED, R.CANCELLED, R.CLOSED):
    _steps[_state, IN.NOT_REFUSED] = LoanStep(STAY, PARTNER, message=OUT.WITHDRAWN)

NEWS = (IN.REQUEST_RECEIVED, IN.STATUS, IN.EXPECT, IN.TRACKING, IN.LOAN_CLOSED)
"""What moves nothing wherever the request stands."""
LATE = (
    *(IN.CANCEL_YES, IN.CANCEL_NO, IN.PARCEL_RETURNED, IN.RENEW_YES, IN.RENEW_NO, IN.OVERDUE),
    *(IN.RECALLED, IN.HOLD_RETURN, IN.RELEASE_RETURN, IN.RETURNED_DAMAGED, IN.NOT_RETURNED_DAMAGED),
    IN.COPY_COMPLETED,
)
"""What moves nothing where the book has gone on, or has come, since it was said."""
ENDS = (IN.LOAN_COMPLETED, IN.COMPLETED_WITHOUT_RETURN, IN.NOT_COMPLETED)
FROM_THE_LIBRARY_BEFORE = (
    *(*ENDS, *LATE, IN.UNFILLED, IN.RETRY, IN.WILL_SUPPLY, IN.CONDITION, IN.NOT_PROMISED, IN.LOANED),
)
"""What a library may still say whose answer the request no longer waits for: it refused, or its parcel was stopped."""
heard: dict[State, tuple[Incoming, ...]] = {
    **dict.fromkeys(AFTER_SHIPPING, LATE),
    R.DELIVERED: LATE,
    R.COMPLETED: (*LATE, *ENDS),
    R.LOST: (*LATE, *ENDS),
    **dict.fromkeys((R.REFUSED, R.RETRY_PENDING, R.UNFILLED, R.CANCELLED), FROM_THE_LIBRARY_BEFORE),
    R.CLOSED: TO_REQUESTING,
}
NOBODY_ASKED = (R.REVIEW, R.READER_ASKED, R.DECLINED)
for _state in R:
    for _message in () if _state in NOBODY_ASKED else (*NEWS, *heard.get(_state, ())):
        _steps.setdefault((_state, _message), LoanStep(STAY, PARTNER))

SERVICE_OF_STATE: dict[State, ServiceType] = {
    **dict.fromkeys((*AFTER_SHIPPING, R.LOST), ServiceType.LOAN),
    R.DELIVERED: ServiceType.COPY,
}
"""The states that only one service knows."""
REQUESTING: Procedure[State, Event] = Procedure(by_service(_steps, SERVICE_OF_STATE))
