"""Names of the states of an import, and of what a person may decide about a record."""

from collections.abc import Mapping
from typing import Any

from library_exchange.catalogue.labels import LOCAL_STATES
from library_exchange.catalogue.models import DoubtKind, ImportState, LocalState
from library_exchange.core.i18n import _l
from library_exchange.imports.models import DoubtState
from library_exchange.imports.rules.parts import Unfit
from library_exchange.marc.description import CopyState
from library_exchange.marc.kinds import FileKind
from library_exchange.marc.labels import FILE_KINDS, REJECTION_REASONS
from library_exchange.marc.spreadsheets.headings import Column
from library_exchange.marc.verdicts import RejectionReason

Text = Any

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
TWICE = _l("The same row stands twice in this file. Are these the same copies?")
"""What is asked of a row whose number the file has in a row before."""
ANSWERS_TO_TWICE = {
    DoubtState.LEFT_OUT: _l("The same row twice: take it in once"),
    DoubtState.REPLACED: _l("The same copies: this row takes the place of the earlier one"),
    DoubtState.KEPT_APART: _l("Further copies"),
}


def number_again(codes: str) -> Any:
    """Return what is asked of a row with a number of a copy that stands in another row of the book."""
    return _l("Another row of this book has the number %(codes)s already. Are these the same copies?", codes=codes)


DOUBTS_OF_CODES = {DoubtKind.OTHER_BOOK: _l("The bar code has another book already. Which is it?")}
"""What is asked where it is the bar code of a copy that two books have in common."""
ANSWERS_OF_CODES = {
    (DoubtKind.OTHER_BOOK, DoubtState.REPLACED): _l("The bar code has the new book now: the earlier one leaves"),
}
WITHOUT_NUMBER = _l("Two books: take the new one in without this bar code")
"""The answer where a bar code is what two books have in common; it is none for many at once."""
COLUMNS: dict[str, Text] = {
    "": _l("not used"),
    Column.TITLE: _l("Title"),
    Column.SUBTITLE: _l("Subtitle"),
    Column.AUTHOR: _l("Author"),
    Column.TRANSLATOR: _l("Translator"),
    Column.AUTHOR_TITLE: _l("Author and title in one"),
    Column.TITLE_AUTHOR: _l("Title and author in one"),
    Column.ISBN: _l("ISBN"),
    Column.ISSN: _l("ISSN"),
    Column.YEAR: _l("Year"),
    Column.PUBLISHER: _l("Publisher"),
    Column.PLACE: _l("Place of publication"),
    Column.IMPRINT: _l("Place, publisher and year in one"),
    Column.LANGUAGE: _l("Language"),
    Column.PAGES: _l("Number of pages"),
    Column.SERIES: _l("Series"),
    Column.PART: _l("Volume or issue"),
    Column.EDITION: _l("Edition"),
    Column.CALL_NUMBER: _l("Call number"),
    Column.BARCODE: _l("Barcode or inventory number"),
    Column.COPIES: _l("Number of copies"),
    Column.BRANCH: _l("Branch or collection"),
    Column.STATE: _l("State of the copy"),
    Column.CLASS_BBK: _l("BBK"),
    Column.CLASS_UDC: _l("UDC"),
    Column.CLASS_CLC: _l("CLC"),
    Column.RECORD_NUMBER: _l("Record number"),
}
"""What a column of a table may hold."""
COPY_PARTS: dict[str, Text] = {
    "barcode": _l("Barcode or inventory number"),
    "call_number": _l("Call number"),
    "call_number_after": _l("Call number, second part"),
    "place": _l("Branch or collection"),
    "count": _l("Number of copies"),
    "state": _l("State of the copy"),
    "library": _l("Library that has it (in records of a union catalogue)"),
}
"""What a subfield of the field with copies may hold, by the name of the form's field."""
COPY_STATES: dict[str, Text] = {
    CopyState.ON_SHELF: _l("On shelf, can be lent"),
    CopyState.OUT: LOCAL_STATES[LocalState.OUT_LOCALLY],
    CopyState.NOT_LENT: LOCAL_STATES[LocalState.NOT_LENT],
    CopyState.MISSING: LOCAL_STATES[LocalState.MISSING],
    CopyState.GONE: _l("Written off or lost: no copy any more"),
}
TO_BE_TOLD = _l("Several things: choose one")
NO_TITLES = _l("No column holds the titles. Choose below which one does, then check again.")
SEVERAL_THINGS = _l(
    "A column names several things at once. Choose which of them it holds, or that it is not used, then check again."
)
NOTHING_READ = _l("No record could be read. Choose another format or encoding, or send another file.")
TOO_LARGE = _l("The table is too large to be read at once. Split it into several files, and send each.")
DAMAGED_TABLE = _l(
    "The spreadsheet is damaged or locked with a password. Save it anew in your spreadsheet program, and send it again."
)
DAMAGED = {
    FileKind.EXCEL: DAMAGED_TABLE,
    FileKind.OPEN_SPREADSHEET: DAMAGED_TABLE,
    FileKind.TABLE: _l("The text of the table is in an unknown encoding. Save the table as XLSX, and send that file."),
}


def refusal(reason: str, kind: str | None) -> Text:
    """Return why bytes could not be read: what the whole file is and what to do, if that is told, else the reason."""
    if kind in DAMAGED and reason == RejectionReason.BAD_ARCHIVE:
        return DAMAGED[FileKind(kind)]
    if kind in DAMAGED and reason == RejectionReason.UNPACKS_TOO_LARGE:
        return TOO_LARGE
    if kind in list(FileKind) and reason == RejectionReason.NOT_MARC:
        return FILE_KINDS[FileKind(kind)]
    return REJECTION_REASONS[RejectionReason(reason)]


def why_not_ready(seen: Mapping[str, Any]) -> Text:
    """Return what must be done before a file can be taken in, by what was seen of it."""
    if seen.get("table") and not (seen["table"]["has_titles"] and seen["table"]["is_told"]):
        return SEVERAL_THINGS if seen["table"]["has_titles"] else NO_TITLES
    return refusal(**seen["refused"]) if seen.get("refused") else NOTHING_READ


OWN_NUMBERS = {
    "barcode": _l("Barcode or inventory number %(number)s"),
    "isbn": _l("ISBN %(number)s"),
    "issn": _l("ISSN %(number)s"),
    "call-number": _l("Call number %(number)s"),
    "own": _l("by hand, No. %(number)s"),
}
"""By what a row of a table is known that has no number of its own (see `marc.spreadsheets.numbers`)."""
NUMBERLESS = ("sha256:", "row:")


def number_shown(source_id: str) -> str:
    """Return the number of a record as people read it: of a row without one, what it is known by.

    One behind two colons is shown as the table has it, see `display.number_given`.
    """
    kind, _colon, number = source_id.partition(":")
    if kind in OWN_NUMBERS and number:
        is_given = number.startswith(":") or kind == "call-number"
        return str(OWN_NUMBERS[kind]) % {"number": number.removeprefix(":") if is_given else number.upper()}
    return str(_l("without a number")) if source_id.startswith(NUMBERLESS) else source_id


UNFIT_PARTS = {
    Unfit.OVERTAKEN: _l("Another part has come meanwhile. Reload the page, and see which part is the next one."),
    Unfit.REPEATED: _l("This part is here already. Send the one that follows the last in the list."),
    Unfit.TOO_MUCH: _l("With this part the file would be larger than you told. Is it a part of this file?"),
}
NOT_WHOLE = _l("A part is still missing. Send the next one.")
ANOTHER_FILE = _l(
    "Together the parts are not the file whose sum you told: one is missing, doubled or damaged. Take back the last"
    " part, or give the file up and begin anew."
)
LARGER_THAN_ANY = _l("The file is too large. Have only changed records exported, or the file packed (gz, zip).")
