"""Messages: their order, and how what a library says is coded in ISO 18626 and read again."""

from dataclasses import dataclass
from enum import StrEnum

from library_exchange.loans.rules.codes import AgencyAction, Incoming, MessageType, ReasonForMessage, State, Status
from library_exchange.loans.rules.codes import SupplyingState as S

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


STATUS_OF: dict[State, Status] = {
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
AGENCY_ACTION = {
    IN.CANCEL: AgencyAction.CANCEL,
    IN.RECEIVED: AgencyAction.RECEIVED,
    IN.SHIPPED_RETURN: AgencyAction.SHIPPED_RETURN,
}
SAID_BY_STATUS = {
    Status.WILL_SUPPLY: IN.WILL_SUPPLY,
    Status.UNFILLED: IN.UNFILLED,
    Status.LOANED: IN.LOANED,
    Status.LOAN_COMPLETED: IN.LOAN_COMPLETED,
    Status.COMPLETED_WITHOUT_RETURN: IN.COMPLETED_WITHOUT_RETURN,
}


@dataclass(frozen=True)
class Form:
    """The coded part of an ISO 18626 message."""

    type: MessageType
    action: AgencyAction | None = None
    status: Status | None = None
    reason_for_message: ReasonForMessage | None = None
    answer_yes: bool | None = None


def form_of(said: Incoming, before: State, after: State) -> Form:
    """Return the coded form of what a library says when it goes from `before` to `after`.

    A supplying library always states its present status; its first word on a request is the RequestResponse.
    """
    if said is IN.REQUEST:
        return Form(MessageType.REQUEST)
    if said in AGENCY_ACTION:
        return Form(MessageType.REQUESTING, action=AGENCY_ACTION[said])
    reason = ReasonForMessage.REQUEST_RESPONSE if before == S.NEW else ReasonForMessage.STATUS_CHANGE
    answer = {IN.CANCEL_YES: True, IN.CANCEL_NO: False}.get(said)
    if answer is not None:
        reason = ReasonForMessage.CANCEL_RESPONSE
    return Form(MessageType.SUPPLYING, None, STATUS_OF[after], reason, answer)


def said_by(form: Form) -> Incoming | None:
    """Return what a coded `form` says; None if our procedure has no ear for it (it then changes nothing)."""
    if form.type is MessageType.REQUEST:
        return IN.REQUEST
    if form.type is MessageType.REQUESTING:
        return next((said for said, action in AGENCY_ACTION.items() if action == form.action), None)
    if form.reason_for_message is ReasonForMessage.CANCEL_RESPONSE:
        return IN.CANCEL_YES if form.answer_yes else IN.CANCEL_NO
    return SAID_BY_STATUS.get(form.status) if form.status else None
