"""One worker carries out the outbox; a second one is refused; a wake-up is a matter of a moment."""

import time

import pytest

from library_exchange.core import outbox
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.core.worker_lock import AnotherWorkerRuns
from library_exchange.jobs import Worker


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
