"""How time grows with the catalogue: `python -m benchmarks.engines.growing [--records 100000] [--folder KEPT]`.

The built-in engine with so many records and with twice as many is asked the same questions in turn in one process, so
that other work on the machine burdens both alike; CPU time, the first pass apart.
"""

import argparse
import pickle
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.engines.corpus import books, described, records
from benchmarks.engines.measuring import Asked, p50, p95, shuffled, stored
from benchmarks.engines.questions import CLASSES, Asking, frequent_headings
from benchmarks.ground import SHARED_DATA, console, show
from library_exchange.search.planning import plan
from library_exchange.search.port import AnalysedQuery
from library_exchange.search.records import analyse
from library_exchange.search.whoosh_engine.engine import WhooshEngine

PASSES = ("first pass", "second pass", "third pass")
GOAL = 2.2


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=250, help="of each class")
    parser.add_argument("--folder", type=Path, help="where records and indexes are kept for another run")
    given = parser.parse_args()
    if not SHARED_DATA.is_dir():
        raise SystemExit("The lists of real books of shared/data are absent.")
    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as folder:
        _compare(given.records, given.questions, given.folder or Path(folder))


def _compare(size: int, number: int, folder: Path) -> None:
    console.print(described(books(2 * size)))
    engines = [_filled(each, folder) for each in (size, 2 * size)]
    asked = _questions(size, number, folder)
    for name in PASSES:
        times = _asked_in_turn(engines, asked)
        rows = [_row(kind, *(_of_class(kind, some) for some in times)) for kind in (*CLASSES, "all")]
        columns = ["class", f"{size:,} p50", "p95", f"{2 * size:,} p50", "p95", "p50 ratio", "p95 ratio"]
        show(f"{name}, CPU ms; goal: no p95 ratio above {GOAL}", columns, rows)


def _filled(size: int, folder: Path) -> WhooshEngine:
    engine = WhooshEngine(folder / f"index-{size}", refresh_s=3600)
    done = folder / f"index-{size}.done"
    if not done.exists():
        engine.rebuild(stored(analysed_file(size, folder), size))
        done.touch()
    return engine


def analysed_file(size: int, folder: Path) -> Path:
    """Write the analysed records into a file, unless an earlier run has."""
    path = folder / f"{size}.pickle"
    if not path.exists():
        draft = path.with_suffix(".new")
        with draft.open("wb") as file:
            for record in records(books(size)):
                pickle.dump(analyse(record), file, protocol=5)
        draft.replace(path)
    return path


def _questions(size: int, number: int, folder: Path) -> Asked:
    asking = Asking(books(size), frequent_headings(stored(analysed_file(size, folder), min(size, 10_000))))
    return shuffled([(kind, plan(query)) for kind in CLASSES for query in asking.of(kind, number)])


def _asked_in_turn(engines: list[WhooshEngine], asked: Asked) -> list[list[tuple[str, float]]]:
    times: list[list[tuple[str, float]]] = [[] for _ in engines]
    for kind, query in asked:
        for engine, some in zip(engines, times, strict=True):
            some.append((kind, _ms(engine, query)))
    return times


def _ms(engine: WhooshEngine, query: AnalysedQuery) -> float:
    start = time.process_time()
    engine.search(query)
    return (time.process_time() - start) * 1000


def _of_class(kind: str, times: list[tuple[str, float]]) -> list[float]:
    return [took for its, took in times if kind in (its, "all")]


def _row(kind: str, small: list[float], large: list[float]) -> list[str]:
    return [
        kind,
        *_figures(small),
        *_figures(large),
        f"{p50(large) / p50(small):.2f}",
        f"{p95(large) / p95(small):.2f}",
    ]


def _figures(times: list[float]) -> Iterator[str]:
    return (f"{value:.2f}" for value in (p50(times), p95(times)))


if __name__ == "__main__":
    main()
