"""Which words of a line are the title, where that could be read in two ways: the catalogue tells, or the librarian."""

from library_exchange.offers.models import ListImportLine
from library_exchange.offers.queries.recognition import Matches
from library_exchange.offers.rules.lines import Answer
from library_exchange.offers.schemas import Entry

_TAKEN_OUT = dict.fromkeys(("author", "publisher", "year"))


def parted(row: ListImportLine, entry: Entry, matches: Matches) -> tuple[Entry, bool]:
    """Return the book that a line tells, and whether the catalogue told which words are its title.

    A title of the catalogue that is all of the line comes first; else one that a person of that name wrote.
    """
    whole = row.told.get("whole")
    if not whole or entry.isbn or entry.issn or Answer.AS_READ in row.answers:
        return entry, False
    if matches.titled(whole):
        return entry.model_copy(update=_TAKEN_OUT | {"title": whole}), True
    if "title" not in row.told.get("unread", {}):
        return entry, False
    known = matches.titled(entry.title)
    is_by = any(not entry.author or matches.is_by(record_id, entry.author) for record_id in known)
    return entry, is_by or bool(entry.author and matches.under_another_title(entry))


def take_as_title(row: ListImportLine) -> None:
    """Take all of a line as the title, as the librarian answered."""
    whole = row.told.get("whole")
    if whole:
        unread = {name: cell for name, cell in row.told.get("unread", {}).items() if name != "title"}
        row.told = row.told | _TAKEN_OUT | {"title": whole, "whole": None, "unread": unread}
