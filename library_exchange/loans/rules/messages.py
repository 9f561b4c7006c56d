"""Messages: their order, and how what a library says is coded in ISO 18626, read again and confirmed."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from library_exchange.loans.rules.codes import (
    AgencyAction,
    DueState,
    ErrorType,
    Incoming,
    MessageStatus,
    MessageType,
    Outgoing,
    ReasonForMessage,
    State,
    Status,
)
from library_exchange.loans.rules.codes import SupplyingState as S

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
    S.TO_PICK: Status.WILL_SUPPLY,
    S.TO_SHIP: Status.WILL_SUPPLY,
    S.CANCEL_ASKED: Status.WILL_SUPPLY,
    S.SHIPPED: Status.LOANED,
    S.ON_LOAN: Status.LOANED,
    S.RETURNING: Status.LOANED,
    S.COMPLETED: Status.LOAN_COMPLETED,
    S.UNFILLED: Status.UNFILLED,
    S.CANCELLED: Status.CANCELLED,
    S.LOST: Status.COMPLETED_WITHOUT_RETURN,
}
STATUS_OF_DUE: dict[DueState, Status] = {DueState.OVERDUE: Status.OVERDUE}
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

    `takes_back` is a code of ours: the sender takes back what it told last. The standard has no word for it, so it
    travels as a Notification, which moves nothing in systems that do not know the code.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    type: MessageType
    action: AgencyAction | None = None
    status: Status | None = None
    reason_for_message: ReasonForMessage | None = None
    answer_yes: bool | None = None
    takes_back: bool | None = None


def _asks(action: AgencyAction) -> MessageForm:
    return MessageForm(MessageType.REQUESTING, action=action)


def _tells(status: Status, reason: ReasonForMessage = ReasonForMessage.STATUS_CHANGE) -> MessageForm:
    return MessageForm(MessageType.SUPPLYING, status=status, reason_for_message=reason)


def _answers_cancel(is_yes: bool) -> MessageForm:
    return MessageForm(MessageType.SUPPLYING, reason_for_message=ReasonForMessage.CANCEL_RESPONSE, answer_yes=is_yes)


FORMS: dict[Outgoing, MessageForm] = {
    OUT.REQUEST: MessageForm(MessageType.REQUEST),
    OUT.CANCEL: _asks(AgencyAction.CANCEL),
    OUT.RECEIVED: _asks(AgencyAction.RECEIVED),
    OUT.SHIPPED_RETURN: _asks(AgencyAction.SHIPPED_RETURN),
    OUT.WILL_SUPPLY: _tells(Status.WILL_SUPPLY, ReasonForMessage.REQUEST_RESPONSE),
    OUT.UNFILLED: _tells(Status.UNFILLED, ReasonForMessage.REQUEST_RESPONSE),
    OUT.UNFILLED_AFTER_ALL: _tells(Status.UNFILLED),
    OUT.LOANED: _tells(Status.LOANED),
    OUT.CANCEL_YES: _answers_cancel(True),
    OUT.CANCEL_NO: _answers_cancel(False),
    OUT.LOAN_COMPLETED: _tells(Status.LOAN_COMPLETED),
    OUT.COMPLETED_WITHOUT_RETURN: _tells(Status.COMPLETED_WITHOUT_RETURN),
    OUT.NOT_RECEIVED: MessageForm(MessageType.REQUESTING, action=AgencyAction.NOTIFICATION, takes_back=True),
    OUT.NOT_COMPLETED: MessageForm(
        MessageType.SUPPLYING, reason_for_message=ReasonForMessage.NOTIFICATION, takes_back=True
    ),
}
"""How each thing that a step says is coded; what names no status of its own tells the present one."""
SAID_BY_ACTION = {
    AgencyAction.CANCEL: IN.CANCEL,
    AgencyAction.RECEIVED: IN.RECEIVED,
    AgencyAction.SHIPPED_RETURN: IN.SHIPPED_RETURN,
}
SAID_BY_STATUS = {
    Status.WILL_SUPPLY: IN.WILL_SUPPLY,
    Status.UNFILLED: IN.UNFILLED,
    Status.LOANED: IN.LOANED,
    Status.LOAN_COMPLETED: IN.LOAN_COMPLETED,
    Status.COMPLETED_WITHOUT_RETURN: IN.COMPLETED_WITHOUT_RETURN,
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
    if form.takes_back:
        return IN.NOT_RECEIVED if form.type is MessageType.REQUESTING else IN.NOT_COMPLETED
    if form.type is MessageType.REQUESTING:
        return SAID_BY_ACTION.get(form.action) if form.action else None
    if form.reason_for_message is ReasonForMessage.CANCEL_RESPONSE:
        return IN.CANCEL_YES if form.answer_yes else IN.CANCEL_NO
    if form.reason_for_message is ReasonForMessage.NOTIFICATION:
        return None
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
