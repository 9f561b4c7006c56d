"""How fast the built-in search engine is, and what the bitmaps give: `python -m benchmarks.search_engine`."""

import argparse
import csv
import gzip
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

from whoosh.analysis import IDTokenizer
from whoosh.fields import FieldType, Schema
from whoosh.formats import Existence
from whoosh.index import create_in
from whoosh.query import And, Every, Or
from whoosh.query import Term as WhooshTerm
from whoosh.sorting import FieldFacet

from library_exchange.core.scripts import script_of
from library_exchange.core.settings import CHECKOUT
from library_exchange.search.planning import plan
from library_exchange.search.port import (
    AllOf,
    AnalysedQuery,
    AnalysedRecord,
    AnyOf,
    Condition,
    Prefix,
    Query,
    SearchableRecord,
    SearchableText,
    Sort,
    Term,
)
from library_exchange.search.records import analyse
from library_exchange.search.sorting import sort_key
from library_exchange.search.whoosh_engine import schema
from library_exchange.search.whoosh_engine.engine import WhooshEngine

SHARED = CHECKOUT.parent / "shared" / "data"
MARK = 777_000_000
LIBRARIES = [f"cn-{n:02d}" for n in range(30)] + [f"ru-{n:02d}" for n in range(30)]
WORDS_ZH = [
    "历史",
    "文学",
    "研究",
    "中国",
    "俄罗斯",
    "经济",
    "文化",
    "图书馆",
    "世界",
    "黑龙江",
    "战争",
    "小说",
    "诗歌",
]
WORDS_RU = ["история", "литература", "исследование", "Китай", "Россия", "экономика", "культура", "мир", "Амур", "война"]
Row = tuple[str, str, str, int | None]


def rows_zh() -> Iterator[Row]:
    """Yield title, author, publisher and year of real Chinese books."""
    with gzip.open(SHARED / "books-zh" / "books_zh_full.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["title"], row["author_statement"], row["publisher"], _year(row["year"])


def rows_ru() -> Iterator[Row]:
    """Yield real Russian books; after the last, the same again with other years."""
    with (SHARED / "books-ru" / "books_ru.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shift = 0
    while True:
        for row in rows:
            year = _year(row["year"])
            yield row["title"], row["author"], row["publisher"], None if year is None else 1900 + (year + shift) % 126
        shift += 7


def rows_made(words: list[str], joint: str) -> Iterator[Row]:
    """Yield made-up books without end."""
    chance = random.Random(20)
    while True:
        yield (
            joint.join(chance.choices(words, k=4)),
            chance.choice(words),
            chance.choice(words),
            chance.randint(1900, 2026),
        )


def corpus(size: int) -> tuple[str, list[SearchableRecord]]:
    """Return a label and `size` records, two thirds Chinese."""
    is_real = (SHARED / "books-zh").is_dir() and (SHARED / "books-ru").is_dir()
    zh, ru = (rows_zh(), rows_ru()) if is_real else (rows_made(WORDS_ZH, ""), rows_made(WORDS_RU, " "))
    records: list[SearchableRecord] = []
    while len(records) < size:
        taken = [*islice(zh, 2), *islice(ru, 1)]
        records += [_record(len(records) + n, row) for n, row in enumerate(taken, 1)]
    label = "real Chinese titles, real Russian ones repeated with other years" if is_real else "SYNTHETIC titles"
    return label, records[:size]


def _year(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) == 4 else None


def _record(number: int, row: Row) -> SearchableRecord:
    title, author, publisher, year = row
    chance = random.Random(number)
    held = tuple(chance.sample(LIBRARIES, chance.randint(1, 5)))
    script = script_of(title)
    return SearchableRecord(
        number,
        1,
        tuple(SearchableText(f, v) for f, v in (("title", title), ("author", author), ("publisher", publisher)) if v),
        languages=("chi",) if script in ("Hans", "Hant") else ("rus",) if script == "Cyrl" else ("eng",),
        year=year,
        countries=tuple({code[:2].upper() for code in held}),
        libraries=held,
        sort_title=sort_key(title, script),
        sort_author=sort_key(author, script_of(author), is_name=True),
    )


def questions(records: list[SearchableRecord]) -> dict[str, list[Query]]:
    """Return forty questions of each kind, drawn from the records' own words."""
    chance = random.Random(5)
    titles = [
        text.value for record in records for text in record.texts if text.field == "title" and len(text.value) > 5
    ]
    russian = [title for title in titles if script_of(title) == "Cyrl"]

    def forty(make: Callable[[], Query]) -> list[Query]:
        return [make() for _ in range(40)]

    def word() -> str:
        title = chance.choice(chance.choice((titles, russian)))
        return chance.choice(title.split()) if script_of(title) == "Cyrl" else title[:2]

    return {
        "one word": forty(lambda: Query(word())),
        "two words": forty(lambda: Query(" ".join(chance.choice(russian).split()[:2]))),
        "a whole title": forty(lambda: Query(chance.choice(titles))),
        "a phrase": forty(lambda: Query(f"«{' '.join(chance.choice(russian).split()[:3])}»")),
        "a cut-off word": forty(lambda: Query(chance.choice(russian)[:4].strip() + "*")),
        "language and years": forty(
            lambda: Query(word(), {"language": (chance.choice(("chi", "rus")),)}, (1950, chance.randint(1980, 2020)))
        ),
        "one library": forty(lambda: Query(word(), {"library": (chance.choice(LIBRARIES),)})),
        "everything": [Query()] * 10,
        "everything of a country": forty(lambda: Query("", {"country": (chance.choice(("CN", "RU")),)})),
        "by year": forty(lambda: Query(word(), sort=Sort.YEAR_NEW)),
        "by title": forty(lambda: Query(word(), sort=Sort.TITLE)),
    }


class StockTerms(FieldType):
    """Terms that were analysed before, as Whoosh's own writer takes them."""

    def __init__(self) -> None:
        super().__init__(Existence(), IDTokenizer(), scorable=True)  # type: ignore[arg-type]

    def index(self, value: Mapping[str, int], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (term, frequency, weight, posting value)."""
        for term, weight in value.items():
            yield term.encode(), weight, float(weight), b""


class StockWhoosh:
    """The same terms in an index of Whoosh's own, asked in its way: `groupedby` for facets, `filter` for choices."""

    def __init__(self, folder: Path, records: list[SearchableRecord]) -> None:
        folder.mkdir()
        names = [name for name, field in schema.schema().items() if isinstance(field, schema.WeightedTerms)]
        index = create_in(str(folder), Schema(**{name: StockTerms() for name in names}))
        writer = index.writer(limitmb=512)
        for record in records:
            writer.add_document(**schema.fields(analyse(record)))
        writer.commit()
        self.searcher = index.searcher()

    def search(self, query: AnalysedQuery) -> int:
        """Return the number of hits, after counting facets and ranking twenty."""
        asked = And([self._whoosh(part) for part in query.required]) if query.required else Every()
        chosen = [
            Or([WhooshTerm(schema.FACET_FIELDS[name], value) for value in values])
            for name, values in query.filters.items()
        ]
        if query.years:
            first, last = query.years
            chosen.append(Or([WhooshTerm(schema.YEAR, str(year)) for year in range(first or 1, (last or 2030) + 1)]))
        results = self.searcher.search(
            asked,
            limit=query.per_page,
            filter=And(chosen) if chosen else None,
            groupedby={name: FieldFacet(field, allow_overlap=True) for name, field in schema.FACET_FIELDS.items()},
        )
        return len(results)

    def _whoosh(self, condition: Condition) -> object:
        match condition:
            case Term(field, text):
                return WhooshTerm(field, text)
            case AllOf(parts):
                return And([self._whoosh(part) for part in parts])
            case AnyOf(parts):
                return Or([self._whoosh(part) for part in parts])
            case Prefix(field, start):
                found = islice(self.searcher.reader().expand_prefix(field, start.encode()), 200)
                return Or([WhooshTerm(field, text.decode()) for text in found])


def cpu_ms(act: Callable[[], object]) -> float:
    """Return the processor time of one call in milliseconds."""
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


def p95(times: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(times)[int(len(times) * 0.95)] if len(times) > 1 else times[0]


def report_building(engine: WhooshEngine, records: list[SearchableRecord], folder: Path) -> None:
    """Fill the index and print how long each part took."""
    start = time.process_time()
    analysed: list[AnalysedRecord] = [analyse(record) for record in records]
    analysing = time.process_time() - start
    start = time.process_time()
    engine.rebuild(analysed)
    writing = time.process_time() - start
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    print(f"analysed   {len(records) / analysing:9,.0f} records per CPU second")
    print(f"written    {len(records) / writing:9,.0f} records per CPU second, {size:,.0f} MB on disk")
    print(f"opened     {cpu_ms(lambda: engine.count):9,.0f} CPU ms")


def report_questions(engine: WhooshEngine, stock: StockWhoosh | None, asked: dict[str, list[Query]]) -> None:
    """Ask everything and print a line per kind of question."""
    print(f"\n{'CPU ms':26}{'p50':>8}{'p95':>8}{'hits p50':>10}{'stock p50':>11}{'stock p95':>11}{'ratio p95':>11}")
    all_ours: list[float] = []
    for kind, queries in asked.items():
        plans = [plan(query) for query in queries]
        ours = [cpu_ms(lambda one=one: engine.search(plan(one))) for one in queries]  # type: ignore[misc]
        hits = statistics.median(engine.search(one).total for one in plans)
        all_ours += ours
        line = f"{kind:26}{statistics.median(ours):8.2f}{p95(ours):8.2f}{hits:10.0f}"
        if stock is not None:
            theirs = [cpu_ms(lambda one=one: stock.search(one)) for one in plans[:12]]  # type: ignore[misc]
            line += f"{statistics.median(theirs):11.1f}{p95(theirs):11.1f}{p95(theirs) / p95(ours):11.0f}"
        print(line)
    print(f"{'all':26}{statistics.median(all_ours):8.2f}{p95(all_ours):8.2f}")


def report_updates(engine: WhooshEngine, records: list[SearchableRecord]) -> None:
    """Change one record at a time and print how long it takes until a search shows it."""
    times, cpu = [], []
    for number, record in enumerate(records[:20]):
        changed = analyse(
            replace(record, version=2, texts=(*record.texts, SearchableText("note", f"пометка {MARK + number}")))
        )
        start, start_cpu = time.perf_counter(), time.process_time()
        engine.put([changed])
        found = engine.search(plan(Query(f"пометка {MARK + number}")))
        times.append((time.perf_counter() - start) * 1000)
        cpu.append((time.process_time() - start_cpu) * 1000)
        if found.ids != (record.id,):
            raise SystemExit(f"record {record.id} did not become visible")
    print(f"\none record changed → visible: {statistics.median(times):.0f} ms (CPU {statistics.median(cpu):.0f} ms)")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--no-stock", action="store_true", help="leave out the comparison, which is slow")
    given = parser.parse_args()
    label, records = corpus(given.records)
    print(f"{len(records):,} records: {label}")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "index"
        engine = WhooshEngine(root)
        report_building(engine, records, root)
        report_questions(
            engine, None if given.no_stock else StockWhoosh(Path(folder) / "stock", records), questions(records)
        )
        report_updates(engine, records)
        engine.close()
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
