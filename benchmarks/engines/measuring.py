"""One engine in a process of its own: how long it takes to fill it, to ask it, and how much memory it holds."""

import multiprocessing
import pickle
import random
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any, TypeVar
from zlib import crc32

from benchmarks.engines.fts5 import Fts5
from benchmarks.engines.ours import OpenSearch, Tantivy, Whoosh
from benchmarks.engines.peer import Answer
from benchmarks.engines.postgres import Postgres, PostgresWithPositions
from benchmarks.engines.zebra import Zebra
from library_exchange.search.port import AnalysedQuery, AnalysedRecord

ENGINES: dict[str, Any] = {
    "Whoosh": Whoosh,
    "tantivy": Tantivy,
    "OpenSearch": OpenSearch,
    "FTS5": Fts5,
    "PostgreSQL": Postgres,
    "PostgreSQL+": PostgresWithPositions,
    "Zebra": Zebra,
}
OURS = ("Whoosh", "tantivy", "OpenSearch")
T = TypeVar("T")
Asked = list[tuple[str, AnalysedQuery]]


@dataclass
class Measured:
    """What was measured of one engine; times in milliseconds of processor time, one per question."""

    build_s: float = 0.0
    build_peak_mb: float = 0.0
    disk_mb: float = 0.0
    resident_mb: float = 0.0
    private_mb: float = 0.0
    open_s: float = 0.0
    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    facets: list[int] = field(default_factory=list)
    """Sums of the counts of all facets, one per question, to compare them by; none of a peer without facets."""


def measure(name: str, analysed: Path, size: int, asked: Asked, folder: Path) -> Measured:
    """Fill and ask an engine; ours in two processes, because one that has built holds more memory than one that serves.

    `first` is the pass after opening; `again` a second pass; `bare` one without facets, which only the peers can do,
    and which is all that Zebra does.
    """
    made = Measured()
    if name in OURS and not ENGINES[name].is_server:
        made = _in_its_own_process(_fill, name, analysed, size, folder, made)
        return _in_its_own_process(_serve, name, asked, folder, made)
    return _in_its_own_process(_fill_and_serve, name, analysed, size, asked, folder, made)


def _in_its_own_process(act: Callable[..., Measured], *given: Any) -> Measured:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(act, given)


def stored(analysed: Path, size: int) -> Iterator[AnalysedRecord]:
    """Yield the first `size` analysed records of a file."""
    with analysed.open("rb") as file:
        load = pickle.Unpickler
        yield from (load(file).load() for _ in range(size))


def _fill(name: str, analysed: Path, size: int, folder: Path, made: Measured) -> Measured:
    engine = ENGINES[name](folder)
    _time_build(engine, analysed, size, made)
    engine.close()
    made.disk_mb = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    return made


def _time_build(engine: Any, analysed: Path, size: int, made: Measured) -> None:
    start = time.process_time()
    for _ in stored(analysed, size):
        continue
    reading = time.process_time() - start
    start, start_elsewhere = time.process_time(), engine.cpu_s()
    engine.build(stored(analysed, size))
    here, elsewhere = time.process_time() - start, engine.cpu_s() - start_elsewhere
    # A server's own time counts beside that of its client, which that of one of ours has counted already.
    made.build_s = (elsewhere if engine.counts_its_client else here + (elsewhere if engine.is_server else 0)) - reading
    made.build_peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _serve(name: str, asked: Asked, folder: Path, made: Measured) -> Measured:
    start = time.process_time()
    engine = ENGINES[name](folder)
    engine.search(AnalysedQuery(), True)
    made.open_s = time.process_time() - start
    _ask(engine, asked, made)
    engine.close()
    return made


def _fill_and_serve(name: str, analysed: Path, size: int, asked: Asked, folder: Path, made: Measured) -> Measured:
    engine = ENGINES[name](folder)
    try:
        _time_build(engine, analysed, size, made)
        _ask(engine, asked, made)
        if name in OURS:
            made.disk_mb, made.resident_mb = engine.node.disk_mb(), engine.node.memory_mb()
        elif engine.has_facets:
            made.bare = [_ms(engine, query, with_facets=False)[0] for _, query in asked]
        else:
            made.bare, made.again = made.again, []
    finally:
        engine.close()
    return made


def _ask(engine: Any, asked: Asked, made: Measured) -> None:
    for _, query in asked:
        took, answer = _ms(engine, query, with_facets=True)
        made.first.append(took)
        made.totals.append(answer.total)
        if engine.has_facets:
            made.facets.append(
                crc32(repr(sorted((name, list(found)) for name, found in answer.facets.items())).encode())
            )
    made.again = [_ms(engine, query, with_facets=True)[0] for _, query in asked]
    made.resident_mb, made.private_mb = _memory_mb("VmRSS"), _memory_mb("RssAnon")


def _ms(engine: Any, query: AnalysedQuery, with_facets: bool) -> tuple[float, Answer]:
    start = engine.cpu_s()
    answer = engine.search(query, with_facets)
    return (engine.cpu_s() - start) * 1000, answer


def _memory_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def p50(times: list[float]) -> float:
    """Return the median."""
    return median(times)


def p95(times: list[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(times, n=20, method="inclusive")[-1]


def shuffled(asked: list[T], seed: int = 9) -> list[T]:
    """Return the questions in a random order, always the same."""
    mixed = list(asked)
    random.Random(seed).shuffle(mixed)
    return mixed
