"""Which words of a line are the title, where that could be read in two ways: the catalogue tells, or the librarian."""

from library_exchange.exchange_lists.models import ListImportLine
from library_exchange.exchange_lists.rules.answers import Answer
from library_exchange.list_reading.services.loose_titles import splits
from library_exchange.offers.queries.recognition import Matches
from library_exchange.offers.schemas import Entry

_TAKEN_OUT = dict.fromkeys(("author", "publisher", "year"))


def splits_of(row: ListImportLine, entry: Entry) -> list[tuple[str, str]]:
    """Return in which ways a line may be parted into author and title, of which the catalogue may know one."""
    is_answered = not {Answer.AS_READ, Answer.ALL_TITLE}.isdisjoint(row.answers)
    is_open = "title" in row.told.get("unread", {}) or not (entry.author or entry.publisher)
    if is_answered or not is_open or entry.isbn or entry.issn:
        return []
    return splits(row.told.get("whole") or entry.title)


def parted(row: ListImportLine, entry: Entry, matches: Matches) -> tuple[Entry, bool]:
    """Return the book that a line tells, and whether the catalogue told which words are its title.

    A title of the catalogue that is all of the line comes first; else one that a person of that name wrote. What the
    catalogue told is kept as what the line tells.
    """
    whole = row.told.get("whole")
    if entry.isbn or entry.issn or Answer.AS_READ in row.answers:
        return entry, False
    if whole and matches.titled(whole):
        take_as_title(row)
        return Entry.model_validate(row.told), True
    if "title" in row.told.get("unread", {}):
        known = matches.titled(entry.title)
        if any(not entry.author or matches.is_by(record_id, entry.author) for record_id in known):
            return entry, True
        if entry.author and matches.under_another_title(entry):
            return entry, True
    elif matches.titled(entry.title):
        return entry, False
    for author, title in splits_of(row, entry):
        if any(matches.is_by(record_id, author) for record_id in matches.titled(title)):
            _take_parts(row, author, title)
            return Entry.model_validate(row.told), True
    return entry, False


def _take_parts(row: ListImportLine, author: str, title: str) -> None:
    """Part a line as the catalogue tells."""
    unread = {name: cell for name, cell in row.told.get("unread", {}).items() if name != "title"}
    whole = row.told.get("whole") or row.told["title"]
    row.told = row.told | {"title": title, "author": author, "whole": whole, "unread": unread}


def take_as_title(row: ListImportLine) -> None:
    """Take all of a line as the title, as the librarian answered."""
    whole = row.told.get("whole")
    if whole:
        unread = {name: cell for name, cell in row.told.get("unread", {}).items() if name not in ("title", "remark")}
        row.told = row.told | _TAKEN_OUT | _copies_of_whole(row) | {"title": whole, "whole": None, "unread": unread}


def take_as_one_set(row: ListImportLine) -> None:
    """Take the number that was read as one of copies for that of the volumes of one set, as the librarian answered."""
    unread = dict(row.told.get("unread", {}))
    words = unread.pop("quantity", None)
    if words is not None:
        row.told = row.told | {"quantity": 1, "volume": row.told.get("volume") or words, "unread": unread}


def _copies_of_whole(row: ListImportLine) -> dict[str, int]:
    """Return how many copies a line tells if words that were read as their number belong to the title."""
    copies = row.told.get("copies_if_whole")
    return {} if copies is None else {"quantity": int(copies)}
