"""What the page of a consignment says of the book of a loan that did not come as it should."""

from typing import Any

from library_exchange.core.i18n import _, _l
from library_exchange.loan_consignments.rules import Deed
from library_exchange.shipping.rules.codes import LineState

NOT_THERE: dict[tuple[Deed, LineState], Any] = {
    (Deed.LOOKS, LineState.MISSING): _l(
        "“%(title)s” was not in the parcel. Look for it, then answer in the messages of its request."
    ),
    (Deed.ASKS, LineState.MISSING): _l(
        "“%(title)s” was not in the parcel. Ask the partner in the messages of its request; if it turns up or is lost,"
        " say so there."
    ),
    (Deed.LOOKS, LineState.WRONG): _l(
        "Another book lay in the parcel in place of “%(title)s”. Look for the right one, then answer in the messages of"
        " its request."
    ),
    (Deed.ASKS, LineState.WRONG): _l(
        "Another book lay in the parcel in place of “%(title)s”. Agree in the messages of its request what becomes of"
        " both."
    ),
}
UNSETTLED: dict[Deed, Any] = {
    Deed.SETTLES: _l("“%(title)s” did not come as it should. Settle in its request what becomes of it."),
    Deed.WAITS: _l("“%(title)s” did not come as it should. Its library settles in the request what becomes of it."),
    Deed.GOES_ON: _l("“%(title)s” came damaged. That is noted in its request, and the loan goes on."),
}


def unsettled(deed: Deed, came: LineState, title: str) -> str:
    """Return what is to be done about a book that did not come as it should, and by whom."""
    return str(NOT_THERE.get((deed, came)) or UNSETTLED[deed]) % {"title": title}


GOES_UNREAD = _l(
    "The book waits for its reader, who has not fetched it. She will read that it was sent back and that she did not"
    " have it. Put it into a consignment only if she does not want it any more."
)
"""What is asked before a book that waits for its reader is put into a consignment that goes home."""


def goes_unread(title: str, number: str) -> str:
    """Return what is confirmed apart of a book that waits for its reader, before its consignment is handed over."""
    return _(
        "“%(title)s” (request %(number)s) waits for its reader, who has not fetched it. It goes back all the same, and"
        " she reads that she did not have it. If it is to stay, take it out of the consignment on the page of its"
        " request first.",
        title=title,
        number=number,
    )
