"""What a librarian tells when taking a step."""

from enum import StrEnum

from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.standard_codes import ServiceType


class Asks(StrEnum):
    """What a librarian tells when taking a step."""

    SUPPLIER = "supplier"
    ASKS_ON = "asks_on"
    DECLINE_REASON = "decline_reason"
    ITEM = "item"
    BARCODE = "barcode"
    REASON = "reason"
    CONDITION = "condition"
    REASON_RETRY = "reason_retry"
    RETRY_AFTER = "retry_after"
    METHOD = "method"
    DUE_ON = "due_on"
    TRACKING = "tracking"
    RENEWAL_REFUSAL = "renewal_refusal"
    DAMAGE = "damage"
    COPY_FAULT = "copy_fault"
    HOLDER = "holder"
    SETTLEMENT = "settlement"
    SUM = "sum"
    CURRENCY = "currency"
    NOTE = "note"
    ANSWER = "answer"


INPUT: dict[Action, tuple[Asks, ...]] = {
    Action.SEND: (Asks.SUPPLIER, Asks.ASKS_ON),
    Action.ASK_NEXT: (Asks.SUPPLIER, Asks.ASKS_ON),
    Action.DECLINE: (Asks.DECLINE_REASON,),
    Action.ANSWER_LIBRARY: (Asks.ANSWER,),
    Action.NOTE_ANSWER: (Asks.ANSWER,),
    Action.WILL_SUPPLY: (Asks.ITEM,),
    Action.SET_CONDITION: (Asks.ITEM, Asks.CONDITION),
    Action.RETRY_LATER: (Asks.REASON_RETRY, Asks.RETRY_AFTER),
    Action.REFUSE: (Asks.REASON,),
    Action.SHIP: (Asks.METHOD, Asks.DUE_ON, Asks.TRACKING),
    Action.SEND_COPY: (Asks.METHOD, Asks.TRACKING),
    Action.REPORT_UNREADABLE: (Asks.COPY_FAULT,),
    Action.CORRECT_SHIPPING: (Asks.METHOD, Asks.TRACKING),
    Action.SHIP_RETURN: (Asks.METHOD, Asks.TRACKING),
    Action.CORRECT_RETURN: (Asks.METHOD, Asks.TRACKING),
    Action.FORWARD: (Asks.HOLDER, Asks.METHOD, Asks.TRACKING),
    Action.REPORT_DAMAGE: (Asks.DAMAGE,),
    Action.CHECK_IN_DAMAGED: (Asks.DAMAGE,),
    Action.RENEW_YES: (Asks.DUE_ON,),
    Action.RENEW_NO: (Asks.RENEWAL_REFUSAL,),
    Action.RECALL: (Asks.DUE_ON,),
    Action.RELEASE_RETURN: (Asks.DUE_ON,),
    Action.SETTLE: (Asks.SETTLEMENT,),
    Action.CLOSE_REQUEST: (Asks.NOTE,),
    Action.CLOSE_LOAN: (Asks.NOTE,),
}
MAY_TELL: dict[Action, tuple[Asks, ...]] = {
    Action.FOUND: (Asks.BARCODE,),
    Action.SETTLE: (Asks.SUM, Asks.CURRENCY),
}
"""What may be told with a step and may be left out, so that it is taken for several requests at once, too."""


def input_of(action: Action, service: ServiceType) -> tuple[Asks, ...]:
    """Return what a librarian tells when taking `action` on a request for `service`; a copy of pages holds no item."""
    left_out = (Asks.ITEM, Asks.BARCODE) if service is ServiceType.COPY else ()
    return tuple(asks for asks in (*INPUT.get(action, ()), *MAY_TELL.get(action, ())) if asks not in left_out)
