"""What the history of a request says of each step and message, and what the audit calls what happens beside steps."""

from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.loans.rules.codes import Action, DueState, Incoming, RequestingState
from library_exchange.loans.rules.rota import ORDER_SET, Rearrangement

Text = Any

REMINDED = "remind"
"""What the audit calls a reminder."""
COPY_OPENED, COPY_ATTACHED, COPY_REPLACED = "open_copy", "attach_copy", "replace_copy"
"""What the audit calls it that a reader, or staff, opens the copy that came; that a scan is attached, or replaced."""
PICTURE_SHOWN, PICTURE_TAKEN_BACK = "show_picture", "take_back_picture"
"""What the audit calls it that a picture of the book comes and goes."""
LOCAL_CHECK = "local_check"
"""What the audit calls it that a local check was recorded."""

EVENTS: dict[str, Text] = {
    "ask": _l("Request made"),
    LOCAL_CHECK: _l("Local check recorded"),
    Action.SEND: _l("Request sent"),
    Action.DECLINE: _l("Declined"),
    Action.ASK_READER: _l("Reader asked"),
    Action.ANSWER_LIBRARY: _l("Reader has answered"),
    Action.NOTE_ANSWER: _l("Reader's answer noted by staff"),
    Action.GO_ON_WITHOUT: _l("Reader's answer waited for no longer"),
    Action.CANCEL: _l("Request cancelled"),
    Action.ASK_NEXT: _l("Next library asked"),
    Action.ASK_AGAIN: _l("Same library asked again"),
    Action.ASK_STATUS: _l("Asked how it stands"),
    Action.ACCEPT_CONDITION: _pl("loan", "Condition accepted"),
    Action.REJECT_CONDITION: _l("Condition rejected"),
    Action.REPORT_DAMAGE: _l("Damage reported"),
    Action.RENEW: _l("Renewal asked"),
    Action.CORRECT_RETURN: _l("Tracking number of the return corrected"),
    Action.FORWARD: _l("Sent on to a third library"),
    Action.REPORT_LOST: _l("Reported as lost"),
    Action.FOUND_AGAIN: _l("Book found again"),
    Action.TURNED_UP: _l("The lost book has come after all"),
    Action.ACCEPT_COPY: _l("Copy of the pages confirmed to be in order"),
    Action.REPORT_UNREADABLE: _l("Copy of the pages reported as no good"),
    Action.CLOSE_REQUEST: _l("Closed by hand"),
    Action.EXPECT: _l("Answered: expected to be supplied"),
    Action.SET_CONDITION: _l("Answered: on a condition"),
    Action.RETRY_LATER: _l("Answered: possible later"),
    Action.DELIVER_COPY: _l("Scan of the pages handed over"),
    Action.SEND_COPY: _l("Copy of the pages sent on paper"),
    Action.CORRECT_SHIPPING: _l("Tracking number corrected"),
    Action.RENEW_YES: _l("Renewed"),
    Action.RENEW_NO: _l("Renewal refused"),
    Action.RECALL: _l("Book recalled"),
    Action.HOLD_RETURN: _l("Asked the partner to keep the book for now"),
    Action.RELEASE_RETURN: _l("Asked for the book again"),
    Action.PARCEL_RETURNED: _l("Parcel came back"),
    Action.CHECK_IN_DAMAGED: _l("Came back damaged"),
    Action.SETTLE: _l("Settled with the partner"),
    Action.CLOSE_LOAN: _l("Closed by hand"),
    Action.WITHDRAW: _l("Library asked no more"),
    Action.CLOSE_UNFILLED: _l("Closed as not supplied"),
    Action.RECEIVE: _l("Book received"),
    Action.CHECK_OUT: _l("Handed to the reader"),
    Action.PATRON_RETURNED: _l("Taken back from the reader"),
    Action.SHIP_RETURN: _l("Sent back"),
    Action.WILL_SUPPLY: _l("Promised to supply"),
    Action.REFUSE: _l("Answered: cannot supply"),
    Action.FOUND: _l("Found on the shelf"),
    Action.NOT_ON_SHELF: _l("Answered: not on the shelf"),
    Action.SHIP: _l("Shipped"),
    Action.CANCEL_YES: _l("Cancellation accepted"),
    Action.CANCEL_NO: _l("Cancellation refused"),
    Action.CHECK_IN: _l("Checked in"),
    Action.WRITE_OFF: _l("Written off as lost"),
    Action.UNDO_DECLINE: _l("“Declined” undone"),
    Action.UNDO_CLOSE_UNFILLED: _l("“Closed as not supplied” undone"),
    Action.UNDO_RECEIVE: _l("Receipt undone"),
    Action.UNDO_REPORT_DAMAGE: _l("Damage report taken back"),
    Action.UNDO_CHECK_OUT: _l("Hand-out undone"),
    Action.UNDO_RENEW: _l("Wish to renew taken back"),
    Action.UNDO_PATRON_RETURNED: _l("Return by the reader undone"),
    Action.UNDO_SHIP_RETURN: _l("Sending back undone"),
    Action.UNDO_WILL_SUPPLY: _l("Promise taken back"),
    Action.UNDO_FOUND: _l("“Found” undone"),
    Action.UNDO_REFUSE: _l("Refusal taken back"),
    Action.UNDO_CHECK_IN: _l("Check-in undone"),
    Action.UNDO_CHECK_IN_DAMAGED: _l("“Came back damaged” undone"),
    Action.UNDO_SETTLE: _l("“Settled” undone"),
    Action.UNDO_WRITE_OFF: _l("“Written off as lost” undone"),
    Incoming.REQUEST: _l("Request came in"),
    Incoming.CANCEL: _l("Partner asked to cancel"),
    Incoming.RECEIVED: _l("Partner has received the book"),
    Incoming.SHIPPED_RETURN: _l("Partner has sent the book back"),
    Incoming.WILL_SUPPLY: _l("Partner will supply"),
    Incoming.UNFILLED: _l("Partner cannot supply"),
    Incoming.LOANED: _l("Partner has shipped the book"),
    Incoming.CANCEL_YES: _l("Partner has agreed to cancel"),
    Incoming.CANCEL_NO: _l("Partner cannot cancel any more"),
    Incoming.LOAN_COMPLETED: _l("Partner has checked the book in"),
    Incoming.COMPLETED_WITHOUT_RETURN: _l("Partner has ended the loan without the book"),
    Incoming.STATUS_REQUEST: _l("Partner asked how it stands; the answer was sent"),
    Incoming.WITHDRAWN: _l("Partner has asked somebody else"),
    Incoming.CONDITION_ACCEPTED: _l("Partner accepts the condition"),
    Incoming.CONDITION_REJECTED: _l("Partner does not accept the condition"),
    Incoming.ARRIVED_DAMAGED: _l("Partner reports that the book arrived damaged"),
    Incoming.DAMAGED_ON_LOAN: _l("Partner reports damage found while it has the book"),
    Incoming.DAMAGE_WITHDRAWN: _l("Partner takes its damage report back"),
    Incoming.RENEW: _l("Partner asks to renew"),
    Incoming.RENEWAL_WITHDRAWN: _l("Partner does not need to renew any more"),
    Incoming.NOT_SENT_BACK: _l("Partner has not sent the book back after all"),
    Incoming.RETURN_TRACKING: _l("Partner has corrected the tracking number"),
    Incoming.SHIPPED_FORWARD: _l("Partner has sent the book on to a third library"),
    Incoming.LOST: _l("Partner reports the book as lost"),
    Incoming.FOUND_AGAIN: _l("Partner has found the book again"),
    Incoming.UNREADABLE: _l("Partner reports that the copy of the pages is no good"),
    Incoming.COPY_COMPLETED: _l("Partner has sent the copy of the pages"),
    Incoming.REQUEST_CLOSED: _l("Partner has closed its side by hand"),
    Incoming.REQUEST_RECEIVED: _l("The request has arrived at the partner"),
    Incoming.STATUS: _l("Partner has answered how it stands"),
    Incoming.EXPECT: _l("Partner expects to supply"),
    Incoming.NOT_PROMISED: _l("Partner has taken its promise back and looks at the request again"),
    Incoming.NOT_REFUSED: _l("Partner has taken its refusal back and looks at the request again"),
    Incoming.CONDITION: _l("Partner supplies on a condition"),
    Incoming.RETRY: _l("Partner can supply later"),
    Incoming.TRACKING: _l("Partner has corrected the tracking number"),
    Incoming.PARCEL_RETURNED: _l("The parcel has come back to the partner"),
    Incoming.OVERDUE: _l("Partner says that the book is overdue"),
    Incoming.RENEW_YES: _l("Partner has renewed the loan"),
    Incoming.RENEW_NO: _l("Partner does not renew the loan"),
    Incoming.RECALLED: _l("Partner has recalled the book"),
    Incoming.HOLD_RETURN: _l("Partner asks to keep the book for now"),
    Incoming.RELEASE_RETURN: _l("Partner asks for the book again"),
    Incoming.RETURNED_DAMAGED: _l("The book came back to the partner damaged"),
    Incoming.NOT_RETURNED_DAMAGED: _l("Partner takes back that the book came back damaged"),
    Incoming.LOAN_CLOSED: _l("Partner has closed its side by hand"),
    Incoming.NOT_RECEIVED: _l("Partner has not received the book after all"),
    Incoming.NOT_COMPLETED: _l("Partner has taken the end of the loan back"),
    COPY_OPENED: _l("Copy of the pages opened"),
    COPY_ATTACHED: _l("Scan of the pages attached"),
    COPY_REPLACED: _l("Scan of the pages replaced"),
    REMINDED: _l("Reminder sent"),
    Rearrangement.UP: _l("Library moved up in the order"),
    Rearrangement.DOWN: _l("Library moved down in the order"),
    Rearrangement.LEAVE_OUT: _l("Library left out of the order"),
    Rearrangement.PUT_BACK: _l("Library put back into the order"),
    Rearrangement.ADD: _l("Library added to the order"),
    "complete_citation": _l("Citation completed or corrected"),
    ORDER_SET: _l("Order of the libraries set anew"),
    PICTURE_SHOWN: _l("Picture of the book shown"),
    PICTURE_TAKEN_BACK: _l("Picture of the book taken back"),
    DueState.DUE_SOON: _l("The due date is near"),
    DueState.OVERDUE: _l("The due date has passed"),
}
TO_BE_ANSWERED: dict[tuple[str, str], Text] = {
    (Action.CANCEL, RequestingState.CANCEL_PENDING): _l("The other library is asked to cancel"),
}
"""The line of the history of a step that came to a state, if that alone tells what it did."""
BY_CLOCK: dict[str, Text] = {Action.ACCEPT_COPY: _l("Copy of the pages: the days to open it are over")}
"""The line of the history where nobody took a step but the clock, if it is otherwise than where somebody did."""
UNEXPECTED = _l("A message came that does not fit; nothing was changed")


def event(name: str, by_clock: bool = False, to: str | None = None) -> Text:
    """Return the line of the history for the audit's action `name` (without the room), which came to the state `to`."""
    if (name, to) in TO_BE_ANSWERED:
        return TO_BE_ANSWERED[name, to or ""]
    if by_clock and name in BY_CLOCK:
        return BY_CLOCK[name]
    return EVENTS.get(name, UNEXPECTED)
