"""Names of reasons, of what a title lacks and what that costs, and of what is done to many records."""

from typing import Any

from library_exchange.catalogue.labels import LOCAL_STATES
from library_exchange.catalogue.models import LocalState
from library_exchange.core.i18n import _l, _pl
from library_exchange.holdings.rules.codes import NO_COPIES, Lack, Reason, Shown, Together

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
