"""What becomes of a library's records, found out before anything is written.

Each is a new title, a copy of a known one, a change of what the library gave before, or nothing new; or a person must
decide, because a number that has a book comes with another one, or a book that has a number comes under a new one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from sqlmodel import Session

from library_exchange.catalogue.models import DoubtKind, SourceRecord
from library_exchange.catalogue.services import doubting, matching, sources
from library_exchange.catalogue.services.moving import Moves
from library_exchange.catalogue.services.record_builder import Draft
from library_exchange.marc.description import Description
from library_exchange.record_matching.facts import BookFacts, facts_of

Outcome = Literal["created", "updated", "joined", "unchanged", "held"]


@dataclass(frozen=True)
class Arrival:
    """A record as a library gave it: what it says, its bytes and what they are.

    It goes under its own number, or under the one that it was `kept_as` when that number had two books. What a
    librarian wrote by hand tells when that was in `corrected_at`; its bytes are still those that came.
    """

    description: Description
    raw: bytes
    profile: str
    encoding: str
    import_id: int | None = None
    kept_as: str | None = None
    corrected_at: datetime | None = None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, hexadecimal; of one corrected by hand, of what it says: no file is taken for it."""
        return hashlib.sha256(self.raw if self.corrected_at is None else self.said).hexdigest()

    @cached_property
    def facts(self) -> BookFacts:
        """What is compared of the book."""
        return facts_of(self.description)

    @cached_property
    def said(self) -> bytes:
        """What it says, as it is kept."""
        return sources.packed(self.description)

    def prepare(self) -> None:
        """Reckon all that needs no database, before one is held."""
        for name in ("digest", "facts", "said"):
            getattr(self, name)

    @property
    def source_id(self) -> str:
        """The library's own number of the record; a record without one is known by its bytes."""
        return (self.kept_as or self.description.source_id or f"sha256:{self.digest}")[:200]


@dataclass(eq=False)
class Case:
    """One arrival on its way: the source record it has or gets, the draft it belongs to, what becomes of it.

    `is_told` says that the draft says already what the arrival does.
    """

    arrival: Arrival
    draft: Draft
    outcome: Outcome
    source: SourceRecord | None = None
    source_id: int = 0
    is_told: bool = False

    @property
    def facts(self) -> BookFacts:
        """What is compared of the book."""
        return self.arrival.facts

    @property
    def is_out_of_turn(self) -> bool:
        """Whether its source, not yet stored, comes to another record or comes back to where it was withdrawn.

        A record says what its sources say in the order in which these first came: such a one may have come before some
        that are there, or count where others do no more, so that the record cannot just gain what it says.
        """
        if self.source is None:
            return False
        return self.draft.id != self.source.record_id or (self.is_told and self.source.withdrawn_at is not None)


@dataclass
class Placed:
    """Records by what is to be done with them: taken in, decided about by a person, or looked at again after these."""

    moves: Moves
    cases: list[Case]
    held: list[tuple[Arrival, doubting.Doubt]]
    later: list[Arrival]


def place(
    session: Session, library_id: int, arrivals: Sequence[Arrival], is_asking: bool, anew: bool = False
) -> Placed:
    """Return what becomes of each arrival, and of the records to which those belonged that are sent again.

    With `anew` those that say what they said are placed like the others.
    """
    known_sources = sources.known(session, library_id, [arrival.source_id for arrival in arrivals])
    found = [(arrival, known_sources.get(arrival.source_id)) for arrival in arrivals]
    sources.read(session, [source.id for a, source in found if source and source.digest != a.digest])
    held: list[tuple[Arrival, doubting.Doubt]] = []
    changed = {source.id: a.description for a, source in found if source and (anew or not _is_unchanged(a, source))}
    for arrival, source in found:
        is_changed = source is not None and source.id in changed
        if is_asking and source is not None and is_changed and doubting.is_other_book(source, arrival.description):
            held.append((arrival, doubting.Doubt(DoubtKind.OTHER_BOOK, source.id)))
            del changed[source.id]
    told = {id(arrival) for arrival, _doubt in held}
    found = [(arrival, source) for arrival, source in found if id(arrival) not in told]
    said = sources.said_of(session, {source.record_id for _a, source in found if source and source.id in changed})
    compared = [arrival.facts for arrival, source in found if source is None or source.id in changed]
    moves = Moves(matching.known_for(session, compared, without=said), said, changed)
    placed = Placed(moves, [], held, [])
    for arrival, source in found:
        if source is not None and source.id not in changed:
            placed.cases.append(Case(arrival, Draft(id=source.record_id), "unchanged", source, source.id))
        elif source is not None:
            draft, is_told = moves.place(source, arrival.facts)
            placed.cases.append(Case(arrival, draft, "updated", source, source.id, is_told))
    moves.settle()
    for case in placed.cases if anew else ():
        if case.source is not None and case.outcome == "updated":
            moves.look_again(case.draft, case.facts, case.source.id)
    _place_new(session, library_id, [arrival for arrival, source in found if source is None], placed, is_asking)
    order = {id(arrival): place for place, arrival in enumerate(arrivals)}
    placed.cases.sort(key=lambda case: order[id(case.arrival)])
    return placed


def _place_new(session: Session, library_id: int, new: Sequence[Arrival], into: Placed, is_asking: bool) -> None:
    """Sort the records that come under numbers which the library has not used before."""
    doubts = _doubts(session, library_id, new, into.moves) if is_asking else {}
    own = {id(case.draft) for case in into.cases}
    for arrival in new:
        if id(arrival) in doubts:
            into.held.append((arrival, doubts[id(arrival)]))
            continue
        known, found = into.moves.find(arrival.facts)
        if is_asking and id(known) in own:
            # The same book came just before, under another number: once that is stored they can be compared.
            into.later.append(arrival)
            continue
        draft, is_new = into.moves.join(arrival.facts, found)
        own.add(id(draft))
        into.cases.append(Case(arrival, draft, "created" if is_new else "joined"))


def _doubts(session: Session, library_id: int, new: Sequence[Arrival], moves: Moves) -> dict[int, doubting.Doubt]:
    """Return what must be decided about new records: their copies are there already, or the number of one is."""
    known = {id(arrival): moves.known(arrival.facts) for arrival in new}
    stored = {key: found.id for key, found in known.items() if found is not None and found.id is not None}
    descriptions = {id(arrival): arrival.description for arrival in new}
    known_ids = doubting.known_copies(session, library_id, stored, descriptions)
    import_id = new[0].import_id if new else None
    found = doubting.taken_numbers(session, library_id, descriptions, import_id)
    return found | {key: doubting.Doubt(DoubtKind.NEW_NUMBER, each) for key, each in known_ids.items()}


def _is_unchanged(arrival: Arrival, source: SourceRecord) -> bool:
    """Whether a record that is known says what it said; that it was saved or encoded anew changes nothing."""
    if source.withdrawn_at is not None:
        return False
    return source.digest == arrival.digest or sources.is_same(sources.described(source), arrival.description)


def run_of(waiting: Sequence[Arrival]) -> tuple[list[Arrival], list[Arrival]]:
    """Split after the first records, of which no two have one source id: a second one is an update of the first."""
    numbers: set[str] = set()
    for place, arrival in enumerate(waiting):
        if arrival.source_id in numbers:
            return list(waiting[:place]), list(waiting[place:])
        numbers.add(arrival.source_id)
    return list(waiting), []
