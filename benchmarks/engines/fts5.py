"""SQLite's FTS5 as a peer: the same terms, the same answers, facets by SQL."""

import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.engines.peer import Answer, encoded, weighted
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
    Sort.TITLE: "d.title, d.author, d.id",
    Sort.AUTHOR: "d.author, d.title, d.id",
    Sort.YEAR_NEW: "d.year IS NULL, d.year DESC, d.title, d.id",
    Sort.YEAR_OLD: "d.year IS NULL, d.year, d.title, d.id",
}
LAST = "\U0010ffff"


class Fts5:
    """A contentless FTS5 table, a table of records, a table of facet values."""

    is_server, has_facets, counts_its_client = False, True, False

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._db = sqlite3.connect(folder / "fts5.sqlite", isolation_level=None)
        self._records = 0
        self._db.execute("PRAGMA cache_size=-262144")
        self._db.execute("PRAGMA temp_store=MEMORY")

    def cpu_s(self) -> float:
        """Return the processor time of this process so far."""
        return time.process_time()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def build(self, records: Iterable[AnalysedRecord]) -> None:
        """Fill the tables in one transaction."""
        columns = ", ".join(f"{name}_t" for name in NAMES)
        self._db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            f"CREATE VIRTUAL TABLE f USING fts5({columns}, content='', tokenize='ascii');"
            "CREATE TABLE d(id INTEGER PRIMARY KEY, year INT, title TEXT, author TEXT);"
            "CREATE TABLE facet(record INT, name TEXT, value TEXT);"
        )
        self._db.execute("BEGIN")
        for record in records:
            self._put(record)
            self._records += 1
        self._db.execute("COMMIT")
        self._db.executescript(
            "CREATE INDEX facet_record ON facet(record, name, value);"
            "CREATE INDEX facet_value ON facet(name, value, record);"
            "CREATE INDEX d_year ON d(year);"
            "CREATE INDEX d_title ON d(title, author);"
            "CREATE INDEX d_author ON d(author);"
            "INSERT INTO f(f) VALUES('optimize'); ANALYZE;"
        )

    def _put(self, record: AnalysedRecord) -> None:
        texts = [" ".join(weighted(record.terms.get(name, {}), name == ANYWHERE)) for name in NAMES]
        marks = ",".join("?" * (len(NAMES) + 1))
        self._db.execute(
            f"INSERT INTO f(rowid, {', '.join(f'{n}_t' for n in NAMES)}) VALUES({marks})", (record.id, *texts)
        )
        place = (record.id, record.year, record.sort_title or LAST, record.sort_author or LAST)
        self._db.execute("INSERT INTO d VALUES(?,?,?,?)", place)
        self._db.executemany(
            "INSERT INTO facet VALUES(?,?,?)",
            [(record.id, name, value) for name, values in record.facets.items() for value in values],
        )

    def search(self, query: AnalysedQuery, with_facets: bool) -> Answer:
        """Return the total, the ids of a page and, if wanted, all facets."""
        match = _match(query)
        total = self._hits("hit", query, match, None)
        if not total and len(query.required) > 1:
            match = _match(query, " OR ")
            total = self._hits("hit", query, match, None)
        ids = self._page(query, match)
        return Answer(total, ids, self._facets(query, match) if with_facets else {})

    def _hits(self, table: str, query: AnalysedQuery, match: str, ignored: str | None) -> int:
        self._db.execute(f"DROP TABLE IF EXISTS temp.{table}")
        where, values = _where(query, ignored)
        source = "f JOIN d ON d.id = f.rowid WHERE f MATCH ?" if match else "d WHERE 1"
        asked = ([match] if match else []) + values
        self._db.execute(f"CREATE TEMP TABLE {table} AS SELECT d.id FROM {source}{where}", asked)
        return int(self._db.execute(f"SELECT count(*) FROM temp.{table}").fetchone()[0])

    def _page(self, query: AnalysedQuery, match: str) -> list[int]:
        offset = (query.page - 1) * query.per_page
        limit = f"LIMIT {query.per_page} OFFSET {offset}"
        if query.sort is Sort.RELEVANCE and match and query.scored:
            where, values = _where(query, None)
            sql = f"SELECT f.rowid FROM f JOIN d ON d.id = f.rowid WHERE f MATCH ?{where} ORDER BY bm25(f) {limit}"
            return [row[0] for row in self._db.execute(sql, [match, *values])]
        order = ORDERS[Sort.YEAR_NEW if query.sort is Sort.RELEVANCE else query.sort]
        sql = f"SELECT d.id FROM temp.hit h JOIN d ON d.id = h.id ORDER BY {order} {limit}"
        return [row[0] for row in self._db.execute(sql)]

    def _facets(self, query: AnalysedQuery, match: str) -> dict[str, list[tuple[str, int]]]:
        found = self._counted("hit", [name for name in FACETS if name not in query.filters])
        for name in query.filters:
            self._hits("other", query, match, name)
            found |= self._counted("other", [name])
        return found

    def _counted(self, table: str, names: list[str]) -> dict[str, list[tuple[str, int]]]:
        # As a join, SQLite reads all facets first: for few hits that is ten times slower.
        sql = (
            "SELECT name, value, count(*) FROM facet INDEXED BY facet_record"
            f" WHERE record IN (SELECT id FROM temp.{table}) AND name IN ({','.join('?' * len(names))})"
            " GROUP BY name, value ORDER BY 3 DESC, 2"
        )
        found: dict[str, list[tuple[str, int]]] = {name: [] for name in names}
        for name, value, number in self._db.execute(sql, names):
            if len(found[name]) < MOST_VALUES.get(name, self._records):
                found[name].append((value, number))
        return found


def _match(query: AnalysedQuery, joint: str = " AND ") -> str:
    """Return an FTS5 query; a question of excluded words alone has none."""
    if not query.required:
        return ""
    asked = joint.join(f"({_asked(part)})" for part in query.required)
    for part in query.excluded:
        asked = f"({asked}) NOT ({_asked(part)})"
    return asked


def _asked(condition: Condition) -> str:
    match condition:
        case Term(field, text):
            return f"{field}_t : {encoded(text)}"
        case Prefix(field, start):
            return f"{field}_t : {encoded(start)} *"
        case AllOf(parts):
            return " AND ".join(f"({_asked(part)})" for part in parts)
        case AnyOf(parts):
            return " OR ".join(f"({_asked(part)})" for part in parts)


def _where(query: AnalysedQuery, ignored: str | None) -> tuple[str, list[object]]:
    sql, values = "", []
    for name, chosen in query.filters.items():
        if name != ignored:
            marks = ",".join("?" * len(chosen))
            sql += f" AND EXISTS (SELECT 1 FROM facet x WHERE x.record = d.id AND x.name = ? AND x.value IN ({marks}))"
            values += [name, *chosen]
    first, last = query.years or (None, None)
    for sign, year in ((">=", first), ("<=", last)):
        if year is not None:
            sql += f" AND d.year {sign} ?"
            values.append(year)
    return sql, values
