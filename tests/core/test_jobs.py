"""One worker carries out the outbox; a second one is refused; a wake-up is a matter of a moment."""

import os
import time
from datetime import datetime

import pytest

from library_exchange.core import kept_files, outbox
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.core.worker_lock import AnotherWorkerRuns
from library_exchange.jobs import HOURLY_AT, Worker, queue_of


@pytest.fixture
def worker(app):
    made = Worker(app)
    made.start()
    yield made
    made.stop()
    outbox._wakers.clear()


def test_a_second_worker_is_refused(app, worker):
    with pytest.raises(AnotherWorkerRuns):
        Worker(app).start()


def test_the_worker_is_free_again_after_it_stopped(app):
    for _time in range(2):
        made = Worker(app)
        made.start()
        made.stop()
    outbox._wakers.clear()


def test_a_commit_wakes_the_worker(app, worker):
    received = []
    outbox.handles("test.bell")(lambda payloads: received.extend(payloads))
    with transaction() as session:
        outbox.put(session, "test.bell", {"n": 1})
    for _moment in range(100):
        if received:
            break
        time.sleep(0.1)
    assert received == [{"n": 1}]
    for _moment in range(50):
        with reading() as session:
            if session.scalars(OutboxMessage.__table__.select()).first() and not _open_rows():
                break
        time.sleep(0.1)
    assert _open_rows() == 0
    outbox._kinds.pop("test.bell")


def _open_rows() -> int:
    import sqlalchemy as sa

    with reading() as session:
        return session.scalar(sa.text("SELECT count(*) FROM outbox WHERE done_at IS NULL"))


class _Away:
    """A depot that does not answer, and what it was asked about."""

    def __init__(self):
        self.asked = []

    def has(self, folder, _name):
        self.asked.append(folder)
        raise ConnectionError("the depot is away")


@pytest.fixture
def away(app, monkeypatch):
    """The depot of all folders, in each of which lies a file of before there was one."""
    depot = _Away()
    for name in kept_files.FOLDERS:
        folder = app.extensions["settings"].folder(name)
        (folder / "old").touch()
        os.utime(folder / "old", (0, 0))
        monkeypatch.setitem(kept_files._depots, folder, depot)
    yield depot
    outbox._wakers.clear()


def test_where_the_depot_is_away_the_outbox_is_carried_out_all_the_same(app, away):
    queue = queue_of(app)
    for minute, asked in ((int(HOURLY_AT) - 1, []), (int(HOURLY_AT), list(kept_files.FOLDERS))):
        for task in queue.read_periodic(datetime(2026, 7, 1, 12, minute)):  # noqa: DTZ001 - huey's clock has no zone
            queue.execute(task)
        assert away.asked == asked
        assert {task.args for task in queue.pending()} == {(lane,) for lane in outbox.LEASES}
        queue.flush()
