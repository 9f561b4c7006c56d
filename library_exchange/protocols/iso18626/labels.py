"""Names of what goes over the wire: editions, systems, what a document says, how it was confirmed."""

from collections.abc import Iterable, Mapping
from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.loans.labels.code_names import STATUSES
from library_exchange.loans.rules.standard_codes import AgencyAction, ErrorType, Notice, ReasonForMessage, Status
from library_exchange.protocols.iso18626.models import Direction
from library_exchange.protocols.iso18626.rules.layouts import Edition
from library_exchange.protocols.iso18626.rules.shims import Shim

Text = Any

EDITIONS: dict[Edition, Text] = {
    Edition.E2017: _l("2017 (version 1.2)"),
    Edition.E2021: _l("2021 (version 2021-2)"),
}
SHIMS: dict[Shim, Text] = {
    Shim.NONE: _l("the standard and nothing else"),
    Shim.RESHARE: _l("ReShare: conditions are answered in notes"),
    Shim.ALMA: _l("Alma: conditions are answered by ACCEPT and REJECT"),
    Shim.BRIDGE: _l("another node of this service"),
}
DIRECTIONS: dict[Direction, Text] = {Direction.OUT: _pl("message", "sent"), Direction.IN: _pl("message", "received")}
ACTIONS: dict[AgencyAction, Text] = {
    AgencyAction.STATUS_REQUEST: _l("asks how it stands"),
    AgencyAction.RECEIVED: _l("has received the book"),
    AgencyAction.CANCEL: _l("asks to cancel"),
    AgencyAction.RENEW: _l("asks to renew"),
    AgencyAction.SHIPPED_RETURN: _l("has sent the book back"),
    AgencyAction.SHIPPED_FORWARD: _l("has sent the book on to a third library"),
    AgencyAction.LOST: _l("reports the book as lost"),
    AgencyAction.NOTIFICATION: _l("writes a note"),
}
NOTICES: dict[Notice, Text] = {
    Notice.WITHDRAWN: _l("asks another library; no answer is needed any more"),
    Notice.NOT_PROMISED: _l("takes the promise back"),
    Notice.NOT_REFUSED: _l("takes the refusal back"),
    Notice.NOT_RECEIVED: _l("has not received the book after all"),
    Notice.NOT_SENT_BACK: _l("has not sent the book back after all"),
    Notice.NOT_COMPLETED: _l("has not ended the loan after all"),
    Notice.CONDITION_ACCEPTED: _l("accepts the condition"),
    Notice.CONDITION_REJECTED: _l("does not accept the condition"),
    Notice.ARRIVED_DAMAGED: _l("says that the book arrived damaged"),
    Notice.DAMAGED_ON_LOAN: _l("says that damage was found while it has the book"),
    Notice.DAMAGE_WITHDRAWN: _l("takes its damage report back"),
    Notice.RENEWAL_WITHDRAWN: _l("does not need to renew any more"),
    Notice.RETURNED_DAMAGED: _l("says that the book came back damaged"),
    Notice.NOT_RETURNED_DAMAGED: _l("takes back that the book came back damaged"),
    Notice.FOUND_AGAIN: _l("has found the lost book"),
    Notice.PARCEL_RETURNED: _l("says that the parcel came back"),
    Notice.TRACKING: _l("corrects the number of the parcel"),
    Notice.CLOSED: _l("has closed its side by hand"),
}


def _by_code(names: Mapping[Any, Text]) -> dict[str, Text]:
    return {str(code): name for code, name in names.items()}


SAID: Mapping[str, Text] = {
    "New": _l("asks for the book"),
    "Retry": _l("asks for the book once more"),
    "Reminder": _l("reminds of the request"),
    "Reminded": _l("answers the reminder"),
    str(ReasonForMessage.REQUEST_RESPONSE): _l("answers the request"),
    str(ReasonForMessage.STATUS_REQUEST_RESPONSE): _l("says how it stands"),
    str(ReasonForMessage.RENEW_RESPONSE): _l("answers the wish to renew"),
    str(ReasonForMessage.CANCEL_RESPONSE): _l("answers the wish to cancel"),
    str(ReasonForMessage.STATUS_CHANGE): _l("tells of a change"),
    **_by_code(STATUSES),
    **_by_code(ACTIONS),
    **_by_code(NOTICES),
}
"""What a document says, by its code; the library's name stands before it."""
STANDARD: Mapping[str, Text] = {**_by_code(STATUSES), **_by_code(ACTIONS)}
"""What the standard lets a supplying and a requesting system say."""
NEVER: tuple[tuple[Direction, Iterable[Any], Text], ...] = (
    (Direction.OUT, Status, _l("Never told by us when we supply")),
    (Direction.IN, Status, _l("Never told by the partner when it supplies")),
    (Direction.OUT, AgencyAction, _l("Never told by us when we borrow")),
    (Direction.IN, AgencyAction, _l("Never told by the partner when it borrows")),
)
ERRORS: dict[ErrorType, Text] = {
    ErrorType.UNSUPPORTED_ACTION: _l("this step is not known there"),
    ErrorType.UNSUPPORTED_REASON: _l("this kind of message is not known there"),
    ErrorType.UNRECOGNISED_VALUE: _l("a number or a name in it is not known there"),
    ErrorType.BADLY_FORMED: _l("the document could not be read there"),
}
TO_SEE_TO = _l("See what the partner's system has refused")


def said(code: str) -> Text:
    """Return what a document says, the code itself for one that we do not know."""
    return SAID.get(code, code)
