"""What the page of a consignment says of the book of a loan that did not come as it should."""

from typing import Any

from library_exchange.core.i18n import _l
from library_exchange.loan_consignments.rules import Part
from library_exchange.shipping.rules.codes import LineState

NOT_THERE: dict[tuple[Part, LineState], Any] = {
    (Part.LOOKS, LineState.MISSING): _l(
        "“%(title)s” was not in the parcel. Look for it, then answer in the messages of its request."
    ),
    (Part.ASKS, LineState.MISSING): _l(
        "“%(title)s” was not in the parcel. Ask the partner in the messages of its request; if it turns up or is lost,"
        " say so there."
    ),
    (Part.LOOKS, LineState.WRONG): _l(
        "Another book lay in the parcel in place of “%(title)s”. Look for the right one, then answer in the messages of"
        " its request."
    ),
    (Part.ASKS, LineState.WRONG): _l(
        "Another book lay in the parcel in place of “%(title)s”. Agree in the messages of its request what becomes of"
        " both."
    ),
}
UNSETTLED: dict[Part, Any] = {
    Part.SETTLES: _l("“%(title)s” did not come as it should. Settle in its request what becomes of it."),
    Part.WAITS: _l("“%(title)s” did not come as it should. Its library settles in the request what becomes of it."),
    Part.GOES_ON: _l("“%(title)s” came damaged. That is noted in its request, and the loan goes on."),
}


def unsettled(part: Part, came: LineState, title: str) -> str:
    """Return what is to be done about a book that did not come as it should, and by whom."""
    return str(NOT_THERE.get((part, came)) or UNSETTLED[part]) % {"title": title}
