"""Records that a library sends as it sent them before: told by their bytes, so that nobody need read them."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice, takewhile

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import SourceRecord
from library_exchange.core.db import Database
from library_exchange.imports.services import contents, doubts
from library_exchange.imports.services.contents import Choice, Record
from library_exchange.marc import reading

BLOCK = 200
"""So many records of a file are told by one query."""
_SECOND_BOOK = re.compile(r".* \(\d+\)", re.DOTALL)
"""A number of our own for a second book of a number (see `doubts`): that is told by more than bytes."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A record that stands as it came, and under which number."""

    number: str


Sorted = Record | Unchanged


def blocks(
    database: Database, library_id: int, choice: Choice, stream: Iterator[Record | reading.Unread]
) -> Iterator["Block"]:
    """Give the records of a file by blocks, those that were not sent before as they are read."""
    while given := list(islice(stream, BLOCK)):
        with database.reading() as session:
            there = known(session, library_id, choice, given)
        yield Block(_sorted(given, there))


class Block:
    """Some hundred records of a file, of which each piece takes what it can hold."""

    def __init__(self, records: Sequence[Sorted]) -> None:
        self._records = records

    def __bool__(self) -> bool:
        return bool(self._records)

    def take(self, most: int) -> Sequence[Sorted]:
        """Take the next records away, so many that were read and those between that are unchanged."""
        read = count(1)
        fitting = takewhile(lambda each: isinstance(each, Unchanged) or next(read) <= most, self._records)
        size = sum(1 for _each in fitting)
        taken, self._records = self._records[:size], self._records[size:]
        return taken


def known(
    session: Session, library_id: int, choice: Choice, given: Sequence[Record | reading.Unread]
) -> dict[int, str]:
    """Return the numbers under which records stand that have the same bytes, by their places; two queries.

    Not those of which somebody decided something, nor what was read in another way than is now asked for.
    """
    digests = {hashlib.sha256(each.raw).hexdigest(): at for at, each in reversed(list(enumerate(given)))}
    row = SourceRecord
    wanted = sa.select(col(row.digest), col(row.source_id)).where(
        col(row.library_id) == library_id, col(row.digest).in_(digests), col(row.withdrawn_at).is_(None)
    )
    if choice.profile:
        wanted = wanted.where(col(row.profile) == choice.profile)
    if choice.encoding:
        wanted = wanted.where(col(row.encoding) == choice.encoding)
    found = {str(digest): str(number) for digest, number in session.execute(wanted)}
    decided = doubts.decided_numbers(session, library_id, list(found.values()))
    return {
        digests[digest]: number
        for digest, number in found.items()
        if number not in decided and not _SECOND_BOOK.fullmatch(number) and _is_of(given[digests[digest]], number)
    }


def _is_of(each: Record | reading.Unread, number: str) -> bool:
    """Whether a record that is read already, as a row of a table is, goes under the number that its bytes have."""
    if isinstance(each, reading.Unread):
        return True
    own = each.description.source_id if isinstance(each, reading.Accepted) else None
    return number == own or (own is None and number.startswith("sha256:"))


def _sorted(given: Sequence[Record | reading.Unread], there: dict[int, str]) -> list[Sorted]:
    """Return the records in their order; one whose number another one of them has is read like that one."""
    found: dict[int, Sorted] = {at: contents.read_now(each) for at, each in enumerate(given) if at not in there}
    numbers = {each.description.source_id for each in found.values() if isinstance(each, reading.Accepted)}
    for at, number in there.items():
        found[at] = contents.read_now(given[at]) if number in numbers else Unchanged(number)
    return [found[at] for at in range(len(given))]
