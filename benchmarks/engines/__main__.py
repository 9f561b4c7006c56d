"""How fast the engines are beside their peers: `python -m benchmarks.engines [--records 100000]`.

Each engine is filled with the same analysed records and asked the same questions, in a random order that is always the
same, one at a time, in a process of its own. Every answer of ours has the total, twenty ids and the counts of all
facets; of the peers the same ("whole"), and total and ids alone ("bare"), which is all that Zebra gives. Times are
processor time, PostgreSQL's that of its backend, Zebra's that of its server. "PostgreSQL+" has positions in its
vectors.
"""

import argparse
import pickle
import tempfile
import time
from pathlib import Path

from benchmarks.engines import zebra
from benchmarks.engines.corpus import books, described, records
from benchmarks.engines.measuring import ENGINES, OURS, Asked, Measured, measure, p50, p95, shuffled, stored
from benchmarks.engines.questions import CLASSES, Asking, frequent_headings
from benchmarks.ground import SHARED_DATA, console, show
from library_exchange.search.planning import plan
from library_exchange.search.records import analyse


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=500, help="of each class")
    parser.add_argument("--peer-questions", type=int, default=1200, help="of all classes, for the slower peers")
    parser.add_argument("--engines", default=",".join(ENGINES), help="of " + ", ".join(ENGINES))
    parser.add_argument("--folder", type=Path, help="where analysed records are kept for another run")
    given = parser.parse_args()
    if not SHARED_DATA.is_dir():
        raise SystemExit("The lists of real books of shared/data are absent.")
    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as folder:
        kept = given.folder or Path(folder)
        analysed, headings = _analysed(given.records, kept)
        asked = _questions(given.records, given.questions, headings)
        measured = {
            name: measure(name, analysed, given.records, _for(name, asked, given.peer_questions), Path(folder) / name)
            for name in _present(given.engines.split(","))
        }
    _report(measured, asked, given.records)


def _present(names: list[str]) -> list[str]:
    if "Zebra" in names and not zebra.is_installed():
        console.print("Zebra (idzebra-2.0) is not installed here: left out")
        return [name for name in names if name != "Zebra"]
    return names


def _for(name: str, asked: Asked, most: int) -> Asked:
    return asked if name in OURS else asked[:most]


def _analysed(size: int, folder: Path) -> tuple[Path, list[str]]:
    """Write the analysed records into a file, unless an earlier run has; return it and the frequent headings."""
    path, found = folder / f"{size}.pickle", books(size)
    console.print(described(found))
    if not path.exists():
        draft = path.with_suffix(".new")
        start = time.process_time()
        with draft.open("wb") as file:
            for record in records(found):
                pickle.dump(analyse(record), file, protocol=5)
        console.print(f"analysed and stored {size / (time.process_time() - start):,.0f} records per CPU second")
        draft.replace(path)
    return path, frequent_headings(stored(path, min(size, 10_000)))


def _questions(size: int, number: int, headings: list[str]) -> Asked:
    asking = Asking(books(size), headings)
    queries = [(kind, query) for kind in CLASSES for query in asking.of(kind, number)]
    times, planned = [], []
    for kind, query in queries:
        start = time.process_time()
        planned.append((kind, plan(query)))
        times.append((time.process_time() - start) * 1000)
    console.print(f"planning a question: p50 {p50(times):.2f}, p95 {p95(times):.2f} CPU ms; not in the tables")
    return shuffled(planned)


def _report(measured: dict[str, Measured], asked: Asked, size: int) -> None:
    _report_building(measured, size)
    for name, each in measured.items():
        _report_classes(name, each, asked)
    _report_ratios(measured, asked)
    first, right = next(iter(measured.items()))
    for name, each in measured.items():
        agree = sum(one == other for one, other in zip(each.totals, right.totals, strict=False))
        alike = sum(one == other for one, other in zip(each.facets, right.facets, strict=False))
        console.print(f"{name}: {agree:,} of {len(each.totals):,} totals are those of {first}, {alike:,} facets")


def _report_building(measured: dict[str, Measured], size: int) -> None:
    rows = [
        [
            name,
            f"{size / each.build_s:,.0f}",
            f"{each.build_peak_mb:,.0f}",
            f"{each.disk_mb:,.0f}" if name in OURS else "",
            f"{each.open_s:.2f}" if name in OURS else "",
            f"{each.resident_mb:,.0f}" if name in OURS else "",
            f"{each.private_mb:,.0f}" if name in OURS else "",
        ]
        for name, each in measured.items()
    ]
    columns = ["engine", "records per CPU s", "peak MB", "disk MB", "opened, CPU s", "serving MB", "of it own MB"]
    show(f"Building and holding {size:,} records", columns, rows)


def _of_class(times: list[float], asked: Asked, kind: str) -> list[float]:
    return [took for took, (its, _) in zip(times, asked, strict=False) if kind in (its, "all")]


def _report_classes(name: str, each: Measured, asked: Asked) -> None:
    rows = []
    for kind in (*CLASSES, "all"):
        row = [kind]
        for times in (each.first, each.again, each.bare):
            mine = _of_class(times, asked, kind) if times else []
            row += [f"{p50(mine):.2f}", f"{p95(mine):.2f}"] if mine else ["", ""]
        rows.append(row)
    show(f"{name}, CPU ms", ["class", "first p50", "first p95", "p50", "p95", "bare p50", "bare p95"], rows)


def _report_ratios(measured: dict[str, Measured], asked: Asked) -> None:
    if "Whoosh" not in measured or len(measured) < 2:
        return
    others = [name for name in measured if name != "Whoosh"]
    rows = []
    for kind in (*CLASSES, "all"):
        ours = p95(_of_class(measured["Whoosh"].again, asked, kind))
        row = [kind, f"{ours:.2f}"]
        for name in others:
            each = measured[name]
            row += [_ratio(times, asked, kind, ours) for times in (each.again, each.bare)]
        rows.append(row)
    columns = ["class", "Whoosh p95", *(f"{name} {how}" for name in others for how in ("whole", "bare"))]
    show("p95 of the others as a multiple of Whoosh's", columns, rows)


def _ratio(times: list[float], asked: Asked, kind: str, ours: float) -> str:
    mine = _of_class(times, asked, kind)
    return f"{p95(mine) / ours:.2f}" if mine else ""


if __name__ == "__main__":
    main()
