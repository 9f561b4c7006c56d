"""Every word of the papers that go with a book, in all languages at once."""

from datetime import date
from typing import Any

from library_exchange.consignment_papers.words import Words
from library_exchange.consignment_papers.words import words as shipping_words
from library_exchange.core.i18n import LANGUAGES, _, _l, _pl, speaking
from library_exchange.loans.labels import code_names
from library_exchange.loans.labels.sentences import day
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.papers import Paper

PAPER_NAMES: dict[Paper, Any] = {
    Paper.PULL_SLIP: _l("Pull slip: to find the book on the shelf"),
    Paper.STRAP: _l("Book strap: stays round the book"),
    Paper.DESK_SLIP: _l("Slip for the reader's desk"),
    Paper.PACKING_NOTE: _l("Packing note"),
    Paper.LABEL: _l("Address label"),
}
"""The papers of a request, as its page leads to them."""
NO_ADDRESS = _l(
    "The post does not take it like this: an address lacks the street or the postcode, in the library's own script or"
    " in Latin letters."
)
"""Why a label is not printed; within a country, `NO_ADDRESS_AT_HOME`."""
NO_ADDRESS_AT_HOME = _l("The post does not take it like this: an address lacks the street or the postcode.")
WORDS: dict[str, Any] = {
    "fetch": _l("To be fetched from the shelf"),
    "strap": _pl("book strap", "International interlibrary loan"),
    "packing_note": PAPER_NAMES[Paper.PACKING_NOTE],
    "desk_slip": PAPER_NAMES[Paper.DESK_SLIP],
    "call_number": _l("Call number"),
    "no_call_number": _l("no call number"),
    "pages": _l("Pages to copy"),
    "barcode": _l("Barcode"),
    "request": _l("Request"),
    "for_library": _l("For the library"),
    "needed_by": _l("Needed by"),
    "due": _l("Due date"),
    "proposed": _l("proposed: it holds once the book is sent"),
    "condition": _pl("loan", "Condition"),
    "lender": _l("Supplying library"),
    "borrower": _l("Requesting library"),
    "return_to": _l("Return to"),
    "how": _l("How it travels"),
    "reader": _l("Reader"),
    "card": _l("Library card"),
    "take_out": _l("Take this slip out before the book goes back: the reader's name stays in the library."),
    "keep_strap": _l("Leave this strap on the book."),
    "to_be_returned": _l("Interlibrary loan, to be returned, no commercial value"),
    "books": _l("Books in the parcel"),
    "packed": _l("Packed on, by"),
    "opened": _l("Received on, by"),
}
"""What stands on the papers; each word in two languages side by side."""


SLIP: dict[str, Any] = {
    "heading": _l("International interlibrary loan"),
    "supplier": _l("Supplying library (sender)"),
    "requester": _l("Requesting library (recipient)"),
    "department": _l("Interlibrary loan department"),
    "book": _l("Book"),
    "copy": _l("Call number / barcode"),
    "due_on": _l("Due date"),
    "method": _l("How it travels"),
    "customs": _l("Customs"),
    "customs_value": _l("Interlibrary loan, to be returned, no commercial value"),
    "condition": _l("Condition when sent"),
    "good": _pl("condition of a book", "good"),
    "damaged": _pl("condition of a book", "damaged"),
    "coupon": _l("Return coupon: send it back with the book"),
    "number": _l("Number"),
    "dates": _l("Received / sent back on"),
}
"""Every word of the slip that travels with the book; it is printed in both languages."""


def said(languages: tuple[str, ...]) -> Words:
    """Return the words of these papers and of those of consignments, the first language first."""
    known = shipping_words(languages)
    table = dict(known.table)
    texts = WORDS | {f"condition_{code}": text for code, text in code_names.CONDITIONS.items()}
    texts |= {f"method_{code}": text for code, text in code_names.METHODS.items()}
    for name, text in texts.items():
        table[name] = {}
        for code in LANGUAGES:
            with speaking(code):
                table[name][code] = str(text)
    return Words(languages, table)


def slip_words(code: str, loan: LoanRequest, due_on: date | None, is_proposed: bool) -> dict[str, str]:
    """Return every word of the slip in the language `code`."""
    with speaking(code):
        words = {name: str(text) for name, text in SLIP.items()}
        words["due_on_value"] = day(due_on) if due_on else ""
        if due_on and is_proposed:
            words["due_on_value"] = _("%(date)s (proposed)", date=day(due_on))
        words["method_value"] = str(code_names.METHODS[loan.ship_method]) if loan.ship_method else ""
    return words
