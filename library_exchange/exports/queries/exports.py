"""A library's exports, and the records that go into one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord, SourceRecord
from library_exchange.catalogue.queries.searching import search, search_database
from library_exchange.catalogue.schemas import SearchInput
from library_exchange.core.db import PIECE, Database
from library_exchange.core.errors import NotFound
from library_exchange.exports.models import Covers, Export
from library_exchange.marc.description import Description
from library_exchange.marc.profiles.tables import Profile
from library_exchange.references.queries.descriptions import descriptions
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.planning import plan
from library_exchange.search.port import FURTHEST_RECORD, Query, SearchEngine

MOST_FOUND = FURTHEST_RECORD
"""As far pages of a search can be turned, so many of its books go into one file."""
PER_PIECE = 100
"""So many records are read, with their bytes, at once."""


def exports_of(session: Session, library_id: int, limit: int, offset: int) -> tuple[int, Sequence[Export]]:
    """Return how many exports a library has and one page of them, the newest first."""
    own = col(Export.library_id) == library_id
    total = session.scalar(sa.select(sa.func.count()).select_from(Export).where(own)) or 0
    rows = sa.select(Export).where(own).order_by(col(Export.id).desc()).limit(limit).offset(offset)
    return total, session.scalars(rows).all()


def get_export(session: Session, library_id: int, export_id: int) -> Export:
    """Return an export of the library. Raises NotFound, also for another library's."""
    found = session.get(Export, export_id)
    if found is None or found.library_id != library_id:
        raise NotFound("export", export_id=export_id)
    return found


def found_by(session: Session, engine: SearchEngine, text: str, library_code: str) -> list[int]:
    """Return the union records that a search finds among those of one library, as far as pages can be turned.

    Names that only sound so in another script are not among them. While the index is out of order others are; of these
    the library has no records to take out.
    """
    asked = Query(text, {"library": (library_code,)}, per_page=FURTHEST_RECORD)
    try:
        return list(engine.search(replace(plan(asked, None), wider=())).ids)
    except IndexDamaged:
        return list(search_database(session, asked).ids)


def hits_of(session: Session, engine: SearchEngine, asked: SearchInput, language: str) -> tuple[int, list[int]] | None:
    """Return how many books a search finds with its filters, and the first of them; as the page of the search counts.

    None while the index is out of order: the database that answers then knows no filters.
    """
    found = search(session, engine, asked.query(1, MOST_FOUND), language)
    return None if found.degraded else (found.total, [source.id for source in found.sources])


def count_listed(session: Session, library_id: int, source_ids: Sequence[int]) -> int:
    """Return how many of the records `source_ids` are the library's own."""
    own = sa.select(sa.func.count()).select_from(SourceRecord).where(col(SourceRecord.library_id) == library_id)
    pieces = (source_ids[at : at + PIECE] for at in range(0, len(source_ids), PIECE))
    return sum(session.scalar(own.where(col(SourceRecord.id).in_(piece))) or 0 for piece in pieces)


def count_own(session: Session, library_id: int, record_ids: Sequence[int] | None) -> int:
    """Return how many records the library itself gave stand: all, or those of the union records `record_ids`."""
    if record_ids is None:
        return session.scalar(_counted(library_id)) or 0
    pieces = (record_ids[at : at + PIECE] for at in range(0, len(record_ids), PIECE))
    return sum(
        session.scalar(_counted(library_id).where(col(SourceRecord.record_id).in_(piece))) or 0 for piece in pieces
    )


def _counted(library_id: int) -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(SourceRecord).where(*_standing(library_id))


def _standing(library_id: int) -> tuple[Any, ...]:
    return col(SourceRecord.library_id) == library_id, col(SourceRecord.withdrawn_at).is_(None)


def usual_profile(session: Session, library_id: int) -> Profile | None:
    """Return the format in which most of a library's records came; None for one that has none."""
    profile = col(SourceRecord.profile)
    counted = (
        sa.select(profile).where(*_standing(library_id)).group_by(profile).order_by(sa.func.count().desc(), profile)
    )
    usual = session.scalar(counted.limit(1))
    return Profile(usual) if usual in set(Profile) else None


def own_records(
    database: Database, library_id: int, record_ids: Sequence[int] | None
) -> Iterator[Sequence[SourceRecord]]:
    """Give the library's own records that stand, a few at a time: a session lasts no longer than one piece."""
    own = sa.select(SourceRecord).where(*_standing(library_id)).order_by(col(SourceRecord.id)).limit(PER_PIECE)
    if record_ids is None:
        yield from _pieces(database, own)
        return
    for at in range(0, len(record_ids), PIECE):
        yield from _pieces(database, own.where(col(SourceRecord.record_id).in_(record_ids[at : at + PIECE])))


def listed_records(database: Database, library_id: int, source_ids: Sequence[int]) -> Iterator[Sequence[SourceRecord]]:
    """Give these records of the library a few at a time, also those that are withdrawn."""
    own = sa.select(SourceRecord).where(col(SourceRecord.library_id) == library_id).order_by(col(SourceRecord.id))
    for at in range(0, len(source_ids), PIECE):
        chosen = own.where(col(SourceRecord.id).in_(source_ids[at : at + PIECE]))
        yield from _pieces(database, chosen.limit(PER_PIECE))


def union_records(database: Database, record_ids: Sequence[int]) -> Iterator[Sequence[Description]]:
    """Give what the union catalogue says of these records, a few at a time and in this order."""
    for at in range(0, len(record_ids), PER_PIECE):
        with database.reading() as session:
            found = descriptions(session, record_ids[at : at + PER_PIECE])
        yield [said for _record_id, said in found]


def own_pieces(database: Database, export: Export) -> Iterator[Sequence[SourceRecord]]:
    """Give the library's own records that an export covers."""
    if export.covers is Covers.LISTED:
        return listed_records(database, export.library_id, export.record_ids or [])
    return own_records(database, export.library_id, export.record_ids)


def _pieces(database: Database, rows: sa.Select[Any]) -> Iterator[Sequence[SourceRecord]]:
    last = 0
    while True:
        with database.reading() as session:
            found: Sequence[SourceRecord] = session.scalars(rows.where(col(SourceRecord.id) > last)).all()
        if not found:
            return
        last = found[-1].id
        yield found


def cards(session: Session, record_ids: Sequence[int]) -> list[tuple[int, dict[str, Any]]]:
    """Return the short displays of union records, in the order given."""
    chosen = sa.select(col(BibliographicRecord.id), col(BibliographicRecord.card)).where(
        col(BibliographicRecord.id).in_(record_ids), STANDS
    )
    by_id = {row.id: row.card for row in session.execute(chosen)}
    return [(record_id, by_id[record_id]) for record_id in record_ids if record_id in by_id]
