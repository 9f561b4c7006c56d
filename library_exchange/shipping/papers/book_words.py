"""Every word of the papers that go with a book that is lent, in all languages at once."""

from collections.abc import Mapping
from typing import Any

from library_exchange.core.i18n import LANGUAGES, _l, speaking
from library_exchange.shipping.papers.words import Words
from library_exchange.shipping.papers.words import words as shipping_words

WORDS: dict[str, Any] = {
    "fetch": _l("To be fetched from the shelf"),
    "strap": _l("International interlibrary loan"),
    "packing_note": _l("Packing note"),
    "desk_slip": _l("Slip for the reader's desk"),
    "call_number": _l("Call number"),
    "no_call_number": _l("no call number"),
    "barcode": _l("Barcode"),
    "request": _l("Request"),
    "for_library": _l("For the library"),
    "needed_by": _l("Needed by"),
    "due": _l("Due date"),
    "condition": _l("Condition"),
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


def said(languages: tuple[str, ...], more: Mapping[str, Any]) -> Words:
    """Return the words of these papers and of those of consignments, the first language first.

    `more` are words of the codes on the papers: `condition_…`, `method_…`.
    """
    known = shipping_words(languages)
    table = dict(known.table)
    for name, text in (WORDS | dict(more)).items():
        table[name] = {}
        for code in LANGUAGES:
            with speaking(code):
                table[name][code] = str(text)
    return Words(languages, table)
