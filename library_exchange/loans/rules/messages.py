"""Messages: their order, and how what a library says is coded in ISO 18626, read again and confirmed."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from library_exchange.loans.rules.codes import DueState, Incoming, Outgoing, State
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.standard_codes import (
    AgencyAction,
    ErrorType,
    MessageStatus,
    MessageType,
    Notice,
    ReasonForMessage,
    Status,
)

IN, OUT = Incoming, Outgoing


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


STATUS_OF: dict[S, Status] = {
    S.NEW: Status.REQUEST_RECEIVED,
    S.AWAITING_CONDITION: Status.WILL_SUPPLY,
    S.TO_PICK: Status.WILL_SUPPLY,
    S.TO_SHIP: Status.WILL_SUPPLY,
    S.CANCEL_ASKED: Status.WILL_SUPPLY,
    S.SHIPPED: Status.LOANED,
    S.ON_LOAN: Status.LOANED,
    S.RETURNING: Status.LOANED,
    S.LOST_CLAIMED: Status.LOANED,
    S.DAMAGE_CLAIMED: Status.LOANED,
    S.COMPLETED: Status.LOAN_COMPLETED,
    S.COPY_COMPLETED: Status.COPY_COMPLETED,
    S.UNFILLED: Status.UNFILLED,
    S.RETRY: Status.RETRY_POSSIBLE,
    S.CANCELLED: Status.CANCELLED,
    S.LOST: Status.COMPLETED_WITHOUT_RETURN,
    S.CLOSED: Status.COMPLETED_WITHOUT_RETURN,
}
STATUS_OF_DUE: dict[DueState, Status] = {
    DueState.OVERDUE: Status.OVERDUE,
    DueState.RECALLED: Status.RECALLED,
    DueState.HOLD_RETURN: Status.HOLD_RETURN,
}
"""What is more to the point than where the book is, as long as the book is out."""


def current_status(state: State, due: DueState) -> Status:
    """Return the status of a request at the supplying library that stands in `state`, and its due date as `due`.

    Raises TypeError for a state of the requesting library, which has no status to tell.
    """
    if not isinstance(state, S):
        raise TypeError(f"{state!r} is no state of a supplying library")
    return STATUS_OF_DUE.get(due) or STATUS_OF[state]


@dataclass(frozen=True)
class MessageForm:
    """The coded part of an ISO 18626 message; one that comes in with anything else is not understood.

    `is_conditional` tells a promise on a condition (the message names it) from a plain one. `notice` is a code of ours
    for what the standard has no word for: it travels as a Notification, which moves nothing in systems that do not
    know the code.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    type: MessageType
    action: AgencyAction | None = None
    status: Status | None = None
    reason_for_message: ReasonForMessage | None = None
    answer_yes: bool | None = None
    is_conditional: bool | None = None
    notice: Notice | None = None


def _asks(action: AgencyAction) -> MessageForm:
    return MessageForm(MessageType.REQUESTING, action=action)


def _asker_notes(notice: Notice) -> MessageForm:
    return MessageForm(MessageType.REQUESTING, action=AgencyAction.NOTIFICATION, notice=notice)


def _tells(status: Status, reason: ReasonForMessage = ReasonForMessage.STATUS_CHANGE) -> MessageForm:
    return MessageForm(MessageType.SUPPLYING, status=status, reason_for_message=reason)


def _answers(status: Status) -> MessageForm:
    return _tells(status, ReasonForMessage.REQUEST_RESPONSE)


def _responds(reason: ReasonForMessage, is_yes: bool | None = None) -> MessageForm:
    return MessageForm(MessageType.SUPPLYING, reason_for_message=reason, answer_yes=is_yes)


def _lender_notes(notice: Notice) -> MessageForm:
    return MessageForm(MessageType.SUPPLYING, reason_for_message=ReasonForMessage.NOTIFICATION, notice=notice)


FORMS: dict[Outgoing, MessageForm] = {
    OUT.REQUEST: MessageForm(MessageType.REQUEST),
    OUT.STATUS_REQUEST: _asks(AgencyAction.STATUS_REQUEST),
    OUT.CANCEL: _asks(AgencyAction.CANCEL),
    OUT.WITHDRAWN: _asker_notes(Notice.WITHDRAWN),
    OUT.CONDITION_ACCEPTED: _asker_notes(Notice.CONDITION_ACCEPTED),
    OUT.CONDITION_REJECTED: _asker_notes(Notice.CONDITION_REJECTED),
    OUT.RECEIVED: _asks(AgencyAction.RECEIVED),
    OUT.NOT_RECEIVED: _asker_notes(Notice.NOT_RECEIVED),
    OUT.ARRIVED_DAMAGED: _asker_notes(Notice.ARRIVED_DAMAGED),
    OUT.DAMAGED_ON_LOAN: _asker_notes(Notice.DAMAGED_ON_LOAN),
    OUT.DAMAGE_WITHDRAWN: _asker_notes(Notice.DAMAGE_WITHDRAWN),
    OUT.RENEW: _asks(AgencyAction.RENEW),
    OUT.RENEWAL_WITHDRAWN: _asker_notes(Notice.RENEWAL_WITHDRAWN),
    OUT.SHIPPED_RETURN: _asks(AgencyAction.SHIPPED_RETURN),
    OUT.NOT_SENT_BACK: _asker_notes(Notice.NOT_SENT_BACK),
    OUT.RETURN_TRACKING: _asker_notes(Notice.TRACKING),
    OUT.SHIPPED_FORWARD: _asks(AgencyAction.SHIPPED_FORWARD),
    OUT.LOST: _asks(AgencyAction.LOST),
    OUT.FOUND_AGAIN: _asker_notes(Notice.FOUND_AGAIN),
    OUT.UNREADABLE: _asker_notes(Notice.UNREADABLE),
    OUT.REQUEST_CLOSED: _asker_notes(Notice.CLOSED),
    OUT.REQUEST_RECEIVED: _answers(Status.REQUEST_RECEIVED),
    OUT.STATUS: _responds(ReasonForMessage.STATUS_REQUEST_RESPONSE),
    OUT.EXPECT: _answers(Status.EXPECT_TO_SUPPLY),
    OUT.WILL_SUPPLY: _answers(Status.WILL_SUPPLY),
    OUT.NOT_PROMISED: _lender_notes(Notice.NOT_PROMISED),
    OUT.CONDITION: replace(_answers(Status.WILL_SUPPLY), is_conditional=True),
    OUT.RETRY: _answers(Status.RETRY_POSSIBLE),
    OUT.UNFILLED: _answers(Status.UNFILLED),
    OUT.UNFILLED_AFTER_ALL: _tells(Status.UNFILLED),
    OUT.LOANED: _tells(Status.LOANED),
    OUT.TRACKING: _lender_notes(Notice.TRACKING),
    OUT.PARCEL_RETURNED: _lender_notes(Notice.PARCEL_RETURNED),
    OUT.CANCEL_YES: _responds(ReasonForMessage.CANCEL_RESPONSE, True),
    OUT.CANCEL_NO: _responds(ReasonForMessage.CANCEL_RESPONSE, False),
    OUT.OVERDUE: _tells(Status.OVERDUE),
    OUT.RENEW_YES: _responds(ReasonForMessage.RENEW_RESPONSE, True),
    OUT.RENEW_NO: _responds(ReasonForMessage.RENEW_RESPONSE, False),
    OUT.RECALLED: _tells(Status.RECALLED),
    OUT.HOLD_RETURN: _tells(Status.HOLD_RETURN),
    OUT.RELEASE_RETURN: _tells(Status.RELEASE_HOLD_RETURN),
    OUT.RETURNED_DAMAGED: _lender_notes(Notice.RETURNED_DAMAGED),
    OUT.COPY_COMPLETED: _tells(Status.COPY_COMPLETED),
    OUT.LOAN_COMPLETED: _tells(Status.LOAN_COMPLETED),
    OUT.COMPLETED_WITHOUT_RETURN: _tells(Status.COMPLETED_WITHOUT_RETURN),
    OUT.NOT_COMPLETED: _lender_notes(Notice.NOT_COMPLETED),
    OUT.LOAN_CLOSED: _lender_notes(Notice.CLOSED),
}
"""How each thing that a step says is coded; what names no status of its own tells the present one."""
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
    Notice.TRACKING: IN.TRACKING,
    Notice.PARCEL_RETURNED: IN.PARCEL_RETURNED,
    Notice.RETURNED_DAMAGED: IN.RETURNED_DAMAGED,
    Notice.NOT_COMPLETED: IN.NOT_COMPLETED,
    Notice.CLOSED: IN.LOAN_CLOSED,
}


def form_of(said: Outgoing, state: State, due: DueState) -> MessageForm:
    """Return the coded form of what a library says; `state` and `due` are how its row stands after the step."""
    form = FORMS[said]
    if form.type is MessageType.SUPPLYING and form.status is None:
        return replace(form, status=current_status(state, due))
    return form


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
