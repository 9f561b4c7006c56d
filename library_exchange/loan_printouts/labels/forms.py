"""Words of the forms, in the languages of both libraries side by side."""

from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.directory.copyright import STATEMENTS
from library_exchange.loans.rules.local_check import Checker, Searched

CHECKERS: dict[Checker, Any] = {
    Checker.BIBLIOGRAPHER: _l("Bibliographer"),
    Checker.LOAN_DESK: _l("Interlibrary loan desk"),
    Checker.CATALOGUER: _l("Cataloguer"),
}
SEARCHED: dict[Searched, Any] = {
    Searched.OWN: _l("Own catalogue"),
    Searched.REGIONAL: _l("Union catalogue of the region"),
    Searched.UNION: _l("National union catalogue"),
}
WORDS: dict[str, Any] = {
    "request_form": _l("Request for an interlibrary loan"),
    "copy_form": _l("Request for a copy of pages"),
    "certificate": _l("Certificate of a local check"),
    "borrower": _l("Requesting library"),
    "lender": _l("Supplying library"),
    "request": _l("Request"),
    "title": _l("Title"),
    "other_titles": _l("In other scripts and languages"),
    "imprint": _l("Authors, imprint, ISBN"),
    "pages": _l("Pages to copy"),
    "part": _l("Article or chapter"),
    "volume": _l("Volume"),
    "issue": _l("Issue"),
    "call_number": _l("Call number"),
    "sent_on": _l("Asked on"),
    "needed_by": _l("Needed by"),
    "condition": _pl("loan", "Condition"),
    "terms": _l("Terms"),
    "to_be_returned": _l("Interlibrary loan, to be returned, no commercial value"),
    "is_copied": _l("A copy of these pages, as a file or on paper. The book stays where it is, nothing is returned."),
    "copyright": _l("Copyright"),
    "is_accepted": _l("Whoever asks for the copy has accepted the statement on copyright in the requesting library."),
    "checked_on": _l("Checked on"),
    "checked_by": _l("Checked by"),
    "checked_in": _l("Searched and not found in"),
    "certifies": _l(
        "The library certifies that it looked for the book named here and that the catalogues below lack it."
    ),
    "date": _l("Date"),
    "signature": _l("Signature"),
    "stamp_borrower": _l("Stamp of the requesting library"),
    "stamp_lender": _l("Stamp of the supplying library"),
    **{f"statement_{version}": text for version, text in STATEMENTS.items()},
    **{f"checker_{code}": text for code, text in CHECKERS.items()},
    **{f"searched_{code}": text for code, text in SEARCHED.items()},
}
