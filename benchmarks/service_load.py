"""Readers, clerks and an import at the same time on a whole service: `python -m benchmarks.service_load`.

Windows without and with an import take turns, so that what else the machine does falls on both. Nobody may be answered
with a fault or read that the database is held, and searches may take twice as long at most while a file is taken in.
Meanwhile it is watched what memory, open files and the queues of each process come to.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from threading import Event

import sqlalchemy as sa
from sqlmodel import col

from benchmarks.races import _database_url
from benchmarks.service_people import Acts, at_work, order_import, unfinished
from benchmarks.services import LIBRARIES, Service, serving
from library_exchange.core.db import reading
from library_exchange.core.garbage import serve_undisturbed
from library_exchange.core.models import OutboxMessage

AT_MOST = 2.0
"""So many times as long as in quiet 95 of 100 searches may take while a file is taken in."""


def load(seed: int, windows: int, seconds: float, folder: Path, url: str = "", filled: Path | None = None) -> list[str]:
    """Have windows of both kinds take turns; return what was broken, and print what was measured."""
    acts, stop, spans, imports = Acts(), Event(), [], 0
    serve_undisturbed()  # as the service does
    with serving(folder, url, filled) as service:
        people = at_work(service, acts, str(seed), stop, clerks=5, readers=20, pause_s=1.0)
        time.sleep(10)
        watched = [watch(service)]
        for number in range(2 * windows):
            is_busy, until = number % 2 == 1, time.monotonic() + seconds
            begun = time.monotonic()
            while (left := until - time.monotonic()) > 0:
                if is_busy and not unfinished(service):
                    order_import(service, acts, LIBRARIES[imports % 2])
                    imports += 1
                time.sleep(min(1, left))
            spans.append((is_busy, begun, time.monotonic()))
            while is_busy and unfinished(service):
                time.sleep(1)
            watched.append(watch(service))
            print(watched[-1], flush=True)
        stop.set()
        for each in people:
            each.join()
        broken = service.rests() + acts.lost(service) + service.broken(at_rest=True) + acts.faults
    print(f"seed {seed}: {len(acts.took)} answers {dict(acts.answers)}, {imports} files; {acts.count()} acknowledged")
    for who in ("reader", "clerk"):
        quiet, busy = (_told(acts, who, spans, is_busy) for is_busy in (False, True))
        print(f"{who}s: {quiet[1]} in quiet; {busy[1]} while a file is taken in: p95 {busy[0] / quiet[0]:.2f} times")
        if who == "reader" and busy[0] > AT_MOST * quiet[0]:
            broken.append("searches take more than twice as long while a file is taken in")
    return broken


def _told(acts: Acts, who: str, spans: list[tuple[bool, float, float]], is_busy: bool) -> tuple[float, str]:
    """Return the 95th percentile of what somebody waited in the windows of one kind, in s, and more in words."""
    mine = [(begun, ended) for kind, begun, ended in spans if kind is is_busy]
    took = [took for each, at, took in acts.took if each == who and any(a <= at < b for a, b in mine)]
    p95 = quantiles(took, n=20)[-1]
    return (
        p95,
        f"{len(took)} answers, median {median(took) * 1000:.0f}, p95 {p95 * 1000:.0f}, {max(took):.1f} s at most",
    )


def watch(service: Service) -> str:
    """Tell what the processes hold now, and what waits in the outbox."""
    held = []
    for each in service.processes:
        pid = each.runs.pid if each.runs else None
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        memory = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        held.append(f"{each.words}: {memory:.0f} MB, {len(list(Path(f'/proc/{pid}/fd').iterdir()))} files")
    queues = [path.stat().st_size for each in service.processes for path in each.folder.glob("jobs/queue.sqlite*")]
    with service.inside.app_context(), reading() as session:
        waits = sa.select(sa.func.count()).select_from(OutboxMessage).where(col(OutboxMessage.done_at).is_(None))
        return f"{'; '.join(held)}; queues {sum(queues) / 1e3:.0f} kB; {session.scalar(waits)} wait in the outbox"


def main() -> int:
    """Load a service, and print what was broken; return 1 if anything was."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or the URL of an empty database")
    parser.add_argument("--windows", type=int, default=4, help="of each kind")
    parser.add_argument("--seconds", type=float, default=120, help="of each")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1, 10**6))
    parser.add_argument("--filled", type=Path, help="the instance folder of a demonstration on SQLite, to copy")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="loaded-") as folder, _database_url(given.database, Path(folder)) as url:
        broken = load(given.seed, given.windows, given.seconds, Path(folder), url, given.filled)
    for each in broken:
        print(f"broken: {each}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
