"""What is said of a text or a file that is no list that can be read."""

from library_exchange.core.i18n import _l

TOO_LONG_A_LIST = _l("The list has more than 5,000 lines. Split it and send the parts one after the other.")
NOT_READ = _l("This file cannot be read. Save it as xlsx, ods or csv, or export MARC records, and send it again.")
UNPACKS_TOO_LARGE = _l(
    "This spreadsheet unpacks to far more than a list of books needs. Copy the columns with the books into a new, empty"
    " spreadsheet, or save them as csv, and send that."
)
NOTHING_IN_IT = _l("There is nothing in it. Paste at least one ISBN or title.")
