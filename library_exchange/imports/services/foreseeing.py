"""What would become of a library's records, told before anything is written: just what becomes of them afterwards.

Records of one file meet each other as well: what comes second is compared with what the first will have become.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from library_exchange.catalogue.models import SourceRecord
from library_exchange.catalogue.services import doubting, matching, sources
from library_exchange.catalogue.services.placing import Arrival, Case, Outcome, Placed, place, run_of
from library_exchange.catalogue.services.record_builder import Draft
from library_exchange.marc.description import Description
from library_exchange.record_matching import own_numbers
from library_exchange.record_matching.facts import facts_of

Book = int | Draft
"""A union record: its id, or its draft where the file brings it."""


@dataclass(frozen=True)
class Foreseen:
    """What would become of a record: the union record it belongs to, if that is known, and the source record it has."""

    outcome: Outcome
    record_id: int | None
    source: SourceRecord | None


class _Before:
    """What the records say that come before in the file, as it will stand once they are taken in."""

    def __init__(self) -> None:
        self._said: dict[str, Description] = {}
        self._known = matching.Known()
        self._books: dict[str, Book] = {}
        self._numbers: dict[Book, list[str]] = defaultdict(list)

    def said_under(self, number: str) -> Description | None:
        """Return what the last record of this number says, None if it has none so far."""
        return self._said.get(number)

    def find(self, description: Description) -> Book | None:
        """Return the book of the file that is surely the same title."""
        return self._known.find(facts_of(description)).record

    def has(self, book: Book) -> bool:
        """Whether a record of the file is one of this book."""
        return bool(self._numbers.get(book))

    def has_copies_of(self, book: Book, description: Description) -> bool:
        """Whether a record of this book came under another number and does not tell of other copies."""
        mine = doubting.copies_of(description)
        told = (doubting.copies_of(self._said[number]) for number in self._numbers.get(book, ()))
        return any(not own_numbers.are_other_copies(mine, theirs) for theirs in told)

    def keep(self, arrival: Arrival, book: Book | None) -> None:
        """Take note of a record that will stand as one of `book`, or of the book of its number if that is not told."""
        number = arrival.source_id
        book = self._books.get(number) if book is None else book
        self._said[number] = arrival.description
        if book is None:
            return
        self._books[number] = book
        if number not in self._numbers[book]:
            self._numbers[book].append(number)
        self._known.remember(arrival.facts, book)


def foresee(session: Session, library_id: int, arrivals: Sequence[Arrival]) -> list[Foreseen]:
    """Return what would become of records of one library; nothing is written."""
    found: dict[int, Foreseen] = {}
    before, waiting = _Before(), list(arrivals)
    while waiting:
        run, rest = run_of(waiting)
        found |= dict(_run(session, place(session, library_id, run, is_asking=True), before))
        waiting = rest
    return [found[id(arrival)] for arrival in arrivals]


def _run(session: Session, placed: Placed, before: _Before) -> Iterator[tuple[int, Foreseen]]:
    """Yield what becomes of records of which no two have one number; those last whose book comes just before."""
    for case in placed.cases:
        again = _again(case.arrival, before, case.draft.id, case.source)
        yield id(case.arrival), again or _of_case(case, before)
    for arrival, doubt in placed.held:
        source = session.get_one(SourceRecord, doubt.known_id)
        yield id(arrival), _again(arrival, before, None, source) or Foreseen("held", None, source)
    for arrival in placed.later:
        draft = placed.moves.known(arrival.facts)
        yield id(arrival), _again(arrival, before) or _new(arrival, draft, before)


def _again(
    arrival: Arrival, before: _Before, record_id: int | None = None, source: SourceRecord | None = None
) -> Foreseen | None:
    """Return what becomes of a record whose number came in the file before; None if it did not."""
    said = before.said_under(arrival.source_id)
    if said is None:
        return None
    if sources.is_same(said, arrival.description):
        return Foreseen("unchanged", record_id, source)
    if not own_numbers.is_corrected(doubting.told_by(said), doubting.told_by(arrival.description)):
        return Foreseen("held", record_id, source)
    before.keep(arrival, None)
    return Foreseen("updated", record_id, source)


def _of_case(case: Case, before: _Before) -> Foreseen:
    if case.source is None:
        return _new(case.arrival, case.draft, before)
    before.keep(case.arrival, case.draft if case.draft.id is None else case.draft.id)
    return Foreseen(case.outcome, case.draft.id, case.source)


def _new(arrival: Arrival, draft: Draft | None, before: _Before) -> Foreseen:
    """Return what becomes of a record under a new number: a new title, or a copy of one that is there or comes before.

    Copies that the file has under another number already are asked about.
    """
    stored = draft.id if draft is not None else None
    book: Book | None = stored or before.find(arrival.description) or draft
    if book is not None and before.has_copies_of(book, arrival.description):
        return Foreseen("held", stored, None)
    is_known = stored is not None or (book is not None and before.has(book))
    before.keep(arrival, book)
    return Foreseen("joined" if is_known else "created", stored, None)
