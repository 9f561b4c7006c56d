"""Every word of the papers that go with a book, in all languages at once."""

from typing import Any

from library_exchange.core.i18n import LANGUAGES, _l, speaking
from library_exchange.loans.labels import code_names
from library_exchange.loans.labels.papers import PAPER_NAMES
from library_exchange.loans.rules.papers import Paper
from library_exchange.shipping.papers.words import Words
from library_exchange.shipping.papers.words import words as shipping_words

WORDS: dict[str, Any] = {
    "fetch": _l("To be fetched from the shelf"),
    "strap": _l("International interlibrary loan"),
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
