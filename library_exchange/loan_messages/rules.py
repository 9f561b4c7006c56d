"""Messages that come: their order, what their codes say, and how they are confirmed."""

from dataclasses import dataclass
from enum import StrEnum

from library_exchange.loans.rules.codes import Incoming
from library_exchange.loans.rules.messages import MessageForm
from library_exchange.loans.rules.standard_codes import (
    AgencyAction,
    ErrorType,
    MessageStatus,
    MessageType,
    Notice,
    ReasonForMessage,
    Status,
)

IN = Incoming


class Arrival(StrEnum):
    """What to do with a numbered message."""

    APPLY = "apply"
    DUPLICATE = "duplicate"
    EARLY = "early"


def arrival(number: int, last_applied: int) -> Arrival:
    """Tell whether message `number` (from 1) is the next one after `last_applied`, an old one or too early."""
    if number <= last_applied:
        return Arrival.DUPLICATE
    return Arrival.APPLY if number == last_applied + 1 else Arrival.EARLY


SAID_BY_ACTION = {
    AgencyAction.STATUS_REQUEST: IN.STATUS_REQUEST,
    AgencyAction.CANCEL: IN.CANCEL,
    AgencyAction.RECEIVED: IN.RECEIVED,
    AgencyAction.RENEW: IN.RENEW,
    AgencyAction.SHIPPED_RETURN: IN.SHIPPED_RETURN,
    AgencyAction.SHIPPED_FORWARD: IN.SHIPPED_FORWARD,
    AgencyAction.LOST: IN.LOST,
}
SAID_BY_STATUS = {
    Status.REQUEST_RECEIVED: IN.REQUEST_RECEIVED,
    Status.EXPECT_TO_SUPPLY: IN.EXPECT,
    Status.WILL_SUPPLY: IN.WILL_SUPPLY,
    Status.LOANED: IN.LOANED,
    Status.OVERDUE: IN.OVERDUE,
    Status.RECALLED: IN.RECALLED,
    Status.RETRY_POSSIBLE: IN.RETRY,
    Status.UNFILLED: IN.UNFILLED,
    Status.HOLD_RETURN: IN.HOLD_RETURN,
    Status.RELEASE_HOLD_RETURN: IN.RELEASE_RETURN,
    Status.COPY_COMPLETED: IN.COPY_COMPLETED,
    Status.LOAN_COMPLETED: IN.LOAN_COMPLETED,
    Status.COMPLETED_WITHOUT_RETURN: IN.COMPLETED_WITHOUT_RETURN,
}
SAID_BY_ASKERS_NOTICE = {
    Notice.WITHDRAWN: IN.WITHDRAWN,
    Notice.CONDITION_ACCEPTED: IN.CONDITION_ACCEPTED,
    Notice.CONDITION_REJECTED: IN.CONDITION_REJECTED,
    Notice.NOT_RECEIVED: IN.NOT_RECEIVED,
    Notice.ARRIVED_DAMAGED: IN.ARRIVED_DAMAGED,
    Notice.DAMAGED_ON_LOAN: IN.DAMAGED_ON_LOAN,
    Notice.DAMAGE_WITHDRAWN: IN.DAMAGE_WITHDRAWN,
    Notice.RENEWAL_WITHDRAWN: IN.RENEWAL_WITHDRAWN,
    Notice.NOT_SENT_BACK: IN.NOT_SENT_BACK,
    Notice.TRACKING: IN.RETURN_TRACKING,
    Notice.FOUND_AGAIN: IN.FOUND_AGAIN,
    Notice.UNREADABLE: IN.UNREADABLE,
    Notice.CLOSED: IN.REQUEST_CLOSED,
}
SAID_BY_LENDERS_NOTICE = {
    Notice.NOT_PROMISED: IN.NOT_PROMISED,
    Notice.NOT_REFUSED: IN.NOT_REFUSED,
    Notice.TRACKING: IN.TRACKING,
    Notice.PARCEL_RETURNED: IN.PARCEL_RETURNED,
    Notice.RETURNED_DAMAGED: IN.RETURNED_DAMAGED,
    Notice.NOT_RETURNED_DAMAGED: IN.NOT_RETURNED_DAMAGED,
    Notice.NOT_COMPLETED: IN.NOT_COMPLETED,
    Notice.CLOSED: IN.LOAN_CLOSED,
}


def said_by(form: MessageForm) -> Incoming | None:
    """Return what a coded `form` says; None if our procedure has no ear for it (it then changes nothing)."""
    if form.type is MessageType.REQUEST:
        return IN.REQUEST
    if form.type is MessageType.REQUESTING:
        if form.action is AgencyAction.NOTIFICATION:
            return SAID_BY_ASKERS_NOTICE.get(form.notice) if form.notice else None
        return SAID_BY_ACTION.get(form.action) if form.action else None
    return _said_by_lender(form)


def _said_by_lender(form: MessageForm) -> Incoming | None:
    match form.reason_for_message:
        case ReasonForMessage.CANCEL_RESPONSE:
            return IN.CANCEL_YES if form.answer_yes else IN.CANCEL_NO
        case ReasonForMessage.RENEW_RESPONSE:
            return IN.RENEW_YES if form.answer_yes else IN.RENEW_NO
        case ReasonForMessage.STATUS_REQUEST_RESPONSE:
            return IN.STATUS
        case ReasonForMessage.NOTIFICATION:
            return SAID_BY_LENDERS_NOTICE.get(form.notice) if form.notice else None
    if form.is_conditional:
        return IN.CONDITION
    return SAID_BY_STATUS.get(form.status) if form.status else None


@dataclass(frozen=True)
class Confirmation:
    """What the sender of a message is answered at once: that it was taken, or what is wrong with it."""

    status: MessageStatus
    error: ErrorType | None = None
    text: str | None = None


TAKEN = Confirmation(MessageStatus.OK)


def refused(error: ErrorType, text: str) -> Confirmation:
    """Return the confirmation that tells an `error`, with an English `text` for people."""
    return Confirmation(MessageStatus.ERROR, error, text)
