"""Messages: how what a library says is coded in ISO 18626."""

from dataclasses import dataclass, replace
from typing import ClassVar

from library_exchange.loans.rules.codes import DueState, Outgoing, State
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.standard_codes import AgencyAction, MessageType, Notice, ReasonForMessage, Status

OUT = Outgoing


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
    OUT.NOT_REFUSED: _lender_notes(Notice.NOT_REFUSED),
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
    OUT.NOT_RETURNED_DAMAGED: _lender_notes(Notice.NOT_RETURNED_DAMAGED),
    OUT.COPY_COMPLETED: _tells(Status.COPY_COMPLETED),
    OUT.LOAN_COMPLETED: _tells(Status.LOAN_COMPLETED),
    OUT.COMPLETED_WITHOUT_RETURN: _tells(Status.COMPLETED_WITHOUT_RETURN),
    OUT.NOT_COMPLETED: _lender_notes(Notice.NOT_COMPLETED),
    OUT.LOAN_CLOSED: _lender_notes(Notice.CLOSED),
}
"""How each thing that a step says is coded; what names no status of its own tells the present one."""


def form_of(said: Outgoing, state: State, due: DueState) -> MessageForm:
    """Return the coded form of what a library says; `state` and `due` are how its row stands after the step."""
    form = FORMS[said]
    if form.type is MessageType.SUPPLYING and form.status is None:
        return replace(form, status=current_status(state, due))
    return form
