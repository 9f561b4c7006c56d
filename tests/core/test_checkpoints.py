"""What is written beside a file of SQLite is moved into it by a thread: not by whoever commits, and past no reader."""

import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from library_exchange.core import audit, checkpoints
from library_exchange.core.actor import clock
from library_exchange.core.checkpoints import Checkpoints, move
from library_exchange.core.db import Database
from library_exchange.core.models import AuditEntry

MORE_THAN_SQLITE_LEAVES = 5_000_000
"""Bytes beside the database at which a commit would move them, if nobody had told SQLite otherwise."""


@pytest.fixture
def file(sqlite_template, tmp_path):
    copy = tmp_path / "bridge.sqlite"
    copy.write_bytes(sqlite_template.read_bytes())
    opened = Database(f"sqlite:///{copy}")
    yield opened
    opened.dispose()


def writes(file, text="х"):
    with file.transaction() as session:
        audit.record(session, clock(), "note", "test", None, text=text)


def beside(file):
    return Path(f"{file.url.database}-wal").stat().st_size


def test_a_commit_leaves_what_it_wrote_beside_the_database_and_it_is_begun_anew_after_it_was_moved(file):
    writes(file, "х" * MORE_THAN_SQLITE_LEAVES)
    there, moved = move(file)
    assert there == moved > 1000, "the commit moved nothing, we everything"
    large = beside(file)
    writes(file)
    assert beside(file) == large
    assert move(file)[0] < 100


def test_what_somebody_still_reads_past_is_moved_as_soon_as_he_ends(file):
    writes(file)
    with file.reading() as session:
        session.scalars(sa.select(AuditEntry)).all()
        writes(file)
        there, moved = move(file)
        assert moved < there
    assert move(file) == (there, there)


def test_a_large_rest_is_moved_while_nobody_writes_and_the_turn_given_up(file, monkeypatch):
    monkeypatch.setattr(checkpoints, "GROWN", 1)
    taken = []

    def take(usual=file._turns.take):
        usual()
        taken.append(file._turns._holder)

    monkeypatch.setattr(file._turns, "take", take)
    writes(file)
    del taken[:]
    there, moved = move(file)
    assert there == moved
    assert (len(taken), file._turns._holder) == (1, None)


def test_the_thread_moves_by_itself_until_it_is_stopped(file, monkeypatch):
    monkeypatch.setattr(checkpoints, "EVERY_S", 0.01)
    at_work = Checkpoints(file)
    at_work.start()
    writes(file)
    until = time.monotonic() + 10
    stood = Path(file.url.database).stat().st_mtime_ns
    while Path(file.url.database).stat().st_mtime_ns == stood and time.monotonic() < until:
        writes(file)
    at_work.stop()
    assert Path(file.url.database).stat().st_mtime_ns > stood


def test_a_server_needs_none():
    at_work = Checkpoints(Database("postgresql+psycopg://nobody@nowhere.example/bridge"))
    at_work.start()
    assert not at_work._thread.is_alive()
    at_work.stop()
