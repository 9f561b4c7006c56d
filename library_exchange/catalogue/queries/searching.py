"""The search page: ids and counts from the index, everything shown from the database, in a fixed number of queries."""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
import structlog
from sqlmodel import Session, col

from library_exchange.authority.name_display import Forms, name_blocks
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.catalogue.queries.availability import counted, with_items
from library_exchange.catalogue.queries.correcting import corrections, homophones
from library_exchange.catalogue.queries.gathering import GATHERED, Entry, by_work, one_by_one, works_of
from library_exchange.catalogue.queries.other_languages import in_other_languages
from library_exchange.catalogue.queries.recognising import Entity, Recogniser
from library_exchange.core.among import among, as_parameter
from library_exchange.core.text import folded
from library_exchange.core.titles import TitleBlock, Written, cover, joined, title_block
from library_exchange.directory.models import Library
from library_exchange.learned_forms.queries import meant
from library_exchange.natural_language import said_conditions
from library_exchange.natural_language.asking import without_asking
from library_exchange.natural_language.said_conditions import Said
from library_exchange.natural_language.volume_wishes import with_volume, with_volume_again
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.budget import Budget
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.kept_plans import kept_plan
from library_exchange.search.planning import plan, plan_class
from library_exchange.search.port import AnalysedQuery, Hits, Marks, Query, SearchEngine, Sort, Topic
from library_exchange.search.query import LONGEST, MOST_CLAUSES, without_title_marks
from library_exchange.search.ranks import is_certainly_found, most_held_first, spoken_by, whole
from library_exchange.subject_vocabulary import reading
from library_exchange.subject_vocabulary.tree import codes_named

log = structlog.get_logger(__name__)

MOST_WORDS = 8
CARDS_KEPT = 2048
FEW = 10
CLAUSE_MARKS = frozenset('":：-*“”„«»《》〈〉「」『』')
"""Where one of these is, a query may have several clauses, each of which may name somebody."""

NAMES_LAST_S = 60
_names: WeakKeyDictionary[Any, dict[str, tuple[dict[str, str], float]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Source:
    """What a card is made of: the texts of a record as stored, and per country the libraries and the free copies.

    `is_own` says that the reader's own library holds it; `languages` is the list of codes as stored.
    """

    id: int
    texts: str
    held: tuple[tuple[str, int, int], ...] = ()
    is_own: bool = False
    languages: str = "[]"


@dataclass(frozen=True, slots=True)
class Card:
    """One record in a list; `is_own` where the reader's own library holds it, `languages` (ISO 639-2) it is in."""

    id: int
    title: TitleBlock
    authors: list[tuple[str, str]]
    imprint: tuple[str, str] | None
    holders: list[tuple[str, int]]
    is_available: bool
    cover: tuple[str, str]
    is_own: bool = False
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What a search found: `degraded` if the database answered in place of the index.

    `sources` are the records of the page, `entries` which of them stand together, `pages` how many pages there are.
    `persons` are words of the query that name persons and nothing else; `said` what it says of time and language of the
    books, `is_missed` that none is of these, so that books for its other words are shown; `topics` what words name.
    """

    total: int
    sources: list[Source]
    facets: Mapping[str, Sequence[tuple[str, int]]]
    loosened: bool = False
    degraded: bool = False
    library_names: Mapping[str, str] = field(default_factory=dict)
    recognised: Sequence[Entity] = ()
    corrected: str | None = None
    marks: Marks = field(default_factory=Marks)
    entries: Sequence[Entry] = ()
    pages: int = 1
    persons: Sequence[tuple[str, ...]] = ()
    said: Said | None = None
    is_missed: bool = False
    topics: Sequence[Topic] = ()


def search(
    session: Session,
    engine: SearchEngine,
    query: Query,
    language: str,
    own: int | None = None,
    *,
    is_by_work: bool = False,
) -> Found:
    """Return the page of `query` for a reader of `language` and of the library `own`, books in her language first.

    Three database queries, one without words, and more where other texts are tried for want of a sure answer. With
    `is_by_work` the editions of a work are one entry, which takes one more unless it was asked within a minute.
    A damaged or missing index is answered from the database, plainly and without facets.
    """
    query = with_volume(replace(query, preferred=spoken_by(query.text, language)))
    first = replace(query, page=1, per_page=GATHERED) if is_by_work else query
    try:
        answer = _asked(session, engine, first)
        generation = engine.generation
    except IndexDamaged:
        log.warning("search.degraded")
        answer, generation = _Answer(search_database(session, first), degraded=True), None
    hits = answer.hits
    if is_by_work:
        page = by_work(hits, works_of(session, hits.ids, generation), query, partial(_again, session, engine, answer))
    else:
        page = one_by_one(hits, query)
    return Found(
        total=hits.total,
        sources=sources(session, [record_id for entry in page.entries for record_id in entry], own),
        facets=hits.facets,
        loosened=hits.is_loosened,
        degraded=answer.degraded,
        library_names=library_names(session, language),
        recognised=answer.recognised,
        corrected=with_volume_again(answer.corrected, query),
        marks=answer.marks,
        entries=page.entries,
        pages=page.pages,
        persons=answer.persons,
        said=answer.said,
        is_missed=answer.is_missed,
        topics=answer.topics,
    )


def _again(session: Session, engine: SearchEngine, answer: "_Answer", query: Query) -> Hits:
    """Return another page of what was answered."""
    if answer.planned is None:
        return search_database(session, query)
    return engine.search(replace(answer.planned, page=query.page, per_page=query.per_page))


@dataclass(frozen=True)
class _Answer:
    """What the index found for a text, which persons and works the text names, and the text if it was corrected.

    `planned` is what the index was asked, None where the database answered; if loosened it finds nothing, `otherwise`
    may. `persons` are the words that name persons, `said` and `is_missed` as of what is found.
    """

    hits: Hits
    planned: AnalysedQuery | None = None
    otherwise: "_Answer | None" = None
    recognised: Sequence[Entity] = ()
    corrected: str | None = None
    degraded: bool = False
    persons: Sequence[tuple[str, ...]] = ()
    said: Said | None = None
    is_missed: bool = False

    @property
    def marks(self) -> Marks:
        """What to mark in the texts shown."""
        return self.planned.marks if self.planned else Marks()

    @property
    def topics(self) -> Sequence[Topic]:
        """The topics that words name."""
        return self.planned.topics if self.planned else ()

    @property
    def is_full(self) -> bool:
        """Whether there are books that have all that was asked."""
        return bool(self.hits.total) and not self.hits.is_loosened

    @property
    def is_sure(self) -> bool:
        """Whether some book has all that was asked as it was asked, and not only what may be meant by it."""
        return self.is_full and (self.planned is None or is_certainly_found(self.planned, self.hits))

    def loosened(self, engine: SearchEngine) -> "_Answer":
        """Return this if books have all that was asked, else the books that have some of it."""
        if self.is_full:
            return self
        answer = replace(self, hits=engine.search(self.planned)) if self.planned and self.planned.loose else self
        return answer if answer.hits.total or self.otherwise is None else self.otherwise.loosened(engine)

    def or_else(self, other: "_Answer") -> "_Answer":
        """Return this with `other` in its place where no book has even some of what was asked."""
        return replace(self, otherwise=self.otherwise.or_else(other) if self.otherwise else other)


def _asked(session: Session, engine: SearchEngine, query: Query) -> _Answer:
    """Return the answer to a query; where no book has all its words, to what was probably meant.

    Books with some of the words are looked for last: what was meant otherwise needs none of them.
    """
    return _meant(session, engine, query).loosened(engine)


def _meant(session: Session, engine: SearchEngine, query: Query) -> _Answer:
    if query.is_exact or not query.text.strip():
        planned = kept_plan(query, most=GATHERED)
        return _Answer(engine.search(planned), planned)
    planned_class = plan_class(query, GATHERED, codes_named(query.text))
    by_class = _Answer(engine.search(planned_class), planned_class) if planned_class else None
    if by_class is not None and by_class.is_full:
        return by_class
    first = _answered(session, engine, query)
    for less in (without_asking, without_title_marks):
        if not first.is_sure and (text := less(query.text)) != query.text:
            query = replace(query, text=text)
            first = _answered(session, engine, query)
    is_sure = first.is_sure
    if _is_narrowed(query) or (is_sure and not _may_be_chance(first)):
        return first
    if not is_sure and by_class is not None:
        return by_class
    if not is_sure and (found := _with_conditions(session, engine, query)) is not None:
        return found
    guessed = None
    for text in _other_texts(session, engine, query.text, is_sure):
        other = replace(_answered(session, engine, replace(query, text=text)), corrected=text)
        if other.is_sure:
            return _in_other_languages(session, engine, other)
        guessed = guessed or (other if other.is_full else None)
    first = _in_other_languages(session, engine, first)
    return guessed.or_else(first) if guessed and not first.is_full else first


def _in_other_languages(session: Session, engine: SearchEngine, answer: _Answer) -> _Answer:
    """Return the answer with books that may be its first ones in another language, where few books were found."""
    if answer.planned is None or not answer.is_full or not _may_be_chance(answer):
        return answer
    planned, hits = in_other_languages(session, engine, answer.planned, answer.hits)
    return replace(answer, planned=planned, hits=hits)


def _with_conditions(session: Session, engine: SearchEngine, query: Query) -> _Answer | None:
    """Return the books for the words of a query that are of the time and language it says, else all for these words.

    A century of which there is no such book stays words, as it was written: None.
    """
    said = said_conditions.read(query.text)
    if said is None:
        return None
    filters = {"language": (said.language,)} if said.language else {}
    narrowed = _answered(session, engine, replace(query, text=said.words, years=said.years, filters=filters))
    if narrowed.is_full:
        return replace(narrowed, said=said)
    if said.is_century:
        return None
    every = _answered(session, engine, replace(query, text=said.words))
    return replace(every, said=said, is_missed=True) if every.is_full else None


def _other_texts(session: Session, engine: SearchEngine, text: str, is_sure: bool) -> Iterable[str]:
    """Return what may have been meant by a text for which there surely are books, or none."""
    return homophones(session, engine, text) if is_sure else corrections(session, engine, text, Budget())


def _answered(session: Session, engine: SearchEngine, query: Query) -> _Answer:
    recogniser = Recogniser(session)
    if CLAUSE_MARKS & set(query.text):
        recogniser.expect(list(runs(prepared(query.text[:LONGEST])))[:MOST_CLAUSES])
    planned = kept_plan(query, lambda words: recogniser(words) or meant(session, words), GATHERED, reading.stretches)
    persons = tuple(dict.fromkeys(recogniser.persons))
    planned = most_held_first(planned, [each.tag for each in recogniser.seen.values() if each.is_by_surname], engine)
    recognised = tuple(recogniser.seen.values())
    answer = _Answer(engine.search(whole(planned)), planned, recognised=recognised, persons=persons)
    if answer.is_full or not recogniser.seen:
        return answer
    # Perhaps the words name nobody; who is left out by a minus stays out.
    planned = replace(plan(query, most=GATHERED), excluded=planned.excluded)
    plain = _Answer(engine.search(whole(planned)), planned, persons=persons)
    return plain if plain.is_full else answer.or_else(plain)


def _may_be_chance(answer: _Answer) -> bool:
    """Whether the words may be together in these few books by chance, because they were meant to be others."""
    return not answer.recognised and not answer.topics and answer.hits.total <= FEW


def _is_narrowed(query: Query) -> bool:
    """Whether the words may be right and only filters leave nothing."""
    return bool(query.filters or query.years)


def search_database(session: Session, query: Query) -> Hits:
    """Find records whose titles or names contain all words; the way while the index is out of order."""
    words = folded(query.text).split()[:MOST_WORDS]
    number = col(BibliographicRecord.id)
    conditions = [col(BibliographicRecord.folded).contains(word, autoescape=True) for word in words]
    total = session.scalar(sa.select(sa.func.count()).select_from(BibliographicRecord).where(*conditions)) or 0
    is_by_number = query.sort is Sort.ADDED
    if is_by_number and query.below is not None:
        conditions.append(number < query.below)
    order = (number.desc(),) if is_by_number else (col(BibliographicRecord.sort_title), number)
    page = sa.select(number).where(*conditions).order_by(*order).limit(query.per_page)
    ids = session.scalars(page.offset((query.page - 1) * query.per_page))
    return Hits(total=total, ids=tuple(i for i in ids if i is not None), facets={})


def library_names(session: Session, language: str) -> Mapping[str, str]:
    """Return the names of all libraries by code, in the interface language `language`; up to a minute old."""
    kept = _names.setdefault(session.get_bind(), {})
    names, until = kept.get(language, ({}, 0.0))
    if time.monotonic() >= until:
        names = dict(session.connection().execute(_names_query(language)).all())
        kept[language] = (names, time.monotonic() + NAMES_LAST_S)
    return names


@cache
def _names_query(language: str) -> Any:
    names = {"zh": Library.name_zh, "ru": Library.name_ru}.get(language, Library.name_en)
    return sa.select(col(Library.code), col(names))


def sources(session: Session, record_ids: Sequence[int], own: int | None = None) -> list[Source]:
    """Return what the cards of these records are made of, in the order given, for `own`'s readers; one query."""
    if not record_ids:
        return []
    texts: dict[int, tuple[str, str]] = {}
    held: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    holding: set[int] = set()
    asked = {"ids": as_parameter(record_ids), "own": own or 0}
    for record_id, text, languages, *found in session.connection().execute(_sources_query(), asked):
        country, libraries, available, is_own = found
        texts[record_id] = (text, languages)
        if is_own:
            holding.add(record_id)
        if country is not None:
            held[record_id].append((country, libraries, available or 0))
    return [Source(i, texts[i][0], tuple(held[i]), i in holding, texts[i][1]) for i in record_ids if i in texts]


@cache
def _sources_query() -> Any:
    """Return the query of texts with, by country, libraries and free copies; built once, for building costs more."""
    record = BibliographicRecord
    libraries = sa.func.count(sa.distinct(col(Library.id)))
    stored = (sa.cast(column, sa.Text) for column in (col(record.card), col(record.languages)))
    return (
        with_items(sa.select(col(record.id), *stored, col(Library.country), libraries))
        .add_columns(counted(), sa.func.max(sa.case((col(Library.id) == sa.bindparam("own"), 1), else_=0)))
        .where(among(col(record.id), "ids"))
        .group_by(col(record.id), col(Library.country))
        .order_by(col(Library.country))
    )


def cards(session: Session, record_ids: Sequence[int], language: str, own: int | None = None) -> list[Card]:
    """Return the cards of these records in the order given, for a reader of `language` and of `own`; one query."""
    return [card(source, language) for source in sources(session, record_ids, own)]


@lru_cache(maxsize=CARDS_KEPT)
def card(source: Source, language: str) -> Card:
    """Return the card of a record for a reader of `language`; it is kept, for a page asks for it several times."""
    stored = json.loads(source.texts)
    title = title_block(stored["titles"], language)
    return Card(
        id=source.id,
        title=title,
        authors=[(name.value, name.lang) for name in _spoken(stored["authors"], language)],
        imprint=joined(stored["imprint"]) if stored["imprint"] else None,
        holders=[(country, libraries) for country, libraries, _available in source.held],
        is_available=any(available for _country, _libraries, available in source.held),
        cover=cover(title.original.value),
        is_own=source.is_own,
        languages=tuple(json.loads(source.languages)),
    )


def _spoken(people: Sequence[Forms], language: str) -> list[Written]:
    """Return each name as the reader knows it and as it is written, if that differs."""
    blocks = name_blocks([forms for forms in people if forms], language)
    return [name for block in blocks for name in (block.shown, block.beside) if name]
