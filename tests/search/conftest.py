"""Engines under test, makers of searchable books, and a tiny engine of sets that knows the right answers."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from library_exchange.core.scripts import script_of
from library_exchange.search.planning import plan
from library_exchange.search.port import (
    ANYWHERE,
    FACETS,
    FURTHEST_RECORD,
    MOST_EXPANSIONS,
    MOST_VALUES,
    AllOf,
    AnalysedQuery,
    AnalysedRecord,
    AnyOf,
    Condition,
    Hits,
    Prefix,
    Query,
    SearchableRecord,
    SearchableText,
    SearchEngine,
    Sort,
    Term,
)
from library_exchange.search.records import analyse
from library_exchange.search.sorting import sort_key
from library_exchange.search.tantivy_engine.engine import TantivyEngine
from library_exchange.search.whoosh_engine.engine import WhooshEngine


class ReferenceEngine:
    """A `SearchEngine` that looks at every record; rank is by id."""

    def __init__(self) -> None:
        self.records: dict[int, AnalysedRecord] = {}
        self.commits = 0

    @property
    def generation(self) -> str:
        return str(self.commits)

    @property
    def count(self) -> int:
        return len(self.records)

    def put(self, records: Iterable[AnalysedRecord]) -> None:
        self.records |= {record.id: record for record in records}
        self.commits += 1

    def remove(self, ids: Iterable[int]) -> None:
        for record_id in ids:
            self.records.pop(record_id, None)
        self.commits += 1

    def rebuild(self, records: Iterable[AnalysedRecord], progress: Callable[[int], None] | None = None) -> int:
        self.records = {}
        self.put(records)
        if progress:
            progress(self.count)
        return self.count

    def optimise(self) -> None:
        self.commits += 1

    def close(self) -> None:
        self.commits += 1

    def versions(self) -> dict[int, int]:
        return {record.id: record.version for record in self.records.values()}

    def having(self, facet: str, value: str) -> set[int]:
        return {record.id for record in self.records.values() if value in record.facets.get(facet, ())}

    def counts(self, facet: str, values: Iterable[str]) -> dict[str, int]:
        numbers = {value: len(self.having(facet, value)) for value in values}
        return {value: number for value, number in numbers.items() if number}

    def known(self, terms: Iterable[str]) -> dict[str, int]:
        numbers = {t: sum(t in record.terms.get(ANYWHERE, {}) for record in self.records.values()) for t in terms}
        return {term: number for term, number in numbers.items() if number}

    def search(self, query: AnalysedQuery) -> Hits:
        broad: list[Prefix] = []

        def holds(record: AnalysedRecord, condition: Condition) -> bool:
            match condition:
                case Term(field, text) if field.startswith("facet_"):
                    return text in record.facets.get(field.removeprefix("facet_"), ())
                case Term(field, text):
                    return text in record.terms.get(field, {})
                case AllOf(parts):
                    return all(holds(record, part) for part in parts)
                case AnyOf(parts):
                    return any(holds(record, part) for part in parts)
                case Prefix(field, start):
                    words = sorted(
                        {w for r in self.records.values() for w in r.terms.get(field, {}) if w.startswith(start)}
                    )
                    broad.extend([condition] if len(words) > MOST_EXPANSIONS else [])
                    return not set(words[:MOST_EXPANSIONS]).isdisjoint(record.terms.get(field, {}))

        def matching(combine: Callable[[Iterable[bool]], bool], parts: tuple[Condition, ...]) -> list[AnalysedRecord]:
            return [
                record
                for record in self.records.values()
                if (not parts or combine(holds(record, part) for part in parts))
                and not any(holds(record, part) for part in query.excluded)
            ]

        def passes(record: AnalysedRecord, but: str | None = None) -> bool:
            first, last = query.years or (None, None)
            in_years = query.years is None or (
                record.year is not None and (first or 0) <= record.year <= (9999 if last is None else last)
            )
            return in_years and all(
                name == but or set(values) & set(record.facets.get(name, ())) for name, values in query.filters.items()
            )

        found, is_loosened = matching(all, query.required), False
        named = [record.id for record in found]
        sure = {*named, *(record.id for record in (matching(all, query.sure) if query.sure else []))}
        if query.wider:
            found += [record for record in matching(all, query.wider) if record.id not in named]
        if not found and query.loose:
            found = matching(any, query.loose)
            is_loosened = bool(found)
        hits = sorted((record for record in found if passes(record)), key=lambda record: _order(record, query.sort))
        if query.wider and query.sort is Sort.RELEVANCE:
            spoken = set(query.preferred)
            apt = [record.id for record in matching(all, query.apt)]
            hits.sort(
                key=lambda r: (
                    r.id not in named,
                    r.id not in (*apt, *named),
                    spoken.isdisjoint(r.facets["language"]) or r.id in named,
                )
            )
        counts = {name: dict.fromkeys(query.filters.get(name, ()), 0) for name in FACETS}
        for name in FACETS:
            for record in found:
                for value in record.facets.get(name, ()) if passes(record, but=name) else ():
                    counts[name][value] = counts[name].get(value, 0) + 1
        start = (query.page - 1) * query.per_page
        behind = [record for record in hits if query.below is None or record.id < query.below]
        return Hits(
            total=len(hits),
            ids=tuple(record.id for record in behind[start : min(start + query.per_page, FURTHEST_RECORD)]),
            facets={name: _shown(name, c, query.filters.get(name, ())) for name, c in counts.items()},
            is_loosened=is_loosened,
            is_partial=bool(broad) or query.is_trimmed,
            is_sure=not query.wider or any(record.id in sure for record in hits),
        )


def _shown(facet: str, counts: dict[str, int], chosen: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    most_first = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    most = MOST_VALUES.get(facet, len(counts))
    return tuple(pair for place, pair in enumerate(most_first) if place < most or pair[0] in chosen)


def _order(record: AnalysedRecord, sort: Sort) -> tuple[object, ...]:
    title = (not record.sort_title, record.sort_title)
    author = (not record.sort_author, record.sort_author)
    match sort:
        case Sort.TITLE:
            return (*title, *author, record.id)
        case Sort.AUTHOR:
            return (*author, *title, record.id)
        case Sort.YEAR_NEW:
            return (record.year is None, -(record.year or 0), *title, record.id)
        case Sort.YEAR_OLD:
            return (record.year is None, record.year or 0, *title, record.id)
        case Sort.RELEVANCE:
            return (record.id,)
        case Sort.ADDED:
            return (-record.id,)


def book(record_id: int, title: str, author: str = "", version: int = 1, **more: object) -> AnalysedRecord:
    """A record as the catalogue would hand it over."""
    texts = tuple(SearchableText(field, value) for field, value in (("title", title), ("author", author)) if value)
    return analyse(
        SearchableRecord(
            record_id,
            version,
            (*texts, *more.pop("texts", ())),  # type: ignore[misc]
            sort_title=sort_key(title, script_of(title)),
            sort_author=sort_key(author, script_of(author), is_name=True),
            **more,  # type: ignore[arg-type]
        )
    )


def current(folder: Path) -> Path:
    """Return the folder of the index that is in force."""
    return folder / "index" / (folder / "index" / "current").read_text().split()[0]


@pytest.fixture(name="book", scope="session")
def _book() -> Callable[..., AnalysedRecord]:
    """Make a record for the index."""
    return book


@pytest.fixture(scope="session")
def reference() -> type[ReferenceEngine]:
    """The engine that is slow and right."""
    return ReferenceEngine


@pytest.fixture
def make_whoosh(tmp_path: Path) -> Iterator[Callable[..., WhooshEngine]]:
    """Open the Whoosh engine in `tmp_path / "index"`, as often as wanted, each like a process of its own."""
    opened: list[WhooshEngine] = []

    def make(**more: float) -> WhooshEngine:
        opened.append(WhooshEngine(tmp_path / "index", **({"refresh_s": 0.0, "lock_wait_s": 0.2} | more)))
        return opened[-1]

    yield make
    for engine in opened:
        engine.close()


@pytest.fixture
def make_tantivy(tmp_path: Path) -> Iterator[Callable[..., TantivyEngine]]:
    """Open the tantivy engine in `tmp_path / "index"`, as often as wanted, each like a process of its own."""
    opened: list[TantivyEngine] = []

    def make(**more: float) -> TantivyEngine:
        opened.append(TantivyEngine(tmp_path / "index", **({"refresh_s": 0.0, "lock_wait_s": 0.2} | more)))
        return opened[-1]

    yield make
    for engine in opened:
        engine.close()


@pytest.fixture(params=["whoosh", "tantivy", "reference"])
def engine(request: pytest.FixtureRequest) -> SearchEngine:
    """Each engine in turn, empty."""
    kind = request.param
    made = ReferenceEngine() if kind == "reference" else request.getfixturevalue(f"make_{kind}")()
    made.rebuild([])
    return made  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def ask() -> Callable[..., Hits]:
    """Put a reader's words to an engine; all hits on one page."""

    def asked(engine: SearchEngine, text: str = "", **more: object) -> Hits:
        return engine.search(plan(Query(text, **({"per_page": 100} | more))))  # type: ignore[arg-type]

    return asked


@pytest.fixture(scope="module")
def whoosh_shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., WhooshEngine]]:
    """Put books on a shelf of their own in the usual engine: each an id, a title, an author."""
    made: list[WhooshEngine] = []

    def put(books: Iterable[tuple[object, ...]]) -> WhooshEngine:
        engine = WhooshEngine(tmp_path_factory.mktemp("shelf") / "index")
        engine.rebuild(book(*row) for row in books)  # type: ignore[arg-type]
        made.append(engine)
        return engine

    yield put
    for engine in made:
        engine.close()
