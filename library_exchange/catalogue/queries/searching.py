"""The search page: ids and counts from the index, everything shown from the database, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord, Holding
from library_exchange.catalogue.queries.availability import counted, items_with_libraries
from library_exchange.catalogue.queries.blocks import TitleBlock, Written, block, cover, joined
from library_exchange.catalogue.queries.correcting import corrections
from library_exchange.catalogue.queries.recognising import Entity, Recogniser
from library_exchange.core.text import folded
from library_exchange.directory.models import Library
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.planning import plan
from library_exchange.search.port import Hits, Query, SearchEngine

log = structlog.get_logger(__name__)

MOST_WORDS = 8


@dataclass(frozen=True)
class Card:
    """One record in a list."""

    id: int
    title: TitleBlock
    authors: list[tuple[str, str]]
    imprint: tuple[str, str] | None
    holders: list[tuple[str, int]]
    is_available: bool
    cover: tuple[str, str]
    url: str = ""
    request_url: str | None = None


@dataclass(frozen=True)
class Found:
    """What a search found: `degraded` if the database answered in place of the index."""

    total: int
    cards: list[Card]
    facets: Mapping[str, Sequence[tuple[str, int]]]
    loosened: bool = False
    degraded: bool = False
    library_names: Mapping[str, str] = field(default_factory=dict)
    recognised: Sequence[Entity] = ()
    corrected: str | None = None


def search(session: Session, engine: SearchEngine, query: Query, language: str) -> Found:
    """Return the page of `query` for a reader of `language`; three database queries, six where names are recognised.

    A damaged or missing index is answered from the database, plainly and without facets.
    """
    try:
        answer = _asked(session, engine, query)
    except IndexDamaged:
        log.warning("search.degraded")
        answer = _Answer(search_database(session, query), degraded=True)
    hits = answer.hits
    return Found(
        total=hits.total,
        cards=cards(session, hits.ids, language),
        facets=hits.facets,
        loosened=hits.is_loosened,
        degraded=answer.degraded,
        library_names=library_names(session, language),
        recognised=answer.recognised,
        corrected=answer.corrected,
    )


@dataclass(frozen=True)
class _Answer:
    """What the index found for a text, which persons and works the text names, and the text if it was corrected."""

    hits: Hits
    recognised: Sequence[Entity] = ()
    corrected: str | None = None
    degraded: bool = False

    @property
    def is_full(self) -> bool:
        """Whether there are books that have all that was asked."""
        return bool(self.hits.total) and not self.hits.is_loosened


def _asked(session: Session, engine: SearchEngine, query: Query) -> _Answer:
    """Return the answer to a query; where no book has all its words, to what was probably meant."""
    if query.is_exact or not query.text.strip():
        return _Answer(engine.search(plan(query)))
    first = _answered(session, engine, query)
    if first.is_full or _is_narrowed(query):
        return first
    for text in corrections(session, engine, query.text):
        other = _answered(session, engine, replace(query, text=text))
        if other.is_full:
            return replace(other, corrected=text)
    return first


def _answered(session: Session, engine: SearchEngine, query: Query) -> _Answer:
    recogniser = Recogniser(session)
    hits = engine.search(plan(query, recogniser))
    if not hits.total and recogniser.seen:
        return _Answer(engine.search(plan(query)))
    return _Answer(hits, tuple(recogniser.seen.values()))


def _is_narrowed(query: Query) -> bool:
    """Whether the words may be right and only filters leave nothing."""
    return bool(query.filters or query.years)


def search_database(session: Session, query: Query) -> Hits:
    """Find records whose titles or names contain all words; the way while the index is out of order."""
    words = folded(query.text).split()[:MOST_WORDS]
    conditions = [col(BibliographicRecord.folded).contains(word, autoescape=True) for word in words]
    total = session.scalar(sa.select(sa.func.count()).select_from(BibliographicRecord).where(*conditions)) or 0
    ids = session.scalars(
        sa.select(col(BibliographicRecord.id))
        .where(*conditions)
        .order_by(col(BibliographicRecord.sort_title), col(BibliographicRecord.id))
        .limit(query.per_page)
        .offset((query.page - 1) * query.per_page)
    )
    return Hits(total=total, ids=tuple(i for i in ids if i is not None), facets={})


def library_names(session: Session, language: str) -> dict[str, str]:
    """Return the names of all libraries by code, in the interface language `language`."""
    return dict(session.execute(_names_query(language)).all())


@cache
def _names_query(language: str) -> Any:
    names = {"zh": Library.name_zh, "ru": Library.name_ru}.get(language, Library.name_en)
    return sa.select(col(Library.code), col(names))


def cards(session: Session, record_ids: Sequence[int], language: str) -> list[Card]:
    """Return the cards of these records in the order given, for a reader of `language`; two queries."""
    if not record_ids:
        return []
    found = dict(session.execute(_cards_query(), {"ids": list(record_ids)}).all())
    held = _holders(session, record_ids)
    return [_card(i, found[i], held.get(i, []), language) for i in record_ids if i in found]


# Statements of the page that everybody waits for are built once: building one costs more than running it.
@cache
def _cards_query() -> sa.Select[Any]:
    record = BibliographicRecord
    return sa.select(col(record.id), col(record.card)).where(col(record.id).in_(sa.bindparam("ids", expanding=True)))


def _holders(session: Session, record_ids: Sequence[int]) -> dict[int, list[tuple[str, int, int]]]:
    found: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for record_id, country, libraries, available in session.execute(_holders_query(), {"ids": list(record_ids)}):
        found[record_id].append((country, libraries, available or 0))
    return found


@cache
def _holders_query() -> sa.Select[tuple[int, str, int, int]]:
    """Return the query of countries, libraries and free copies by record, built once."""
    return (
        items_with_libraries()
        .add_columns(
            col(Holding.record_id), col(Library.country), sa.func.count(sa.distinct(col(Library.id))), counted()
        )
        .where(col(Holding.record_id).in_(sa.bindparam("ids", expanding=True)))
        .group_by(col(Holding.record_id), col(Library.country))
        .order_by(col(Library.country))
    )


def _card(record_id: int, card: dict[str, Any], held: list[tuple[str, int, int]], language: str) -> Card:
    title = block(card["titles"], language)
    return Card(
        id=record_id,
        title=title,
        authors=[(name.value, name.lang) for names in card["authors"] for name in _spoken(names, language)],
        imprint=joined(card["imprint"]) if card["imprint"] else None,
        holders=[(country, libraries) for country, libraries, _available in held],
        is_available=any(available for _country, _libraries, available in held),
        cover=cover(title.original.value),
    )


def _spoken(names: Sequence[Sequence[Any]], language: str) -> list[Written]:
    """Return a name as it is written and as the reader knows it, if that differs."""
    shown = block(names, language)
    return [shown.original] + ([shown.translation] if shown.translation else [])
