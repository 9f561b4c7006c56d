"""Names of the states of an import, and of what a person may decide about a record."""

from library_exchange.catalogue.models import DoubtKind, ImportState
from library_exchange.core.i18n import _l
from library_exchange.imports.models import DoubtState

IMPORT_STATES = {
    ImportState.UPLOADED: _l("Check before import"),
    ImportState.WAITING: _l("Waiting"),
    ImportState.RUNNING: _l("In progress"),
    ImportState.DONE: _l("Done"),
    ImportState.FAILED: _l("Stopped by an error"),
    ImportState.GIVEN_UP: _l("Given up"),
    ImportState.UNDOING: _l("Being taken back"),
    ImportState.UNDONE: _l("Taken back"),
    ImportState.DISCARDED: _l("Discarded"),
}
TONES = {
    ImportState.UPLOADED: "warn",
    ImportState.DONE: "ok",
    ImportState.FAILED: "bad",
    ImportState.GIVEN_UP: "",
    ImportState.UNDONE: "",
}
"""How a state looks; one that is not named is under way."""
DOUBTS = {
    DoubtKind.OTHER_BOOK: _l("The number has another book already. Which is it?"),
    DoubtKind.NEW_NUMBER: _l("Your library has this book already, under another number. Are these the same copies?"),
}
ANSWERS = {
    DoubtKind.OTHER_BOOK: {
        DoubtState.KEPT_APART: _l("Two books: keep both"),
        DoubtState.REPLACED: _l("The number has the new book now: the earlier one leaves"),
        DoubtState.LEFT_OUT: _l("A mistake: leave the new one out"),
    },
    DoubtKind.NEW_NUMBER: {
        DoubtState.REPLACED: _l("The same copies under a new number"),
        DoubtState.KEPT_APART: _l("Further copies"),
        DoubtState.LEFT_OUT: _l("A mistake: leave the new one out"),
    },
}
