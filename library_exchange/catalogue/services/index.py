"""Keeping the search index in step with the database: by the outbox, and whole when it is lost."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import (
    BibliographicRecord,
    Classification,
    Holding,
    Identifier,
    Item,
    LocalState,
    TextForm,
)
from library_exchange.catalogue.services.entities import entities_of
from library_exchange.core import outbox
from library_exchange.core.db import Database
from library_exchange.core.models import OutboxMessage
from library_exchange.directory.models import Library
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.port import SearchableRecord, SearchableText, SearchEngine
from library_exchange.search.records import analyse

PUT = "catalogue.index"
REBUILD = "catalogue.rebuild"
PIECE = 500
SEARCHED_AS = {
    "contributor": "author",
    "parallel_title": "title",
    "alternative_title": "title",
    "remainder": "title",
    "part_title": "title",
    "keyword": "subject",
}
"""Fields of the index that take the texts of other fields of a record."""


def announce(session: Session, record_ids: Sequence[int]) -> None:
    """Have the index learn of changed records after the commit."""
    if record_ids:
        outbox.put(session, PUT, {"records": sorted(set(record_ids))})


def announce_rebuild(session: Session) -> None:
    """Have the index built anew in the background, unless that is already ordered."""
    ordered = session.scalars(
        sa.select(col(OutboxMessage.id)).where(col(OutboxMessage.kind) == REBUILD, col(OutboxMessage.done_at).is_(None))
    ).first()
    if ordered is None:
        outbox.put(session, REBUILD, {})


def bring_up_to_date(database: Database, engine: SearchEngine, record_ids: Iterable[int]) -> None:
    """Put the present state of these records into the index; repeating it changes nothing.

    Where there is no index, or a damaged one, all of it is built.
    """
    try:
        _put_pieces(database, engine, record_ids)
    except IndexDamaged:
        rebuild(database, engine)


def _put_pieces(database: Database, engine: SearchEngine, record_ids: Iterable[int]) -> None:
    wanted = sorted(set(record_ids))
    for start in range(0, len(wanted), PIECE):
        piece = wanted[start : start + PIECE]
        with database.reading() as session:
            found = searchable(session, piece)
        engine.put(analyse(record) for record in found)
        gone = set(piece) - {record.id for record in found}
        if gone:
            engine.remove(sorted(gone))


def rebuild(database: Database, engine: SearchEngine, progress: Callable[[int], None] | None = None) -> int:
    """Build the index anew from the database while the old one goes on answering; return the number of records."""
    return engine.rebuild((analyse(record) for record in all_searchable(database)), progress)


def all_searchable(database: Database) -> Iterator[SearchableRecord]:
    """Yield every record for the index, by pieces, each from one reading session."""
    last = 0
    while True:
        with database.reading() as session:
            ids = list(
                session.scalars(
                    sa.select(col(BibliographicRecord.id))
                    .where(col(BibliographicRecord.id) > last)
                    .order_by(col(BibliographicRecord.id))
                    .limit(PIECE)
                )
            )
            found = searchable(session, [i for i in ids if i is not None])
        if not ids:
            return
        yield from found
        last = ids[-1] or 0


def searchable(session: Session, record_ids: Sequence[int]) -> list[SearchableRecord]:
    """Return what the index must know of these records, in a fixed number of queries."""
    texts = _texts(session, record_ids)
    numbers = _numbers(session, record_ids)
    holders = _holders(session, record_ids)
    entities = entities_of(session, record_ids)
    rows = session.execute(
        sa.select(
            col(BibliographicRecord.id),
            col(BibliographicRecord.version),
            col(BibliographicRecord.languages),
            col(BibliographicRecord.year),
            col(BibliographicRecord.sort_title),
            col(BibliographicRecord.sort_author),
        ).where(col(BibliographicRecord.id).in_(record_ids))
    ).all()
    return [
        SearchableRecord(
            id=row.id,
            version=row.version,
            texts=tuple(texts[row.id]),
            identifiers=tuple(numbers[row.id]),
            languages=tuple(row.languages),
            year=row.year,
            countries=tuple(sorted({country for _code, country, _kind in holders[row.id]})),
            libraries=tuple(sorted({code for code, _country, _kind in holders[row.id]})),
            library_kinds=tuple(sorted({kind for _code, _country, kind in holders[row.id]})),
            sort_title=row.sort_title,
            sort_author=row.sort_author,
            entities=tuple(entities[row.id]),
        )
        for row in rows
    ]


def _texts(session: Session, record_ids: Sequence[int]) -> dict[int, list[SearchableText]]:
    """Return the texts of records; pinyin is left out, because the characters are found by it themselves."""
    found: dict[int, list[SearchableText]] = defaultdict(list)
    rows = session.execute(
        sa.select(col(TextForm.record_id), col(TextForm.field), col(TextForm.value), col(TextForm.language))
        .where(col(TextForm.record_id).in_(record_ids))
        .where(sa.or_(col(TextForm.scheme).is_(None), col(TextForm.scheme) != "pinyin"))
        .order_by(col(TextForm.id))
    )
    for record_id, field, value, language in rows:
        found[record_id].append(SearchableText(SEARCHED_AS.get(field, field), value, language))
    return found


def _numbers(session: Session, record_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for table, column in ((Identifier, Identifier.value), (Classification, Classification.number)):
        rows = session.execute(sa.select(col(table.record_id), col(column)).where(col(table.record_id).in_(record_ids)))
        for record_id, value in rows:
            found[record_id].append(value)
    return found


def _holders(session: Session, record_ids: Sequence[int]) -> dict[int, list[tuple[str, str, str]]]:
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    rows = session.execute(
        sa.select(col(Holding.record_id), col(Library.code), col(Library.country), col(Library.kind))
        .join(Library, col(Library.id) == col(Holding.library_id))
        .join(Item, col(Item.holding_id) == col(Holding.id))
        .where(col(Holding.record_id).in_(record_ids), col(Item.local_state) != LocalState.WITHDRAWN)
        .distinct()
    )
    for record_id, code, country, kind in rows:
        found[record_id].append((code, country, str(kind)))
    return found


def drift(database: Database, engine: SearchEngine) -> list[str]:
    """Return in words where the index and the database disagree; nothing when they agree."""
    with database.reading() as session:
        rows = session.execute(sa.select(col(BibliographicRecord.id), col(BibliographicRecord.version)))
        wanted = dict(rows.all())
    try:
        present = engine.versions()
    except IndexDamaged:
        return ["the index is missing or unreadable: run `library-exchange reindex`"]
    counted = {
        "records missing in the index": len(wanted.keys() - present.keys()),
        "records in the index that no longer exist": len(present.keys() - wanted.keys()),
        "records of which the index has another version": sum(
            1 for record_id in wanted.keys() & present.keys() if wanted[record_id] != present[record_id]
        ),
    }
    return [f"{number} {what}: run `library-exchange reindex`" for what, number in counted.items() if number]
