"""Records that somebody may mean who describes a book, and where her own library has them, as forms show it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from library_exchange.citations.numbers import WrongNumber, read_isbn, read_issn
from library_exchange.core.text import one_line
from library_exchange.directory import display, queries
from library_exchange.directory.models import AddressForm, Library
from library_exchange.known_titles.queries.cited import OwnShelf, own_shelves, records_cited


def records(session: Session, fields: Mapping[str, str]) -> list[int]:
    """Return the records with a number, or else the title, of a form; a wrong number is left out."""
    isbn, issn = valid(read_isbn, fields.get("isbn", "")), valid(read_issn, fields.get("issn", ""))
    title, author = one_line(fields.get("title", ""))[:500], one_line(fields.get("author", ""))[:300]
    return records_cited(session, isbn, issn, title, author or None)


def valid(read: Callable[[str], str], number: str) -> str | None:
    """Return the number in the form that `read` gives it, None if it is none."""
    try:
        return read(number) if number else None
    except WrongNumber:
        return None


def own_shelves_shown(session: Session, library: Library, record_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return for each of the records that the library itself has its call numbers and the way there."""
    shelves = own_shelves(session, library.id, record_ids) if record_ids else {}
    if not shelves:
        return {}
    desk = display.desk(library, queries.addresses(session, library).get(AddressForm.LOCAL))
    return {record_id: _shown(shelf, desk) for record_id, shelf in shelves.items()}


def _shown(shelf: OwnShelf, desk: Mapping[str, Any]) -> dict[str, Any]:
    return {"call_numbers": shelf.call_numbers, "free": shelf.free, "desk": desk}
