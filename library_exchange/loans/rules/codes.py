"""Words of the procedure: sides, states, actions, and the codes of ISO 18626 (editions 1.2 and 2021-2)."""

from enum import StrEnum


class Side(StrEnum):
    """Which of the two libraries a row belongs to."""

    REQUESTING = "requesting"
    SUPPLYING = "supplying"


class RequestingState(StrEnum):
    """Where a request stands at the library that asks."""

    REVIEW = "review"
    SENT = "sent"
    WILL_SUPPLY = "will_supply"
    REFUSED = "refused"
    CANCEL_PENDING = "cancel_pending"
    SHIPPED = "shipped"
    RECEIVED = "received"
    WITH_READER = "with_reader"
    TO_RETURN = "to_return"
    RETURN_SHIPPED = "return_shipped"
    COMPLETED = "completed"
    DECLINED = "declined"
    UNFILLED = "unfilled"
    CANCELLED = "cancelled"
    LOST = "lost"


class SupplyingState(StrEnum):
    """Where a request stands at the library that is asked."""

    NEW = "new"
    TO_PICK = "to_pick"
    TO_SHIP = "to_ship"
    CANCEL_ASKED = "cancel_asked"
    SHIPPED = "shipped"
    ON_LOAN = "on_loan"
    RETURNING = "returning"
    COMPLETED = "completed"
    UNFILLED = "unfilled"
    CANCELLED = "cancelled"
    LOST = "lost"


State = RequestingState | SupplyingState


class DueState(StrEnum):
    """How a loan stands to its due date: an axis of its own, which moves no book and which a moving book moves."""

    NONE = "none"
    OK = "ok"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


class DueEvent(StrEnum):
    """What happens to the due date of a loan; a step makes it begin or end, the clock lets it come."""

    BEGINS = "begins"
    COMES_NEAR = "comes_near"
    PASSES = "passes"
    ENDS = "ends"


class Action(StrEnum):
    """What people may do with a request."""

    SEND = "send"
    DECLINE = "decline"
    CANCEL = "cancel"
    ASK_NEXT = "ask_next"
    CLOSE_UNFILLED = "close_unfilled"
    RECEIVE = "receive"
    CHECK_OUT = "check_out"
    PATRON_RETURNED = "patron_returned"
    SHIP_RETURN = "ship_return"
    WILL_SUPPLY = "will_supply"
    REFUSE = "refuse"
    FOUND = "found"
    NOT_ON_SHELF = "not_on_shelf"
    SHIP = "ship"
    CANCEL_YES = "cancel_yes"
    CANCEL_NO = "cancel_no"
    CHECK_IN = "check_in"
    WRITE_OFF = "write_off"
    UNDO_RECEIVE = "undo_receive"
    UNDO_CHECK_OUT = "undo_check_out"
    UNDO_PATRON_RETURNED = "undo_patron_returned"
    UNDO_CHECK_IN = "undo_check_in"
    UNDO_WRITE_OFF = "undo_write_off"


class Incoming(StrEnum):
    """What a message says to the library that reads it."""

    REQUEST = "request"
    CANCEL = "says_cancel"
    RECEIVED = "says_received"
    SHIPPED_RETURN = "says_shipped_return"
    WILL_SUPPLY = "says_will_supply"
    UNFILLED = "says_unfilled"
    LOANED = "says_loaned"
    CANCEL_YES = "says_cancel_yes"
    CANCEL_NO = "says_cancel_no"
    LOAN_COMPLETED = "says_loan_completed"
    COMPLETED_WITHOUT_RETURN = "says_completed_without_return"
    NOT_RECEIVED = "says_not_received"
    NOT_COMPLETED = "says_not_completed"


class Outgoing(StrEnum):
    """What a step says to the partner; `rules/messages.py` gives each its form in ISO 18626."""

    REQUEST = "request"
    CANCEL = "cancel"
    RECEIVED = "received"
    SHIPPED_RETURN = "shipped_return"
    WILL_SUPPLY = "will_supply"
    UNFILLED = "unfilled"
    UNFILLED_AFTER_ALL = "unfilled_after_all"
    LOANED = "loaned"
    CANCEL_YES = "cancel_yes"
    CANCEL_NO = "cancel_no"
    LOAN_COMPLETED = "loan_completed"
    COMPLETED_WITHOUT_RETURN = "completed_without_return"
    NOT_RECEIVED = "not_received"
    NOT_COMPLETED = "not_completed"


class MessageType(StrEnum):
    """The three messages of ISO 18626."""

    REQUEST = "request"
    SUPPLYING = "supplyingAgencyMessage"
    REQUESTING = "requestingAgencyMessage"


class Status(StrEnum):
    """`statusInfo/status` of a supplying agency's message."""

    REQUEST_RECEIVED = "RequestReceived"
    WILL_SUPPLY = "WillSupply"
    UNFILLED = "Unfilled"
    LOANED = "Loaned"
    OVERDUE = "Overdue"
    LOAN_COMPLETED = "LoanCompleted"
    COMPLETED_WITHOUT_RETURN = "CompletedWithoutReturn"
    CANCELLED = "Cancelled"


class ReasonForMessage(StrEnum):
    """`messageInfo/reasonForMessage` of a supplying agency's message."""

    REQUEST_RESPONSE = "RequestResponse"
    STATUS_CHANGE = "StatusChange"
    CANCEL_RESPONSE = "CancelResponse"
    NOTIFICATION = "Notification"


class MessageStatus(StrEnum):
    """`messageStatus` of a confirmation."""

    OK = "OK"
    ERROR = "ERROR"


class ErrorType(StrEnum):
    """`errorData/errorType` of a confirmation."""

    UNSUPPORTED_ACTION = "UnsupportedActionType"
    UNRECOGNISED_VALUE = "UnrecognisedDataValue"
    BADLY_FORMED = "BadlyFormedMessage"


class AgencyAction(StrEnum):
    """`action` of a requesting agency's message."""

    CANCEL = "Cancel"
    RECEIVED = "Received"
    SHIPPED_RETURN = "ShippedReturn"
    NOTIFICATION = "Notification"


class ReasonUnfilled(StrEnum):
    """`messageInfo/reasonUnfilled`: the open code list of the ISO 18626 registry."""

    NOT_HELD = "NotHeld"
    NOT_ON_SHELF = "NotOnShelf"
    NON_CIRCULATING = "NonCirculating"
    NOT_AVAILABLE = "NotAvailableForILL"
    POOR_CONDITION = "PoorCondition"
    POLICY_PROBLEM = "PolicyProblem"


class DeclineReason(StrEnum):
    """Why the reader's own library does not pass a request on; never sent to a partner."""

    HELD_HERE = "held_here"
    LIMIT_REACHED = "limit_reached"
    NOT_IDENTIFIED = "not_identified"
    NOT_LENT_ABROAD = "not_lent_abroad"
    OTHER = "other"


class Asks(StrEnum):
    """What a librarian tells when taking a step."""

    SUPPLIER = "supplier"
    DECLINE_REASON = "decline_reason"
    ITEM = "item"
    REASON = "reason"
    METHOD = "method"
    DUE_ON = "due_on"
    TRACKING = "tracking"


INPUT: dict[Action, tuple[Asks, ...]] = {
    Action.SEND: (Asks.SUPPLIER,),
    Action.ASK_NEXT: (Asks.SUPPLIER,),
    Action.DECLINE: (Asks.DECLINE_REASON,),
    Action.WILL_SUPPLY: (Asks.ITEM,),
    Action.REFUSE: (Asks.REASON,),
    Action.SHIP: (Asks.METHOD, Asks.DUE_ON, Asks.TRACKING),
    Action.SHIP_RETURN: (Asks.METHOD, Asks.TRACKING),
}
