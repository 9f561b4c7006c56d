"""Names of reasons, of what a title lacks and what that costs, and of what is done to many records."""

from typing import Any

from library_exchange.catalogue.labels import LOCAL_STATES
from library_exchange.catalogue.models import LocalState
from library_exchange.core.i18n import _l, _pl
from library_exchange.holdings.rules.codes import NO_COPIES, Act, Lack, Reason, Shown, Together

REASONS: dict[str, Any] = {
    Reason.WORN_OUT: _l("Worn out"),
    Reason.LOST: _pl("reason", "Lost"),
    Reason.SUPERSEDED: _l("Out of date"),
    Reason.GIVEN_AWAY: _l("Given away"),
    Reason.BY_MISTAKE: _l("Entered by mistake"),
    Reason.OTHER: _l("Another reason"),
}
SHOWN: dict[str, Any] = {
    Shown.STANDING: _pl("records", "In the catalogue"),
    Shown.CORRECTED: _l("Entered or corrected by hand"),
    Shown.WITHDRAWN: _pl("records", "Withdrawn"),
}
STATES: dict[str, Any] = {
    **{state.value: label for state, label in LOCAL_STATES.items() if state is not LocalState.WITHDRAWN},
    NO_COPIES: _l("No copy left"),
}
LACKS: dict[Lack, Any] = {
    Lack.ISBN: _l("without an ISBN"),
    Lack.YEAR: _l("without a year"),
    Lack.LANGUAGE: _l("without a language"),
    Lack.CLASS: _l("without a class number"),
    Lack.TRANSLITERATION: _l("without a transliteration of the title"),
}
COSTS: dict[Lack, Any] = {
    Lack.ISBN: _l("Nobody finds the book by its number, and a partner's list with that number does not meet it."),
    Lack.YEAR: _l("The book is missing when somebody looks for a time, and two editions are not told apart."),
    Lack.LANGUAGE: _l("The filter by language leaves the book out, and nobody sees that it is a translation."),
    Lack.CLASS: _l("Nobody finds the book by its subject, and no profile of interest of a partner meets it."),
    Lack.TRANSLITERATION: _l("Who writes the title in the letters of the other language does not find the book."),
}
TOGETHER: dict[Together, Any] = {
    Together.WITHDRAW: _l("Withdraw the ticked records"),
    Together.CALL_NUMBER: _l("Change the shelf mark of all copies"),
    Together.PLACE: _l("Change the place of all copies"),
    Together.STATE: _l("Change where all copies are"),
}
FIELDS: dict[str, Any] = {
    "title": _l("Title"),
    "title_transliteration": _l("Title in transliteration"),
    "title_translation": _l("Title in translation"),
    "subtitle": _l("Subtitle"),
    "part_number": _l("Number of the volume"),
    "part_title": _l("Title of the volume"),
    "authors": _l("Authors and other people"),
    "responsibility": _l("Statement of responsibility"),
    "edition": _l("Edition"),
    "place": _l("Place of publication"),
    "publisher": _l("Publisher"),
    "year": _l("Year"),
    "language": _l("Language"),
    "series": _l("Series"),
    "extent": _l("Extent"),
    "keywords": _l("Keywords"),
    "note": _l("Note"),
}
ALL_FIELDS: dict[str, Any] = {
    **FIELDS,
    "isbn": _l("ISBN"),
    "clc": _pl("classification", "CLC"),
    "bbk": _pl("classification", "BBK"),
    "udc": _pl("classification", "UDC"),
    "ddc": _pl("classification", "DDC"),
    "barcode": _l("Barcode or inventory number"),
    "call_number": _l("Shelf mark"),
    "copy_place": _l("Branch or place"),
    "state": _l("Where it is"),
}
"""The fields of a record and of its copies, in the order in which a history lists them."""
ACTS: dict[Act, Any] = {
    Act.ENTERED: _l("The book was entered"),
    Act.CORRECTED: _l("The record was corrected"),
    Act.COPIES_ADDED: _l("Copies were added"),
    Act.COPIES_CHANGED: _l("Copies were changed"),
    Act.COPIES_WITHDRAWN: _l("Copies were withdrawn"),
    Act.WITHDRAWN: _l("The record was withdrawn"),
    Act.RESTORED: _l("The record was taken back into the catalogue"),
}
TAKEN_BACK: dict[Act, Any] = {
    Act.ENTERED: _l("The record is withdrawn with all copies, as entered by mistake."),
    Act.CORRECTED: _l("The record says again in these fields what it said before. What was written in others stays."),
    Act.COPIES_ADDED: _l("The copies are withdrawn, as entered by mistake."),
    Act.COPIES_CHANGED: _l("The copies are again as they were before."),
    Act.COPIES_WITHDRAWN: _l("The copies are in the catalogue again, as they were before."),
    Act.WITHDRAWN: _l("The record is in the catalogue again, its copies as they were before."),
}
"""What happens when an act is taken back."""
