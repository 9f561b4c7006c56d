"""What libraries' own records say: kept beside their bytes, so that it is not read from these again and again."""

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from io import BytesIO
from typing import Any, TypeVar

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from library_exchange.catalogue.models import SourceRecord
from library_exchange.core.among import among, as_parameter
from library_exchange.marc import reading
from library_exchange.marc.description import Description
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile
from library_exchange.record_matching.facts import BookFacts, facts_of

QUICKLY = 1
REMEMBERED = 4096
"""Of so many records it is remembered what is compared: likely titles are met again and again."""
RAW: Any = SourceRecord.raw
SAID: Any = SourceRecord.said
"""The columns that are large, and read only where they are needed."""
T = TypeVar("T")
_DESCRIPTIONS = TypeAdapter(Description)


@dataclass(frozen=True)
class Said:
    """What one source record of a library says."""

    source_id: int
    library_id: int
    description: Description


def packed(description: Description) -> bytes:
    """Return a description as it is kept."""
    return zlib.compress(_DESCRIPTIONS.dump_json(description), QUICKLY)


@lru_cache(maxsize=REMEMBERED)
def facts_kept(kept: bytes) -> BookFacts:
    """Return what is compared of a book of which a description was kept."""
    return facts_of(unpacked(kept))


def unpacked(kept: bytes) -> Description:
    """Return the description that was kept."""
    return _DESCRIPTIONS.validate_json(zlib.decompress(kept))


def described(source: SourceRecord) -> Description | None:
    """Return what a source record says; None for one kept only as bytes that cannot be read again."""
    if source.said is not None:
        return unpacked(source.said)
    if source.profile not in list(Profile):
        return None
    again = reading.read(BytesIO(source.raw), profile=Profile(source.profile), encoding=Encoding(source.encoding))
    return next((each.description for each in again if isinstance(each, reading.Accepted)), None)


def known(session: Session, library_id: int, numbers: Collection[str]) -> dict[str, SourceRecord]:
    """Return the library's source records by its numbers; neither bytes nor words are read yet. One query."""
    found = session.scalars(_known(), {"library": library_id, "numbers": as_parameter(numbers)})
    return {source.source_id: source for source in found}


@cache
def _known() -> sa.Select[SourceRecord]:
    of_library = col(SourceRecord.library_id) == sa.bindparam("library")
    found = sa.select(SourceRecord).where(of_library, among(col(SourceRecord.source_id), "numbers"))
    return found.options(defer(RAW), defer(SAID))


def read(session: Session, source_ids: Collection[int]) -> None:
    """Read what these source records say, to be compared with what comes; one query."""
    if source_ids:
        wanted = sa.select(SourceRecord).where(col(SourceRecord.id).in_(source_ids))
        session.scalars(wanted.options(defer(RAW))).all()


def belonging_to(session: Session, record_ids: Collection[int]) -> Sequence[SourceRecord]:
    """Return the sources of these union records, also those that were withdrawn; one query, none for no record."""
    if not record_ids:
        return ()
    wanted = sa.select(SourceRecord).where(col(SourceRecord.record_id).in_(record_ids))
    return session.scalars(wanted.options(defer(RAW), defer(SAID))).all()


def said_of(session: Session, record_ids: Collection[int]) -> dict[int, list[Said]]:
    """Return what the sources of these union records say, in the order in which they first came; one query.

    What a library has withdrawn counts only where nobody else says what the book is.
    """
    if not record_ids:
        return {}
    rows = sa.select(SourceRecord).where(col(SourceRecord.record_id).in_(record_ids)).order_by(col(SourceRecord.id))
    return _that_count(
        (source.record_id, source.withdrawn_at is not None, Said(source.id, source.library_id, description))
        for source in session.scalars(rows.options(defer(RAW)))
        if (description := described(source)) is not None
    )


def facts_said_of(session: Session, record_ids: Collection[int]) -> dict[int, list[tuple[int, BookFacts]]]:
    """Return what is compared of the sources of these union records, each with its id, as `said_of` does."""
    row = SourceRecord
    rows = sa.select(col(row.id), col(row.record_id), col(row.withdrawn_at).is_not(None), col(row.said))
    rows = rows.where(col(row.record_id).in_(record_ids)).order_by(col(row.id))
    return _that_count(
        (record_id, is_withdrawn, (source_id, facts))
        for source_id, record_id, is_withdrawn, said in session.execute(rows).all()
        if (facts := facts_kept(said) if said is not None else _facts_of_bytes(session, source_id)) is not None
    )


def _facts_of_bytes(session: Session, source_id: int) -> BookFacts | None:
    description = described(session.get_one(SourceRecord, source_id))
    return None if description is None else facts_of(description)


def _that_count(given: Iterable[tuple[int, bool, T]]) -> dict[int, list[T]]:
    """Return by union record what is said of it: what was withdrawn only where nothing else is."""
    standing: dict[int, list[T]] = defaultdict(list)
    withdrawn: dict[int, list[T]] = defaultdict(list)
    for record_id, is_withdrawn, each in given:
        (withdrawn if is_withdrawn else standing)[record_id].append(each)
    return {record_id: standing[record_id] or withdrawn[record_id] for record_id in {**standing, **withdrawn}}


def once_withdrawn(session: Session, record_ids: Collection[int]) -> list[int]:
    """Return which of these union records a library has withdrawn: what it said counts no more once others say it."""
    if not record_ids:
        return []
    withdrawn = (col(SourceRecord.record_id).in_(record_ids), col(SourceRecord.withdrawn_at).is_not(None))
    return list(session.scalars(sa.select(col(SourceRecord.record_id)).where(*withdrawn).distinct()))


def is_same(one: Description | None, other: Description) -> bool:
    """Whether two records say the same of the book and its copies, whenever they were saved."""
    return one is not None and replace(one, source_updated=None) == replace(other, source_updated=None)
