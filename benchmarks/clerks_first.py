"""How long clerks wait to write while a large file is taken in on SQLite: `python -m benchmarks.clerks_first`.

Once as it is, once without turns and with pieces of a hundred records, in one run.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median, quantiles
from threading import Event, Thread

from flask import Flask

from benchmarks.ground import SHARED_DATA, add_library, fresh_app, show, take_in
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Unavailable
from library_exchange.core.settings import CHECKOUT
from library_exchange.core.turns import Turns, long_work
from library_exchange.directory.models import Library
from library_exchange.imports.services import taking_in

FILE = SHARED_DATA / "marc/rusmarc/irbis_istu_ibis_471_utf8.iso"
CLERKS, READERS = 5, 20
THINKS_S, READS_EVERY_S = 0.1, 1.0


class Waited:
    """How long each act took, in seconds, and how many were refused."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.refused = 0

    def measure(self, act: Callable[[], None]) -> None:
        begun = time.monotonic()
        try:
            act()
        except Unavailable:
            self.refused += 1
        self.times.append(time.monotonic() - begun)


def _write() -> None:
    with transaction() as session:
        audit.record(session, Actor("person"), "bench", "library", 1)


def _read() -> None:
    with reading() as session:
        session.get(Library, 1)


def _person(app: Flask, act: Callable[[], None], pause_s: float, seed: int, ended: Event, waited: Waited) -> None:
    thinks = Random(seed)
    with app.app_context():
        while not ended.wait(thinks.uniform(0, 2 * pause_s)):
            waited.measure(act)


def _crowded(app: Flask, folder: Path, library: int) -> tuple[float, Waited, Waited]:
    """Take the file in among people; return how long that took, and what clerks and readers waited."""
    ended, clerks, readers = Event(), Waited(), Waited()
    crowd = [
        Thread(target=_person, args=(app, act, pause, seed, ended, waited))
        for seed, (act, pause, waited) in enumerate(
            [(_write, THINKS_S, clerks)] * CLERKS + [(_read, READS_EVERY_S, readers)] * READERS
        )
    ]
    for each in crowd:
        each.start()
    begun = time.monotonic()
    with long_work():
        take_in(FILE, library, folder)
    took = time.monotonic() - begun
    ended.set()
    for each in crowd:
        each.join()
    return took, clerks, readers


@contextmanager
def _as_before() -> Iterator[None]:
    """Nobody stands in line, and pieces are as large as they may be."""
    take, size = Turns.take, taking_in.HELD_S
    Turns.take, taking_in.HELD_S = lambda _self: None, 1e6  # type: ignore[method-assign]
    try:
        yield
    finally:
        Turns.take, taking_in.HELD_S = take, size  # type: ignore[method-assign]


def _row(name: str, took: float, who: str, waited: Waited) -> list[str]:
    p95 = quantiles(waited.times, n=20)[-1]
    told = (median(waited.times), p95, max(waited.times))
    return [
        f"{name}: {who}",
        str(len(waited.times)),
        *(f"{1000 * each:,.0f}" for each in told),
        str(waited.refused),
        f"{took:.1f}",
    ]


def main() -> None:
    """Print the table."""
    if not FILE.is_file():
        raise SystemExit(f"The real files are read from {SHARED_DATA.relative_to(CHECKOUT.parent)}, which is absent.")
    rows = []
    for name, way in (("without turns", _as_before), ("clerks first", None)):
        with fresh_app() as (app, folder):
            library = add_library("bench", "RU")
            if way is None:
                took, clerks, readers = _crowded(app, folder, library)
            else:
                with way():
                    took, clerks, readers = _crowded(app, folder, library)
        rows += [_row(name, took, "writes of 5 clerks", clerks), _row(name, took, "reads of 20 readers", readers)]
    show("While a file is taken in", ["", "acts", "p50, ms", "p95, ms", "longest, ms", "refused", "file, s"], rows)


if __name__ == "__main__":
    main()
