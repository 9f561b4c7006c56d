"""Books that a library has already and that may be the one that somebody enters: by the evidence that joins titles."""

from typing import NamedTuple

from sqlmodel import Session

from library_exchange.catalogue.services import matching
from library_exchange.holdings.queries.lists import own_of_record
from library_exchange.marc.description import Description
from library_exchange.record_matching.facts import facts_of

MOST = 5


class LookAlike(NamedTuple):
    """A record of the library, and whether it is surely of the same book."""

    source_id: int
    is_sure: bool


def look_alikes(session: Session, library_id: int, said: Description) -> list[LookAlike]:
    """Return the library's records of what may be the same book, the sure one first, then the likelier ones."""
    facts = facts_of(said)
    found = matching.known_for(session, [facts]).find(facts)
    doubtful = sorted(found.doubtful, key=lambda each: -each[1])
    records = [each for each in (found.record, *(record for record, _score in doubtful)) if isinstance(each, int)]
    own = {each: own_of_record(session, library_id, each) for each in records[:MOST]}
    return [LookAlike(number, each == found.record) for each, number in own.items() if number is not None]
