"""Keeping the search index in step with the database: by the outbox, and whole when it is lost."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import (
    STANDS,
    BibliographicRecord,
    Classification,
    Holding,
    Identifier,
    Item,
    LocalState,
    SourceRecord,
    TextForm,
)
from library_exchange.catalogue.queries.availability import is_available, items_with_libraries
from library_exchange.catalogue.services.entities import entities_of
from library_exchange.catalogue.set_models import RecordPart
from library_exchange.core import outbox
from library_exchange.core.db import Database
from library_exchange.core.garbage import seldom_collected
from library_exchange.core.models import OutboxMessage
from library_exchange.directory.models import Library
from library_exchange.record_matching.sets import PartKind
from library_exchange.search.errors import IndexAway, IndexDamaged
from library_exchange.search.port import (
    ANYWHERE,
    FIELDS,
    IDENTIFIER,
    ON_SHELF,
    AllOf,
    AnalysedQuery,
    AnalysedRecord,
    SearchableRecord,
    SearchableText,
    SearchEngine,
    Term,
)
from library_exchange.search.records import analyse
from library_exchange.subject_vocabulary.classes import topics_of
from library_exchange.subject_vocabulary.tree import branches_of

PUT = "catalogue.index"
REBUILD = "catalogue.rebuild"
PIECE = 500
PUT_AT_ONCE = 2_000
"""So many records make one commit of the index: each writes every term that its records have."""
ANNOUNCED = 100
SAMPLE = 50
"""So many records are asked for by their own words when the index is compared."""
MOST_ALIKE = 100
MOST_PUT_AGAIN = 5_000
"""Where more records differ, building the whole index is less work."""
SEARCHED_AS = {
    "contributor": "author",
    "parallel_title": "title",
    "alternative_title": "title",
    "original_title": "title",
    "remainder": "title",
    "part_title": "title",
    "keyword": "subject",
}
"""Fields of the index that take the texts of other fields of a record."""


def announce(session: Session, record_ids: Sequence[int]) -> None:
    """Have the index learn of changed records after the commit."""
    if record_ids:
        outbox.put(session, PUT, {"records": sorted(set(record_ids))})


def announce_items(session: Session, item_ids: Iterable[int]) -> None:
    """Have the index learn after the commit that these copies became free or are free no longer."""
    records = sa.select(col(Holding.record_id)).join(Item, col(Item.holding_id) == col(Holding.id))
    announce(session, session.scalars(records.where(col(Item.id).in_(list(item_ids)))).all())


def announce_library(session: Session, library_id: int) -> None:
    """Have the index learn after the commit, by pieces, of all books of a library: whether it lends has changed."""
    held = sa.select(col(Holding.record_id)).where(col(Holding.library_id) == library_id).distinct()
    records = sorted(session.scalars(held))
    for start in range(0, len(records), ANNOUNCED):
        announce(session, records[start : start + ANNOUNCED])


def announce_rebuild(session: Session) -> None:
    """Have the index of this machine built anew in the background, unless that is already ordered."""
    lane = outbox.lane_of(REBUILD, session.info.get("machine"))
    row = OutboxMessage
    is_ordered = (col(row.kind) == REBUILD, col(row.lane) == lane, col(row.done_at).is_(None))
    if session.scalars(sa.select(col(row.id)).where(*is_ordered)).first() is None:
        outbox.put(session, REBUILD, {}, machine=session.info.get("machine"))


def bring_up_to_date(database: Database, engine: SearchEngine, record_ids: Iterable[int]) -> None:
    """Put the present state of these records into the index; repeating it changes nothing.

    Where there is no index, or a damaged one, all of it is built.
    """
    try:
        _put_pieces(database, engine, record_ids)
    except IndexAway:
        raise
    except IndexDamaged:
        rebuild(database, engine)


@seldom_collected()
def _put_pieces(database: Database, engine: SearchEngine, record_ids: Iterable[int]) -> None:
    wanted = sorted(set(record_ids))
    for start in range(0, len(wanted), PUT_AT_ONCE):
        gone = set(wanted[start : start + PUT_AT_ONCE])
        engine.put(_present(database, wanted[start : start + PUT_AT_ONCE], gone))
        if gone:
            engine.remove(sorted(gone))


def _present(database: Database, wanted: Sequence[int], gone: set[int]) -> Iterator[AnalysedRecord]:
    """Yield those of the records that there are, which are not `gone` then."""
    for record in _read(database, (wanted[start : start + PIECE] for start in range(0, len(wanted), PIECE))):
        gone.remove(record.id)
        yield analyse(record)


@seldom_collected()
def rebuild(database: Database, engine: SearchEngine, progress: Callable[[int], None] | None = None) -> int:
    """Build the index anew from the database while the old one goes on answering; return the number of records."""
    return engine.rebuild((analyse(record) for record in all_searchable(database)), progress)


def all_searchable(database: Database) -> Iterator[SearchableRecord]:
    """Yield every record for the index, by pieces, each from one reading session."""
    return _read(database, all_ids(database))


def _read(database: Database, pieces: Iterable[Sequence[int]]) -> Iterator[SearchableRecord]:
    for piece in pieces:
        with database.reading() as session:
            found = searchable(session, piece)
        yield from found


def all_ids(database: Database) -> Iterator[list[int]]:
    """Yield the ids of all records in their order, by pieces, each from one reading session."""
    piece = sa.select(col(BibliographicRecord.id)).where(STANDS).order_by(col(BibliographicRecord.id)).limit(PIECE)
    last = 0
    while True:
        with database.reading() as session:
            ids = [i for i in session.scalars(piece.where(col(BibliographicRecord.id) > last)) if i is not None]
        if not ids:
            return
        yield ids
        last = ids[-1]


def searchable(session: Session, record_ids: Sequence[int]) -> list[SearchableRecord]:
    """Return what the index must know of these records, in a fixed number of queries."""
    texts, subjects = _texts(session, record_ids)
    numbers = _identifiers(session, record_ids)
    classes = _classes(session, record_ids)
    holders = _holders(session, record_ids)
    on_shelf = _on_shelf(session, record_ids)
    entities = entities_of(session, record_ids)
    volumes = _volumes(session, record_ids)
    rows = session.execute(
        sa.select(
            col(BibliographicRecord.id),
            col(BibliographicRecord.version),
            col(BibliographicRecord.languages),
            col(BibliographicRecord.year),
            col(BibliographicRecord.sort_title),
            col(BibliographicRecord.sort_author),
        ).where(col(BibliographicRecord.id).in_(record_ids), STANDS)
    ).all()
    return [
        SearchableRecord(
            id=row.id,
            version=row.version,
            texts=tuple(texts[row.id]),
            identifiers=tuple(numbers[row.id]),
            classes=tuple(number for _scheme, number in classes[row.id]),
            topics=topics_of(classes[row.id]),
            branches=branches_of(classes[row.id]),
            languages=tuple(row.languages),
            year=row.year,
            countries=tuple(sorted({country for _code, country, _kind in holders[row.id]})),
            libraries=tuple(sorted({code for code, _country, _kind in holders[row.id]})),
            library_kinds=tuple(sorted({kind for _code, _country, kind in holders[row.id]})),
            subjects=tuple(subjects[row.id]),
            is_on_shelf=row.id in on_shelf,
            sort_title=row.sort_title,
            sort_author=row.sort_author,
            entities=tuple(entities[row.id]),
            volumes=tuple(sorted(volumes[row.id])),
        )
        for row in rows
    ]


def _texts(session: Session, record_ids: Sequence[int]) -> tuple[dict[int, list[SearchableText]], dict[int, list[str]]]:
    """Return the texts of records and their subject headings as they are printed.

    Pinyin is left out, because the characters are found by it themselves.
    """
    found: dict[int, list[SearchableText]] = defaultdict(list)
    subjects: dict[int, list[str]] = defaultdict(list)
    form = TextForm
    rows = session.execute(
        sa.select(col(form.record_id), col(form.field), col(form.value), col(form.language), col(form.kind))
        .where(col(TextForm.record_id).in_(record_ids))
        .where(sa.or_(col(TextForm.scheme).is_(None), col(TextForm.scheme) != "pinyin"))
        .order_by(col(TextForm.id))
    )
    for record_id, field, value, language, kind in rows:
        found[record_id].append(SearchableText(SEARCHED_AS.get(field, field), value, language))
        if field == "subject" and kind == "original":
            subjects[record_id].append(value)
    return found, subjects


def _volumes(session: Session, record_ids: Sequence[int]) -> dict[int, set[str]]:
    """Return which volumes of their sets records are, by the order in the set; a part of a volume is that one too."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = session.execute(
        sa.select(col(SourceRecord.record_id), col(RecordPart.sort_key))
        .join(RecordPart, col(RecordPart.source_record_id) == col(SourceRecord.id))
        .where(col(SourceRecord.record_id).in_(record_ids), col(RecordPart.kind) == PartKind.VOLUME)
        .where(col(RecordPart.sort_key) != "")
    )
    for record_id, order in rows:
        found[record_id] |= {order, order.partition(".")[0]}
    return found


def _on_shelf(session: Session, record_ids: Sequence[int]) -> set[int]:
    return set(session.scalars(_on_shelf_query().where(col(Holding.record_id).in_(record_ids))))


def _on_shelf_query() -> sa.Select[Any]:
    """Return the query of the records of which a copy can be lent now."""
    return items_with_libraries().add_columns(col(Holding.record_id)).where(is_available()).distinct()


def _identifiers(session: Session, record_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    row = Identifier
    rows = session.execute(sa.select(col(row.record_id), col(row.value)).where(col(row.record_id).in_(record_ids)))
    for record_id, value in rows:
        found[record_id].append(value)
    return found


def _classes(session: Session, record_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Return the class numbers of records, each with its scheme."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    asked = sa.select(col(Classification.record_id), col(Classification.scheme), col(Classification.number))
    for record_id, scheme, number in session.execute(asked.where(col(Classification.record_id).in_(record_ids))):
        found[record_id].append((scheme, number))
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


@dataclass(frozen=True)
class Differences:
    """Ids of records by what the index has wrong of them; `torn` are records that their own words do not find."""

    missing: frozenset[int]
    superfluous: frozenset[int]
    outdated: frozenset[int]
    misplaced: frozenset[int]
    torn: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        """All records that differ."""
        return self.missing | self.superfluous | self.outdated | self.misplaced | self.torn


def differences(database: Database, engine: SearchEngine, sample: int = SAMPLE) -> Differences:
    """Compare the index with the database: ids, versions and free copies of all records, the words of a few.

    Raises IndexDamaged. Changes that wait in the outbox count as differences.
    """
    with database.reading() as session:
        record = BibliographicRecord
        standing = sa.select(col(record.id), col(record.version)).where(STANDS)
        wanted: dict[int, int] = dict(session.execute(standing).all())
        on_shelf = set(session.scalars(_on_shelf_query()))
    present = engine.versions()
    common = wanted.keys() & present.keys()
    same = [record_id for record_id in common if wanted[record_id] == present[record_id]]
    return Differences(
        missing=frozenset(wanted.keys() - present.keys()),
        superfluous=frozenset(present.keys() - wanted.keys()),
        outdated=frozenset(common.difference(same)),
        misplaced=frozenset((on_shelf ^ engine.having("availability", ON_SHELF)) & common),
        torn=_torn(database, engine, random.sample(same, min(sample, len(same)))),
    )


def _torn(database: Database, engine: SearchEngine, record_ids: Sequence[int]) -> frozenset[int]:
    """Return those of the records that a search for all their own words does not find: silent damage."""
    with database.reading() as session:
        found = searchable(session, record_ids)
    return frozenset(record.id for record in found if not _is_found(engine, record))


def _is_found(engine: SearchEngine, record: SearchableRecord) -> bool:
    terms = analyse(record).terms
    words = tuple(Term(name, term) for name in (ANYWHERE, *FIELDS, IDENTIFIER) for term in terms.get(name, ()))
    hits = engine.search(AnalysedQuery(required=(AllOf(words),), per_page=MOST_ALIKE))
    return record.id in hits.ids or hits.total > MOST_ALIKE


def drift(database: Database, engine: SearchEngine) -> list[str]:
    """Return in words where the index and the database disagree; nothing when they agree."""
    try:
        found = differences(database, engine)
    except IndexAway:
        return ["the search server does not answer: see LX_SEARCH_URL"]
    except IndexDamaged:
        return ["the index is missing or unreadable: run `library-exchange reindex`"]
    counted = {
        "records missing in the index": found.missing,
        "records in the index that no longer exist": found.superfluous,
        "records of which the index has another version": found.outdated,
        "records whose free copies the index has wrong": found.misplaced,
        "records that the index does not find by their own words": found.torn,
    }
    return [f"{len(ids)} {what}: run `library-exchange reindex`" for what, ids in counted.items() if ids]


def look_after(database: Database, engine: SearchEngine) -> Differences | None:
    """Tidy the index, compare it with the database and order what differs anew; for the night.

    A few records are put again; many of them, or damage, have the whole index built. Returns what differed, None for
    an index that cannot be read.
    """
    try:
        engine.close()  # opened anew, every file is read and compared
        found = differences(database, engine)
        engine.optimise()
    except IndexAway:
        return None
    except IndexDamaged:
        found = None
    with database.transaction() as session:
        if found is None or found.torn or len(found.all) > MOST_PUT_AGAIN:
            announce_rebuild(session)
        else:
            announce(session, sorted(found.all))
    return found
