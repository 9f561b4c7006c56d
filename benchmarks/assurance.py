"""The long versions of what tests try in short: kills under load, many at once for minutes, backups under load, races.

    python -m benchmarks.assurance                  all of it at full size; hours on a small machine
    python -m benchmarks.assurance kills backups    some of it

The sizes come from the environment (`SIZES`), the seed is printed; with LX_ASSURE_SEED it is the same again. Exit code
1 if any promise was broken.
"""

import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from library_exchange.app import create_app
from library_exchange.core import audit, backup, outbox, restore, schema
from library_exchange.core.actor import clock
from library_exchange.core.checkpoints import Checkpoints
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.errors import Unavailable
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.core.settings import CHECKOUT, Settings

SIZES = {
    "LX_ASSURE_KILLS": 200,
    "LX_ASSURE_SECONDS": 600,
    "LX_ASSURE_BACKUPS": 50,
    "LX_ASSURE_ROUNDS": 1000,
    "LX_ASSURE_ROWS": 200_000,
    "LX_ASSURE_FUZZ": 600,
    "LX_ASSURE_SCAN": 900,
}
WRITERS, READERS = 8, 20
KINDS = "sqlite", "postgres"
KIND = "assurance.effect"
FORK = get_context("fork")


def size(name: str) -> int:
    """Return a size, from the environment or as it is promised."""
    return int(os.environ.get(name, SIZES[name]))


@contextmanager
def ground() -> Iterator[tuple[Settings, str]]:
    """Give the settings and the URL of an instance with an empty database of the newest schema."""
    with tempfile.TemporaryDirectory(prefix="assurance-") as folder:
        settings = Settings(instance_dir=Path(folder), _env_file=None)
        app = create_app(settings)
        schema.upgrade(app)
        app.extensions["database"].dispose()
        yield settings, settings.database


def carry_out_once(database: Database) -> None:
    """Have what is in the outbox leave one row in the audit, however often it is carried out."""

    @outbox.handles(KIND, batch=5)
    def effect(payloads: Any) -> None:
        with database.transaction() as session:
            for payload in payloads:
                wanted = (col(AuditEntry.action) == "effect", col(AuditEntry.subject_id) == payload["number"])
                if session.scalars(sa.select(AuditEntry).where(*wanted)).first() is None:
                    audit.record(session, clock(), "effect", "assurance", payload["number"])


def write(database: Database, number: int) -> None:
    """One act: a row of the audit and a row of the outbox, in one transaction."""
    with database.transaction() as session:
        audit.record(session, clock(), "note", "assurance", number)
        outbox.put(session, KIND, {"number": number})


# Kills ----------------------------------------------------------------------------------------------------------------


def at_work(url: str, first: int, said: Connection) -> None:
    """Write in four threads and carry out the outbox in a fifth, until killed; say each number once it is committed."""
    database = Database(url)

    carry_out_once(database)

    def writing(thread: int) -> None:
        for number in range(first + thread, first + 1_000_000, 4):
            write(database, number)
            said.send(number)

    def working() -> None:
        with database.transaction() as session:
            outbox.release_claims(session)
        while True:
            outbox.drain(database, limit=50)

    threads = [Thread(target=writing, args=(n,), daemon=True) for n in range(4)] + [Thread(target=working, daemon=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def kills(chance: random.Random) -> bool:
    """Kill a process that writes and carries out, at random times; nothing that was said to be saved may be lost."""
    acknowledged: set[int] = set()
    broken = 0
    with ground() as (_settings, url):
        for round_ in range(size("LX_ASSURE_KILLS")):
            ours, theirs = FORK.Pipe(duplex=False)
            process = FORK.Process(target=at_work, args=(url, round_ * 1_000_000, theirs))
            process.start()
            theirs.close()
            end = time.monotonic() + chance.uniform(0.05, 0.6)
            while time.monotonic() < end:
                if ours.poll(0.01):
                    acknowledged.add(ours.recv())
            os.kill(process.pid or 0, signal.SIGKILL)
            process.join()
            try:
                while True:
                    acknowledged.add(ours.recv())
            except (EOFError, OSError):
                pass
            broken += _is_broken(url)
        return _after_kills(url, acknowledged, broken)


def _is_broken(url: str) -> bool:
    database = Database(url)
    found = backup.damage(database)
    database.dispose()
    return bool(found)


def _after_kills(url: str, acknowledged: set[int], broken: int) -> bool:
    """Carry out what is left, and compare what was said with what there is."""
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=at_rest, args=(url, theirs))
    process.start()
    written, effects, twice, left = ours.recv()
    process.join()
    lost, undone = len(acknowledged - written), len(written ^ effects)
    print(
        f"kills: {size('LX_ASSURE_KILLS')} kills, {len(acknowledged)} acts acknowledged, {lost} of them lost;"
        f" {broken} times damage; {len(written)} acts in the database, {undone} without their effect or the reverse,"
        f" {twice} effects twice, {left} rows left in the outbox"
    )
    return not (lost or broken or undone or twice or left)


def at_rest(url: str, said: Connection) -> None:
    """Carry out all that is left; say what was written, what had its effect, what had it twice, what is left."""
    database = Database(url)

    carry_out_once(database)
    with database.transaction() as session:
        outbox.release_claims(session)
    outbox.drain(database, limit=10_000_000)
    with database.reading() as session:
        number, action = col(AuditEntry.subject_id), col(AuditEntry.action)
        written = set(session.scalars(sa.select(number).where(action == "note")))
        effects = session.scalars(sa.select(number).where(action == "effect")).all()
        open_rows = sa.select(sa.func.count()).where(col(OutboxMessage.done_at).is_(None))
        left = session.scalar(open_rows.select_from(OutboxMessage))
    said.send((written, set(effects), len(effects) - len(set(effects)), left))


# Many at once ---------------------------------------------------------------------------------------------------------


def counting_up(url: str, row: int, stop: Any, said: Connection) -> None:
    """Count up in a process and with connections of its own; say how long each took, and what was refused."""
    said.send(counted_up(Database(url), row, stop))


def counted_up(database: Database, row: int, stop: Any) -> tuple[list[tuple[float, float]], list[str]]:
    """Read a number, add one and write it, again and again; return when, how long each took, and what was refused."""
    took, refused = [], []
    while not stop.is_set():
        at = time.monotonic()
        try:
            with database.transaction() as session:
                kept = session.get_one(OutboxMessage, row)
                kept.waits += 1
                session.add(kept)
                audit.record(session, clock(), "count", "assurance", row)
            took.append((at, time.monotonic() - at))
        except (SQLAlchemyError, Unavailable) as error:
            refused.append(type(error).__name__)
        time.sleep(0.005)
    return took, refused


def reading_on(url: str, stop: Any, said: Connection) -> None:
    """Read the newest rows again and again; say how often, how long each took, and what was refused."""
    database, took, refused = Database(url), [], []
    newest = sa.select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(20)
    while not stop.is_set():
        at = time.monotonic()
        try:
            with database.reading() as session:
                session.scalars(newest).all()
            took.append((at, time.monotonic() - at))
        except (SQLAlchemyError, Unavailable) as error:
            refused.append(type(error).__name__)
        time.sleep(0.02)
    said.send((took, refused))


def begun(work: Callable[..., None], *given: Any) -> tuple[Any, Connection]:
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=work, args=(*given, theirs))
    process.start()
    theirs.close()
    return process, ours


def one_row(url: str) -> int:
    """Put down the number that writers count up; return its row."""
    database = Database(url)
    with database.transaction() as session:
        row = OutboxMessage(kind=KIND, lane="quick", created_at=now(), due_at=now(), done_at=now())
        session.add(row)
        session.flush()
        number = row.id
    database.dispose()
    return number


def counted(url: str, row: int) -> int:
    database = Database(url)
    with database.reading() as session:
        found = session.get_one(OutboxMessage, row).waits
    database.dispose()
    return found


def told(took: list[float]) -> str:
    cut = statistics.quantiles(took, n=100)
    return f"median {cut[49] * 1000:.1f}, p99 {cut[98] * 1000:.1f}, longest {max(took) * 1000:.0f} ms"


def many(_chance: random.Random) -> bool:
    """Have writers and readers in processes of their own at work at the same time; nobody may be refused."""
    seconds = size("LX_ASSURE_SECONDS")
    with ground() as (_settings, url):
        row = one_row(url)
        stop = FORK.Event()
        writers = [begun(counting_up, url, row, stop) for _n in range(WRITERS)]
        readers = [begun(reading_on, url, stop) for _n in range(READERS)]
        time.sleep(seconds)
        stop.set()
        wrote, read = ([ours.recv() for _process, ours in them] for them in (writers, readers))
        for process, _ours in writers + readers:
            process.join()
        writes = [length for took, _refused in wrote for _at, length in took]
        reads = [length for took, _refused in read for _at, length in took]
        refused = [name for _took, some in wrote + read for name in some]
        lost = len(writes) - counted(url, row)
    print(f"many: {WRITERS} writers and {READERS} readers for {seconds} s: {len(refused)} refused, {lost} updates lost")
    print(f"      {len(writes)} writes, {told(writes)}; {len(reads)} reads, {told(reads)}")
    return not refused and not lost


# Backups --------------------------------------------------------------------------------------------------------------


def backups(_chance: random.Random) -> bool:
    """Make backups while the service writes; each must be whole, and how long writers stood still meanwhile is told."""
    count, whole, spans = size("LX_ASSURE_BACKUPS"), 0, []
    with ground() as (settings, url):
        fill(url, size("LX_ASSURE_ROWS"))
        row = one_row(url)
        stop = FORK.Event()
        writers = [begun(as_the_service, url, row, stop)]
        database = Database(url)
        time.sleep(1)
        for _n in range(count):
            started = time.monotonic()
            folder = backup.make(database, settings, settings.folder("backups") / str(time.monotonic_ns()))
            spans.append((started, time.monotonic()))
            whole += not restore.differences(folder, settings) and not _is_broken(f"sqlite:///{folder}/bridge.sqlite")
            subprocess.run(["rm", "-r", str(folder)], check=True)
            time.sleep(0.3)
        stop.set()
        wrote = [ours.recv() for _process, ours in writers]
        for process, _ours in writers:
            process.join()
        size_mb = Path(str(database.url.database)).stat().st_size / 1e6
        database.dispose()
    refused = sum(len(some) for _took, some in wrote)
    acts = [one for took, _refused in wrote for one in took]
    during = [length for at, length in acts if any(start - length <= at <= end for start, end in spans)]
    quiet = [length for at, length in acts if not any(start - length <= at <= end for start, end in spans)]
    made = [end - start for start, end in spans]
    print(f"backups: {whole} of {count} whole, {size_mb:.0f} MB, made in {statistics.median(made):.2f} s (median)")
    print(f"         writers meanwhile: {told(during)}; else: {told(quiet)}; {refused} refused")
    return whole == count and not refused


def as_the_service(url: str, row: int, stop: Any, said: Connection) -> None:
    """Count up in four threads, as a service does that has one process, with the thread that relieves its commits."""
    database = Database(url)
    Checkpoints(database).start()
    with ThreadPoolExecutor(4) as clerks:
        each = [clerks.submit(counted_up, database, row, stop) for _n in range(4)]
    took, refused = zip(*(one.result() for one in each), strict=True)
    said.send((list(chain(*took)), list(chain(*refused))))


def fill(url: str, rows: int) -> None:
    """Give the database rows to copy."""
    database = Database(url)
    facts = {"title": "История Амура · 黑龙江史", "place": "х" * 60}
    values: dict[str, Any] = {"actor_kind": "clock", "door": "", "action": "x", "subject": "x", "facts": facts}
    with database.transaction() as session:
        for _piece in range(0, rows, 5000):
            session.execute(sa.insert(AuditEntry), [values | {"at": now()} for _n in range(min(rows, 5000))])
    database.dispose()


# What has a module of its own -----------------------------------------------------------------------------------------


def _runs(*words: str, **env: str) -> bool:
    """Run a module of Python; return whether it kept its promises."""
    return (
        subprocess.run([sys.executable, "-m", *words], cwd=CHECKOUT, env=os.environ | env, check=False).returncode == 0
    )


def races(_chance: random.Random) -> bool:
    """Have clerks want the same thing at the same moment, on both databases (`benchmarks.races`)."""
    rounds = str(size("LX_ASSURE_ROUNDS"))
    return all(_runs("benchmarks.races", "--rounds", rounds, "--database", kind) for kind in KINDS)


def nodes(chance: random.Random) -> bool:
    """Kill two services, with pages and worker, that speak over a bad line (`tests/protocols/test_nodes.py`)."""
    seed, count = str(chance.randrange(1, 10**6)), str(size("LX_ASSURE_KILLS"))
    test = "tests/protocols/test_nodes.py::test_over_a_bad_line_and_through_kills_both_nodes_agree_in_the_end"
    print(f"nodes: {count} kills of whole services, seed {seed}")
    return _runs("pytest", "-q", "-p", "no:cacheprovider", test, LX_TEST_NODE_KILLS=count, LX_TEST_SEED=seed)


def services(chance: random.Random) -> bool:
    """Kill whole services, and start PostgreSQL again, while people are at work (`benchmarks.service_kills`)."""
    words = "--kills", str(size("LX_ASSURE_KILLS")), "--seed", str(chance.randrange(1, 10**6))
    return all(_runs("benchmarks.service_kills", "--database", kind, *words) for kind in KINDS)


def load(chance: random.Random) -> bool:
    """Have readers, clerks and imports at work together on a whole service (`benchmarks.service_load`)."""
    words = "--seconds", str(size("LX_ASSURE_SECONDS") / 8), "--seed", str(chance.randrange(1, 10**6))
    return all(_runs("benchmarks.service_load", "--database", kind, *words) for kind in KINDS)


PARTS: dict[str, Callable[[random.Random], bool]] = {
    "kills": kills,
    "many": many,
    "backups": backups,
    "races": races,
    "nodes": nodes,
    "services": services,
    "load": load,
    "fuzzing": lambda _chance: _runs("benchmarks.fuzzing", LX_ASSURE_FUZZ=str(size("LX_ASSURE_FUZZ"))),
    "scan": lambda _chance: _runs("benchmarks.scanning"),
    "scanners": lambda _chance: _runs("benchmarks.scanners", LX_ASSURE_SCAN=str(size("LX_ASSURE_SCAN"))),
    "audit": lambda _chance: _runs("benchmarks.known_holes"),
}


def main(wanted: list[str]) -> int:
    """Run the parts that are wanted; return 1 if any promise was broken."""
    seed = int(os.environ.get("LX_ASSURE_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    print(f"seed {seed}; " + ", ".join(f"{name}={size(name)}" for name in SIZES), flush=True)
    broken = []
    for name in wanted or list(PARTS):
        if not PARTS[name](random.Random(f"{seed} {name}")):
            broken.append(name)
        sys.stdout.flush()
    print(f"broken: {', '.join(broken)}" if broken else "all promises kept")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
