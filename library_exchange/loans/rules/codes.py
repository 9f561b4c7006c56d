"""Words of the procedure: sides, states, actions, what is said and heard, reasons."""

from enum import StrEnum


class Side(StrEnum):
    """Which of the two libraries a row belongs to."""

    REQUESTING = "requesting"
    SUPPLYING = "supplying"


class RequestingState(StrEnum):
    """Where a request stands at the library that asks."""

    REVIEW = "review"
    READER_ASKED = "reader_asked"
    SENT = "sent"
    CONDITION_PENDING = "condition_pending"
    RETRY_PENDING = "retry_pending"
    WILL_SUPPLY = "will_supply"
    REFUSED = "refused"
    CANCEL_PENDING = "cancel_pending"
    DELIVERED = "delivered"
    SHIPPED = "shipped"
    RECEIVED = "received"
    WITH_READER = "with_reader"
    TO_RETURN = "to_return"
    RETURN_SHIPPED = "return_shipped"
    FORWARDED = "forwarded"
    LOST_CLAIMED = "lost_claimed"
    DAMAGE_CLAIMED = "damage_claimed"
    COMPLETED = "completed"
    DECLINED = "declined"
    UNFILLED = "unfilled"
    CANCELLED = "cancelled"
    LOST = "lost"
    CLOSED = "closed"


class SupplyingState(StrEnum):
    """Where a request stands at the library that is asked."""

    NEW = "new"
    AWAITING_CONDITION = "awaiting_condition"
    TO_PICK = "to_pick"
    TO_SHIP = "to_ship"
    CANCEL_ASKED = "cancel_asked"
    SHIPPED = "shipped"
    ON_LOAN = "on_loan"
    RETURNING = "returning"
    LOST_CLAIMED = "lost_claimed"
    DAMAGE_CLAIMED = "damage_claimed"
    COMPLETED = "completed"
    COPY_COMPLETED = "copy_completed"
    UNFILLED = "unfilled"
    RETRY = "retry"
    CANCELLED = "cancelled"
    LOST = "lost"
    CLOSED = "closed"


State = RequestingState | SupplyingState


class DueState(StrEnum):
    """How a loan stands to its due date: an axis of its own, which moves no book and which a moving book moves."""

    NONE = "none"
    OK = "ok"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    RENEW_ASKED = "renew_asked"
    RECALLED = "recalled"
    HOLD_RETURN = "hold_return"


class DueEvent(StrEnum):
    """What happens to the due date of a loan; steps make it begin, change and end, the clock lets it come."""

    BEGINS = "begins"
    COMES_NEAR = "comes_near"
    PASSES = "passes"
    RENEWAL_ASKED = "renewal_asked"
    RENEWED = "renewed"
    RENEWAL_REFUSED = "renewal_refused"
    RENEWAL_WITHDRAWN = "renewal_withdrawn"
    IS_RECALLED = "is_recalled"
    IS_HELD = "is_held"
    ENDS = "ends"


class Action(StrEnum):
    """What people may do with a request."""

    SEND = "send"
    DECLINE = "decline"
    ASK_READER = "ask_reader"
    ANSWER_LIBRARY = "answer_library"
    NOTE_ANSWER = "note_answer"
    GO_ON_WITHOUT = "go_on_without"
    CANCEL = "cancel"
    ASK_NEXT = "ask_next"
    ASK_AGAIN = "ask_again"
    ASK_STATUS = "ask_status"
    WITHDRAW = "withdraw"
    CLOSE_UNFILLED = "close_unfilled"
    ACCEPT_CONDITION = "accept_condition"
    REJECT_CONDITION = "reject_condition"
    RECEIVE = "receive"
    REPORT_DAMAGE = "report_damage"
    CHECK_OUT = "check_out"
    RENEW = "renew"
    PATRON_RETURNED = "patron_returned"
    SHIP_RETURN = "ship_return"
    CORRECT_RETURN = "correct_return"
    FORWARD = "forward"
    REPORT_LOST = "report_lost"
    FOUND_AGAIN = "found_again"
    TURNED_UP = "turned_up"
    ACCEPT_COPY = "accept_copy"
    REPORT_UNREADABLE = "report_unreadable"
    CLOSE_REQUEST = "close_request"
    EXPECT = "expect"
    WILL_SUPPLY = "will_supply"
    SET_CONDITION = "set_condition"
    RETRY_LATER = "retry_later"
    REFUSE = "refuse"
    FOUND = "found"
    NOT_ON_SHELF = "not_on_shelf"
    SHIP = "ship"
    DELIVER_COPY = "deliver_copy"
    SEND_COPY = "send_copy"
    CORRECT_SHIPPING = "correct_shipping"
    CANCEL_YES = "cancel_yes"
    CANCEL_NO = "cancel_no"
    RENEW_YES = "renew_yes"
    RENEW_NO = "renew_no"
    RECALL = "recall"
    HOLD_RETURN = "hold_return"
    RELEASE_RETURN = "release_return"
    PARCEL_RETURNED = "parcel_returned"
    CHECK_IN = "check_in"
    CHECK_IN_DAMAGED = "check_in_damaged"
    SETTLE = "settle"
    WRITE_OFF = "write_off"
    CLOSE_LOAN = "close_loan"
    UNDO_DECLINE = "undo_decline"
    UNDO_CLOSE_UNFILLED = "undo_close_unfilled"
    UNDO_RECEIVE = "undo_receive"
    UNDO_REPORT_DAMAGE = "undo_report_damage"
    UNDO_CHECK_OUT = "undo_check_out"
    UNDO_RENEW = "undo_renew"
    UNDO_PATRON_RETURNED = "undo_patron_returned"
    UNDO_SHIP_RETURN = "undo_ship_return"
    UNDO_WILL_SUPPLY = "undo_will_supply"
    UNDO_FOUND = "undo_found"
    UNDO_REFUSE = "undo_refuse"
    UNDO_CHECK_IN = "undo_check_in"
    UNDO_CHECK_IN_DAMAGED = "undo_check_in_damaged"
    UNDO_SETTLE = "undo_settle"
    UNDO_WRITE_OFF = "undo_write_off"


class Incoming(StrEnum):
    """What a message says to the library that reads it."""

    REQUEST = "request"
    STATUS_REQUEST = "says_status_request"
    CANCEL = "says_cancel"
    WITHDRAWN = "says_withdrawn"
    CONDITION_ACCEPTED = "says_condition_accepted"
    CONDITION_REJECTED = "says_condition_rejected"
    RECEIVED = "says_received"
    NOT_RECEIVED = "says_not_received"
    ARRIVED_DAMAGED = "says_arrived_damaged"
    DAMAGED_ON_LOAN = "says_damaged_on_loan"
    DAMAGE_WITHDRAWN = "says_damage_withdrawn"
    RENEW = "says_renew"
    RENEWAL_WITHDRAWN = "says_renewal_withdrawn"
    SHIPPED_RETURN = "says_shipped_return"
    NOT_SENT_BACK = "says_not_sent_back"
    RETURN_TRACKING = "says_return_tracking"
    SHIPPED_FORWARD = "says_shipped_forward"
    LOST = "says_lost"
    FOUND_AGAIN = "says_found_again"
    UNREADABLE = "says_unreadable"
    REQUEST_CLOSED = "says_request_closed"
    REQUEST_RECEIVED = "says_request_received"
    STATUS = "says_status"
    EXPECT = "says_expect"
    WILL_SUPPLY = "says_will_supply"
    NOT_PROMISED = "says_not_promised"
    CONDITION = "says_condition"
    RETRY = "says_retry"
    UNFILLED = "says_unfilled"
    NOT_REFUSED = "says_not_refused"
    LOANED = "says_loaned"
    TRACKING = "says_tracking"
    PARCEL_RETURNED = "says_parcel_returned"
    CANCEL_YES = "says_cancel_yes"
    CANCEL_NO = "says_cancel_no"
    OVERDUE = "says_overdue"
    RENEW_YES = "says_renew_yes"
    RENEW_NO = "says_renew_no"
    RECALLED = "says_recalled"
    HOLD_RETURN = "says_hold_return"
    RELEASE_RETURN = "says_release_return"
    RETURNED_DAMAGED = "says_returned_damaged"
    NOT_RETURNED_DAMAGED = "says_not_returned_damaged"
    COPY_COMPLETED = "says_copy_completed"
    LOAN_COMPLETED = "says_loan_completed"
    COMPLETED_WITHOUT_RETURN = "says_completed_without_return"
    NOT_COMPLETED = "says_not_completed"
    LOAN_CLOSED = "says_loan_closed"


TO_REQUESTING = (
    *(Incoming.REQUEST_RECEIVED, Incoming.STATUS, Incoming.EXPECT, Incoming.WILL_SUPPLY, Incoming.NOT_PROMISED),
    *(Incoming.CONDITION, Incoming.RETRY, Incoming.UNFILLED, Incoming.NOT_REFUSED, Incoming.LOANED),
    *(Incoming.TRACKING, Incoming.PARCEL_RETURNED, Incoming.CANCEL_YES, Incoming.CANCEL_NO, Incoming.OVERDUE),
    *(Incoming.RENEW_YES, Incoming.RENEW_NO, Incoming.RECALLED, Incoming.HOLD_RETURN, Incoming.RELEASE_RETURN),
    *(Incoming.RETURNED_DAMAGED, Incoming.NOT_RETURNED_DAMAGED),
    *(Incoming.LOAN_COMPLETED, Incoming.COMPLETED_WITHOUT_RETURN),
    *(Incoming.COPY_COMPLETED, Incoming.NOT_COMPLETED, Incoming.LOAN_CLOSED),
)
TO_SUPPLYING = tuple(message for message in Incoming if message not in TO_REQUESTING)
READ_BY: dict[Side, tuple[Incoming, ...]] = {Side.REQUESTING: TO_REQUESTING, Side.SUPPLYING: TO_SUPPLYING}
"""What each side may be told."""


class Outgoing(StrEnum):
    """What a step says to the partner; `rules/messages.py` gives each its form in ISO 18626."""

    REQUEST = "request"
    STATUS_REQUEST = "status_request"
    CANCEL = "cancel"
    WITHDRAWN = "withdrawn"
    CONDITION_ACCEPTED = "condition_accepted"
    CONDITION_REJECTED = "condition_rejected"
    RECEIVED = "received"
    NOT_RECEIVED = "not_received"
    ARRIVED_DAMAGED = "arrived_damaged"
    DAMAGED_ON_LOAN = "damaged_on_loan"
    DAMAGE_WITHDRAWN = "damage_withdrawn"
    RENEW = "renew"
    RENEWAL_WITHDRAWN = "renewal_withdrawn"
    SHIPPED_RETURN = "shipped_return"
    NOT_SENT_BACK = "not_sent_back"
    RETURN_TRACKING = "return_tracking"
    SHIPPED_FORWARD = "shipped_forward"
    LOST = "lost"
    FOUND_AGAIN = "found_again"
    UNREADABLE = "unreadable"
    REQUEST_CLOSED = "request_closed"
    REQUEST_RECEIVED = "request_received"
    STATUS = "status"
    EXPECT = "expect"
    WILL_SUPPLY = "will_supply"
    NOT_PROMISED = "not_promised"
    CONDITION = "condition"
    RETRY = "retry"
    UNFILLED = "unfilled"
    UNFILLED_AFTER_ALL = "unfilled_after_all"
    NOT_REFUSED = "not_refused"
    LOANED = "loaned"
    TRACKING = "tracking"
    PARCEL_RETURNED = "parcel_returned"
    CANCEL_YES = "cancel_yes"
    CANCEL_NO = "cancel_no"
    OVERDUE = "overdue"
    RENEW_YES = "renew_yes"
    RENEW_NO = "renew_no"
    RECALLED = "recalled"
    HOLD_RETURN = "hold_return"
    RELEASE_RETURN = "release_return"
    RETURNED_DAMAGED = "returned_damaged"
    NOT_RETURNED_DAMAGED = "not_returned_damaged"
    COPY_COMPLETED = "copy_completed"
    LOAN_COMPLETED = "loan_completed"
    COMPLETED_WITHOUT_RETURN = "completed_without_return"
    NOT_COMPLETED = "not_completed"
    LOAN_CLOSED = "loan_closed"


class DeclineReason(StrEnum):
    """Why the reader's own library does not pass a request on; never sent to a partner."""

    HELD_HERE = "held_here"
    LIMIT_REACHED = "limit_reached"
    NOT_IDENTIFIED = "not_identified"
    NOT_LENT_ABROAD = "not_lent_abroad"
    OTHER = "other"


class OwnCopy(StrEnum):
    """Why another library is asked for a book that the own one has; never sent to a partner."""

    LENT_OUT = "lent_out"
    NOT_LENT = "not_lent"
    OTHER_EDITION = "other_edition"
    NOT_FOUND = "not_found"
    CANNOT_WAIT = "cannot_wait"


class RenewalRefusal(StrEnum):
    """Why a library does not renew a loan; the standard has no place for it, so that it travels as a code of ours."""

    WANTED_HERE = "wanted_here"
    RENEWED_ENOUGH = "renewed_enough"
    LENT_BRIEFLY = "lent_briefly"
    OTHER = "other"


FINAL_REFUSALS = frozenset({RenewalRefusal.WANTED_HERE, RenewalRefusal.RENEWED_ENOUGH, RenewalRefusal.LENT_BRIEFLY})
"""Refusals of a renewal after which its reader asks no more: the same answer would come. Her library still may."""


class Damage(StrEnum):
    """What is wrong with a book that arrived or came back damaged; a code, so that it needs no translator."""

    BINDING = "binding"
    TORN = "torn"
    PAGES_MISSING = "pages_missing"
    WET = "wet"
    STAINED = "stained"
    WRITTEN_IN = "written_in"
    OTHER = "other"


class CopyFault(StrEnum):
    """What is wrong with a copy that was delivered; a code, so that it needs no translator."""

    ILLEGIBLE = "illegible"
    PAGES_MISSING = "pages_missing"
    WRONG_PART = "wrong_part"
    NOT_OPENING = "not_opening"
    NOT_ARRIVED = "not_arrived"


class Settlement(StrEnum):
    """How two libraries have settled a book that was lost or damaged."""

    REPLACED = "replaced"
    PAID = "paid"
    WAIVED = "waived"
    REPAIRED = "repaired"


HAS_A_SUM = frozenset({Settlement.PAID, Settlement.REPAIRED})
"""Settlements of which a sum may be told: what was paid, or what the repair cost."""
