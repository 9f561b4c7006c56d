"""In what lines contradict the records that were found for them: all lines at once."""

from collections.abc import Sequence

from sqlmodel import Session

from library_exchange.core.db import pieces
from library_exchange.exchange_lists.rules.editions import Difference, Said, differences
from library_exchange.exchange_lists.rules.stated import stated
from library_exchange.marc.description import Description
from library_exchange.offers.schemas import Entry
from library_exchange.references.queries.descriptions import descriptions

Compared = tuple[str, Entry, int]
"""The text of a line, the book that it tells, the record that is compared with it."""


def contradictions(session: Session, lines: Sequence[Compared]) -> list[list[Difference]]:
    """Return in what each line contradicts its record; five queries for each `PIECE` records."""
    said = [_said(text, entry) for text, entry, _record in lines]
    asked = {record for each, (_text, _entry, record) in zip(said, lines, strict=True) if each.may_contradict}
    known: dict[int, Description] = {}
    for piece in pieces(sorted(asked)):
        known |= dict(descriptions(session, piece))
    return [
        differences(each, known[record]) if record in known else []
        for each, (_text, _entry, record) in zip(said, lines, strict=True)
    ]


def _said(text: str, entry: Entry) -> Said:
    return Said(
        title=entry.title,
        author=entry.author,
        publisher=entry.publisher,
        year=entry.year,
        volume=entry.volume,
        isbn=entry.isbn,
        text=text,
        stated=stated(text, entry.title, entry.publisher, entry.year),
    )
